#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>

#include "os/temporary_directory.h"
#include "sandbox/app_runner.h"
#include "sandbox/bundle_for_test.h"
#include "sandbox/echo_server_for_test.h"
#include "sandbox/requests_for_test.h"

namespace bdp {
namespace {

class BundleRunner : public testing::Test {
 protected:
  void SetUp() override {
    make_bundle(folder_ / "bundle");
    Result<std::unique_ptr<AppRunner>> made =
        make_bundle_runner(detect_isolation(), folder_ / "state");
    ASSERT_TRUE(made.has_value()) << made.error().message();
    runner_ = *std::move(made);
  }

  AppRequest bundled(AppRequest request) const {
    request.bundle = folder_ / "bundle";
    request.mounts.push_back({"/usr", "/usr", Access::kReadOnly});
    return request;
  }

  std::string run(const AppRequest& request) {
    const Result<AppOutcome> outcome = runner_->run(request, {}, output_);
    return outcome ? describe(*outcome, request.limits) : std::string(outcome.error().message());
  }

  /// The error of a run when config.json is `text`.
  std::string refused(const std::string& text) {
    const std::string path = folder_.write("bundle/config.json", text);
    const std::string message = run(bundled(program({})));
    return message.starts_with(path) ? message.substr(path.size()) : message;
  }

  os::TemporaryDirectory folder_;
  std::unique_ptr<AppRunner> runner_;
  KeptOutput output_;
};

TEST_F(BundleRunner, RunsWhatTheBundleSaysAndGivesNoMoreThanThePlatformDoes) {
  EXPECT_EQ(run(bundled(program({}))), "exit code 0") << output_.error;
  EXPECT_EQ(output_.out,
            "from the bundle: bundle /tmp\nbin\ndev\netc\nin\nlib\nlib64\nout\nproc\nsbin\ntmp\n"
            "usr\nvar\n");
  EXPECT_NE(access((folder_ / "bundle/hooked").c_str(), F_OK), 0);
}

TEST_F(BundleRunner, ARequestGoesBeforeTheBundle) {
  AppRequest request = bundled(shell("echo $WHO; id -u; grep CapEff /proc/self/status"));
  request.environment = {"WHO=request"};
  EXPECT_EQ(run(request), "exit code 0") << output_.error;
  EXPECT_EQ(output_.out, "request\n65534\nCapEff:\t0000000000000000\n");
}

TEST_F(BundleRunner, ReachesItsRelay) {
  const EchoServer server;
  AppRequest request =
      bundled(python("import socket\n"
                     "server = socket.create_connection(('127.0.0.1', 5000))\n"
                     "server.sendall(b'hello'); print(server.recv(100).decode())\n"));
  request.relays = {{5000, "127.0.0.1", server.port()}};
  EXPECT_EQ(run(request), "exit code 0") << output_.error;
  EXPECT_EQ(output_.out, "hello\n");
}

TEST_F(BundleRunner, LeavesNothingInItsStateDirectory) {
  run(bundled(program({})));
  EXPECT_EQ(rmdir((folder_ / "state/containers").c_str()), 0);
  EXPECT_EQ(rmdir((folder_ / "state").c_str()), 0);
}

TEST_F(BundleRunner, SaysWhatIsWrongWithABundle) {
  AppRequest request = program({});
  request.bundle = folder_ / "nothing";
  EXPECT_EQ(run(request),
            "cannot read '" + (folder_ / "nothing/config.json") + "': No such file or directory");
  EXPECT_EQ(run(program({"true"})), "bundle: this runner runs OCI bundles; say a directory");
  EXPECT_EQ(refused("{}"), ": there is no 'process', which says what to run");
  EXPECT_EQ(refused(R"({"process": {}})"),
            ": there is no 'root.path', which says where the root file system is");
  EXPECT_EQ(refused(R"({"process": {"args": [1]}, "root": {"path": "rootfs"}})"),
            ": process.args is not a list of texts");
  EXPECT_EQ(refused(R"({"process": {}, "root": {"path": "none"}})"),
            ": the root file system " + (folder_ / "bundle/none") + " is not there");
  EXPECT_EQ(refused(R"({"process": {}, "root": {"path": "rootfs"}})"),
            "arguments: must name a program");
  EXPECT_NE(refused("{,}").find("line 1, column 2"), std::string::npos);
}

}  // namespace
}  // namespace bdp
