// Apps that do what nobody wants. Each is contained and reported as what it was, while an app of
// another tenant, started before and ended after, is unharmed.
#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <thread>

#include "os/temporary_directory.h"
#include "sandbox/app_runner.h"
#include "sandbox/bundle_for_test.h"
#include "sandbox/output_tree.h"
#include "sandbox/requests_for_test.h"

namespace bdp {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20U;

/// A directory that the app in the sandbox may write to.
class Folder {
 public:
  Folder() {
    EXPECT_EQ(chmod(outer_.path().c_str(), 0755), 0);
    EXPECT_TRUE(OutputTree::make(path(), default_app_user()).has_value());
  }
  std::string path() const { return outer_ / "out"; }
  AppMount mount() const { return {path(), "/out", Access::kWritable}; }
  OutputTree tree() const {
    Result<OutputTree> tree = OutputTree::open(path());
    EXPECT_TRUE(tree.has_value());
    return *std::move(tree);
  }

 private:
  os::TemporaryDirectory outer_;
};

/// Another tenant's app, which runs from here on until finish().
class Neighbour {
 public:
  explicit Neighbour(AppRunner& runner) {
    thread_ = std::thread([this, &runner] {
      AppRequest request = shell(
          "echo secret > /out/neighbours-secret; echo started > /out/started;"
          "while ! test -e /out/finish; do sleep 0.01; done;"
          "test $(cat /out/neighbours-secret) = secret && seq 100000 | tail -1");
      request.limits.processors = 1;
      request.mounts = {folder_.mount()};
      outcome_ = runner.run(request, {}, output_);
    });
    while (access((folder_.path() + "/started").c_str(), F_OK) != 0) std::this_thread::yield();
  }
  Neighbour(const Neighbour&) = delete;
  Neighbour& operator=(const Neighbour&) = delete;

  /// It was there all the time, and could do its work.
  ~Neighbour() {
    std::ofstream(folder_.path() + "/finish") << "now\n";
    thread_.join();
    if (!outcome_) {
      ADD_FAILURE() << outcome_.error().message();
      return;
    }
    EXPECT_EQ(describe(*outcome_, {}), "exit code 0") << output_.error;
    EXPECT_EQ(output_.out, "100000\n");
  }

  std::string secret() const { return folder_.path() + "/neighbours-secret"; }

 private:
  Folder folder_;
  KeptOutput output_;
  Result<AppOutcome> outcome_ = Error(Code::kInvalid, "not run");
  std::thread thread_;
};

/// How many processes of the machine have `word` in their command line.
int processes_with(const std::string& word) {
  int found = 0;
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(opendir("/proc"), closedir);
  while (const dirent* entry = readdir(listing.get())) {
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
    std::ifstream file("/proc/" + std::string(entry->d_name) + "/cmdline");
    const std::string line((std::istreambuf_iterator<char>(file)), {});
    if (line.find(word) != std::string::npos) ++found;
  }
  return found;
}

/// What runs the apps.
enum class Setting : std::uint8_t {
  kControlGroups,  ///< The kernel holds them to their limits.
  kNamespaces,     ///< The platform counts.
  kBundle,         ///< They are in an OCI bundle, with control groups.
};

/// Runs every request in one bundle, which has the system's programs and nothing else.
class InBundle final : public AppRunner {
 public:
  InBundle(std::unique_ptr<AppRunner> runner, std::string bundle)
      : runner_(std::move(runner)), bundle_(std::move(bundle)) {}

  Result<AppOutcome> run(const AppRequest& request, std::stop_token stop,
                         OutputListener& listener) override {
    AppRequest bundled = request;
    bundled.bundle = bundle_;
    bundled.mounts.push_back({"/usr", "/usr", Access::kReadOnly});
    return runner_->run(bundled, std::move(stop), listener);
  }

 private:
  std::unique_ptr<AppRunner> runner_;
  std::string bundle_;
};

class HostileApp : public testing::TestWithParam<Setting> {
 protected:
  void SetUp() override {
    HostIsolation host = detect_isolation();
    ASSERT_EQ(host.level, IsolationLevel::kControlGroups)
        << missing_for(host, IsolationLevel::kControlGroups);
    if (!counted_by_kernel()) host.level = IsolationLevel::kNamespaces;
    if (GetParam() == Setting::kBundle) {
      make_bundle(folder_ / "bundle");
      Result<std::unique_ptr<AppRunner>> made = make_bundle_runner(host, folder_ / "state");
      ASSERT_TRUE(made.has_value()) << made.error().message();
      runner_ = std::make_unique<InBundle>(*std::move(made), folder_ / "bundle");
    } else {
      Result<std::unique_ptr<AppRunner>> made = make_system_runner(host);
      ASSERT_TRUE(made.has_value()) << made.error().message();
      runner_ = *std::move(made);
    }
    neighbour_ = std::make_unique<Neighbour>(*runner_);
  }

  std::string run(const AppRequest& request) {
    const Result<AppOutcome> result = runner_->run(request, {}, output_);
    if (!result) return std::string(result.error().message());
    outcome_ = *result;
    EXPECT_EQ(outcome_.level,
              counted_by_kernel() ? IsolationLevel::kControlGroups : IsolationLevel::kNamespaces);
    return describe(outcome_, request.limits);
  }

  bool counted_by_kernel() const { return GetParam() != Setting::kNamespaces; }

  os::TemporaryDirectory folder_;
  std::unique_ptr<AppRunner> runner_;
  std::unique_ptr<Neighbour> neighbour_;
  KeptOutput output_;
  AppOutcome outcome_;
};

TEST_P(HostileApp, AForkBombHasItsNumberOfProcesses) {
  const std::string ending = run(shell("bomb() { bomb | bomb & }; bomb; while :; do bomb; done"));
  // A shell that is refused a process ends by itself; only the kernel tells that it was refused.
  if (counted_by_kernel() || ending != "exit code 2") {
    EXPECT_EQ(ending, "broke its limit of 24 processes");
  }
}

TEST_P(HostileApp, AForkBombThatExpectsRefusalsHasItsNumberOfProcesses) {
  EXPECT_EQ(run(python("import os\n"
                       "while True:\n"
                       "  try: os.fork()\n"
                       "  except OSError: pass\n")),
            "broke its limit of 24 processes");
}

TEST_P(HostileApp, AMemoryHogHasItsMemory) {
  EXPECT_EQ(run(python("hog = []\n"
                       "while True: hog.append(bytearray(1 << 20))\n")),
            "broke its limit of 67108864 bytes of memory");
}

TEST_P(HostileApp, AMemoryHogOfManyProcessesHasItsMemory) {
  EXPECT_EQ(run(python("import os, time\n"
                       "for i in range(8):\n"
                       "  if os.fork() == 0:\n"
                       "    hog = bytearray(16 << 20)\n"
                       "    time.sleep(1000)\n"
                       "time.sleep(1000)\n")),
            "broke its limit of 67108864 bytes of memory");
}

TEST_P(HostileApp, FilesInTmpCountAsMemory) {
  run(
      shell("cat /dev/zero > /tmp/fill; cat /dev/zero > /dev/shm/fill;"
            "test -s /tmp/fill && test -s /dev/shm/fill && echo went on"));
  if (outcome_.ending == AppEnding::kLimit) {
    EXPECT_EQ(outcome_.limit, AppLimit::kMemory);
  } else {
    EXPECT_EQ(output_.out, "went on\n");
  }
  EXPECT_LE(outcome_.peak_memory_bytes, 64 * kMegabyte);
}

TEST_P(HostileApp, AnEndlessLoopHasItsTimeAndItsShareOfTheProcessor) {
  AppRequest request = shell("while :; do :; done");
  request.limits.time = 600ms;
  request.limits.processors = 0.25;
  EXPECT_EQ(run(request), "broke its limit of 600 ms of time");
  EXPECT_TRUE(outcome_.orderly);
  EXPECT_GE(outcome_.wall_time, 600ms);
  if (counted_by_kernel()) {
    EXPECT_LT(outcome_.user_time + outcome_.system_time, outcome_.wall_time * 2 / 5);
  }
}

TEST_P(HostileApp, WritesNowhereButInItsOwnPlaces) {
  Folder folder;
  const os::TemporaryDirectory input;
  ASSERT_EQ(chmod(input.path().c_str(), 0777), 0);
  const std::string file = input.write("data.csv", "kept");
  ASSERT_EQ(chmod(file.c_str(), 0666), 0);
  AppRequest request = shell(
      "for place in / /usr /usr/bin /etc /var /dev /proc /proc/sys/kernel /in; do"
      "  if touch $place/mine 2>/dev/null; then echo wrote in $place; fi;"
      "done;"
      "for file in /in/data.csv /etc/passwd /proc/sys/kernel/core_pattern /proc/sysrq-trigger; do"
      "  if (echo changed >> $file) 2>/dev/null; then echo changed $file; fi;"
      "done;"
      "rm -f /in/data.csv 2>/dev/null; chmod 0 /in 2>/dev/null;"
      "echo good > /out/good && echo good > /tmp/good && echo good > /dev/shm/good && echo end");
  request.mounts = {{input.path(), "/in", Access::kReadOnly}, folder.mount()};
  EXPECT_EQ(run(request), "exit code 0") << output_.error;
  EXPECT_EQ(output_.out, "end\n");
  std::ifstream kept(file);
  EXPECT_EQ(std::string((std::istreambuf_iterator<char>(kept)), {}), "kept");
}

TEST_P(HostileApp, ReadsNothingOfAnotherTenant) {
  Folder folder;
  const std::string secret = neighbour_->secret();
  AppRequest request =
      shell("cat " + secret + " /out/../../.." + secret + " /proc/1/root" + secret +
            " /proc/self/root" + secret +
            " /proc/*/cwd/neighbours-secret /etc/shadow;"
            "ln -s " +
            secret +
            " /out/link; cat /out/link;"
            "find / -name neighbours-secret 2>/dev/null; set -- /proc/[0-9]*; echo $#");
  request.mounts = {folder.mount()};
  run(request);
  // Its own processes: the launcher and the shell.
  EXPECT_EQ(output_.out, "2\n");
}

TEST_P(HostileApp, KillsNothingButItself) {
  EXPECT_EQ(run(python("import os, signal, subprocess\n"
                       "child = subprocess.Popen(['sleep', '1000'])\n"
                       "for process in range(1, 40000):\n"
                       "  if process != os.getpid():\n"
                       "    try: os.kill(process, signal.SIGKILL)\n"
                       "    except OSError: pass\n"
                       "try: os.kill(-1, signal.SIGKILL)\n"
                       "except OSError: pass\n"
                       "print(child.wait())\n")),
            "exit code 0")
      << output_.error;
  EXPECT_EQ(output_.out, "-9\n");
}

TEST_P(HostileApp, AFileThatFillsTheDiskHasItsRoom) {
  Folder folder;
  AppRequest request = python(
      "with open('/out/fill', 'wb') as file:\n"
      "  while True: file.write(bytes(1 << 20)); file.flush()\n");
  request.mounts = {folder.mount()};
  EXPECT_EQ(run(request), "broke its limit of 4194304 bytes of disk") << output_.error;
  struct stat file = {};
  ASSERT_EQ(stat((folder.path() + "/fill").c_str(), &file), 0);
  EXPECT_LE(file.st_size, static_cast<off_t>(5 * kMegabyte));
}

TEST_P(HostileApp, ManyFilesThatFillTheDiskHaveTheirRoom) {
  Folder folder;
  AppRequest request =
      shell("i=0; while :; do head -c 100000 /dev/zero > /out/$i; i=$((i+1)); done");
  request.mounts = {folder.mount()};
  EXPECT_EQ(run(request), "broke its limit of 4194304 bytes of disk");
  const Result<OutputListing> listing = folder.tree().list(100000);
  ASSERT_TRUE(listing.has_value());
  std::uint64_t bytes = 0;
  for (const OutputFile& file : listing->files) bytes += file.bytes;
  EXPECT_LE(bytes, 64 * kMegabyte);
}

TEST_P(HostileApp, EmptyFilesTakeRoomToo) {
  Folder folder;
  AppRequest request = python(
      "import os\n"
      "for i in range(1000000): os.close(os.open(f'/out/{i}', os.O_CREAT | os.O_WRONLY))\n");
  request.mounts = {folder.mount()};
  EXPECT_EQ(run(request), "broke its limit of 4194304 bytes of disk");
}

TEST_P(HostileApp, AFileWithoutANameTakesRoomToo) {
  Folder folder;
  AppRequest request = python(
      "import os, time\n"
      "files = []\n"
      "for i in range(16):\n"
      "  files.append(open('/out/hidden', 'wb'))\n"
      "  os.unlink('/out/hidden')\n"
      "  files[i].write(bytes(1 << 20)); files[i].flush()\n"
      "time.sleep(1000)\n");
  request.mounts = {folder.mount()};
  EXPECT_EQ(run(request), "broke its limit of 4194304 bytes of disk");
}

TEST_P(HostileApp, DirectoriesDeeperThanAnybodyLooksAreTooMuch) {
  Folder folder;
  AppRequest request = python(
      "import os\n"
      "os.chdir('/out')\n"
      "for i in range(300): os.mkdir('d'); os.chdir('d')\n");
  request.mounts = {folder.mount()};
  EXPECT_EQ(run(request), "broke its limit of 4194304 bytes of disk");
  EXPECT_TRUE(folder.tree().clear().has_value());
}

TEST_P(HostileApp, LeavesNoOrphans) {
  EXPECT_EQ(run(shell("for i in 1 2 3; do (trap '' TERM HUP; exec setsid sleep 98765.$i) & done;"
                      "while test $(pgrep -cx sleep) != 3; do :; done;"
                      "exit 0")),
            "exit code 0");
  EXPECT_EQ(outcome_.left_behind, 3U);
  EXPECT_EQ(processes_with("98765."), 0);
}

TEST_P(HostileApp, AGigabyteOfOutputIsCut) {
  AppRequest request = shell("head -c 1000000000 /dev/zero");
  EXPECT_EQ(run(request), "broke its limit of 1048576 bytes of output");
  EXPECT_EQ(output_.out.size(), kMegabyte);
  EXPECT_EQ(outcome_.output_bytes, kMegabyte);
}

/// Asks for a stop once the app has printed something.
class StopAtOutput final : public OutputListener {
 public:
  void output(OutputStream /*stream*/, std::string_view /*bytes*/) override {
    source.request_stop();
  }
  std::stop_source source;
};

TEST_P(HostileApp, IsKilledWhenItIgnoresSigterm) {
  AppRequest request = shell("trap '' TERM; echo ready; while :; do sleep 1; done");
  request.grace = 200ms;
  StopAtOutput listener;
  const auto outcome = runner_->run(request, listener.source.get_token(), listener);
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message();
  EXPECT_EQ(describe(*outcome, request.limits), "stopped on request");
  EXPECT_FALSE(outcome->orderly);
  EXPECT_GE(outcome->wall_time, 200ms);
}

TEST_P(HostileApp, TakesNoRights) {
  // What would widen its world: namespaces, mounts, tracing, keys, raw sockets, terminals; also
  // with high bits that the kernel does not look at.
  EXPECT_EQ(
      run(python(
          "import ctypes, errno, os, socket\n"
          "libc = ctypes.CDLL(None, use_errno=True)\n"
          "def call(number, *arguments):\n"
          "  ctypes.set_errno(0)\n"
          "  result = libc.syscall(ctypes.c_long(number),"
          " *[ctypes.c_long(a) for a in arguments])\n"
          "  return errno.errorcode.get(ctypes.get_errno(), 'done') if result == -1 else 'done'\n"
          "for name, number, *arguments in [\n"
          "    ('unshare', 272, 0x10000000), ('setns', 308, 0, 0),\n"
          "    ('clone', 56, 0x10000011, 0, 0, 0, 0), ('clone3', 435, 0, 0),\n"
          "    ('mount', 165, 0, 0, 0, 0, 0), ('ptrace', 101, 0, 0, 0, 0),\n"
          "    ('keyctl', 250, 0, 0), ('bpf', 321, 0, 0, 0), ('io_uring', 425, 1, 0),\n"
          "    ('perf', 298, 0, 0, 0, 0, 0), ('packet', 41, 17, 3, 0),\n"
          "    ('vsock', 41, 40, 1, 0), ('high', 41, (1 << 32) + 17, 3, 0),\n"
          "    ('audit', 41, 16, 3, 9), ('tty', 16, 0, 0x5412, 0),\n"
          "    ('newer', 460, 0), ('x32', 0x40000000 + 39)]:\n"
          "  print(name, call(number, *arguments))\n"
          "socket.socket(socket.AF_UNIX).close()\n"
          "socket.socket(socket.AF_INET6).close()\n"
          "print(socket.if_nameindex())\n")),
      "exit code 0")
      << output_.error;
  EXPECT_EQ(output_.out,
            "unshare EPERM\nsetns EPERM\nclone EPERM\nclone3 ENOSYS\nmount EPERM\nptrace EPERM\n"
            "keyctl EPERM\nbpf EPERM\nio_uring ENOSYS\nperf EPERM\npacket EAFNOSUPPORT\n"
            "vsock EAFNOSUPPORT\nhigh EAFNOSUPPORT\naudit EPROTONOSUPPORT\ntty EPERM\n"
            "newer ENOSYS\nx32 ENOSYS\n[(1, 'lo')]\n");
}

TEST_P(HostileApp, IsToldWhenItHasTooManyFilesOpen) {
  EXPECT_EQ(run(python("import errno\n"
                       "files = []\n"
                       "try:\n"
                       "  while True: files.append(open('/dev/null'))\n"
                       "except OSError as problem: print(errno.errorcode[problem.errno])\n")),
            "exit code 0");
  EXPECT_EQ(output_.out, "EMFILE\n");
}

INSTANTIATE_TEST_SUITE_P(, HostileApp,
                         testing::Values(Setting::kControlGroups, Setting::kNamespaces,
                                         Setting::kBundle),
                         [](const auto& setting) {
                           switch (setting.param) {
                             case Setting::kControlGroups:
                               return "ControlGroups";
                             case Setting::kNamespaces:
                               return "Namespaces";
                             case Setting::kBundle:
                               return "Bundle";
                           }
                           return "";
                         });

}  // namespace
}  // namespace bdp
