#include "sandbox/relay.h"

#include <gtest/gtest.h>

#include "sandbox/app_runner.h"
#include "sandbox/echo_server_for_test.h"
#include "sandbox/requests_for_test.h"

namespace bdp {
namespace {

class RelayTest : public testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<AppRunner>> made = make_system_runner(detect_isolation());
    ASSERT_TRUE(made.has_value()) << made.error().message();
    runner_ = *std::move(made);
  }

  void run(AppRequest request, const std::string& ending = "exit code 0") {
    request.limits.processors = 2;
    const Result<AppOutcome> outcome = runner_->run(request, {}, output_);
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message();
    EXPECT_EQ(describe(*outcome, request.limits), ending) << output_.error;
  }

  std::unique_ptr<AppRunner> runner_;
  KeptOutput output_;
};

TEST_F(RelayTest, PassesBytesToItsOneTargetAndBack) {
  const EchoServer server;
  AppRequest request = python(
      "import socket\n"
      "server = socket.create_connection(('localhost', 5000))\n"
      "server.sendall(b'hello'); print(server.recv(100).decode())\n"
      "server.shutdown(socket.SHUT_WR); print(server.recv(100))\n");
  request.relays = {{5000, "localhost", server.port()}};
  run(request);
  EXPECT_EQ(output_.out, "hello\nb''\n");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(RelayTest, PassesMuchInBothDirectionsAtOnce) {
  const EchoServer server;
  AppRequest request = python(
      "import socket, threading, zlib\n"
      "server = socket.create_connection(('127.0.0.1', 5000))\n"
      "sent = bytes(i * 7 % 251 for i in range(1 << 16)) * 256\n"
      "def send(): server.sendall(sent); server.shutdown(socket.SHUT_WR)\n"
      "threading.Thread(target=send).start()\n"
      "check, size = 0, 0\n"
      "while piece := server.recv(1 << 16): check, size = zlib.crc32(piece, check), size + "
      "len(piece)\n"
      "print(size, check == zlib.crc32(sent))\n");
  request.limits.memory_bytes *= 4;
  request.relays = {{5000, "127.0.0.1", server.port()}};
  run(request);
  EXPECT_EQ(output_.out, "16777216 True\n");
}

TEST_F(RelayTest, EveryOtherPortAndAddressIsUnreachable) {
  const EchoServer target;
  const EchoServer other;
  AppRequest request = python(
      "import errno, socket\n"
      "def knock(address, port, family=socket.AF_INET):\n"
      "  with socket.socket(family) as knocking:\n"
      "    knocking.settimeout(2)\n"
      "    failed = knocking.connect_ex((address, port))\n"
      // A socket may happen to have the port itself, and then be connected to itself.
      "    if not failed and knocking.getsockname() == knocking.getpeername(): return 'itself'\n"
      "    return errno.errorcode.get(failed, 'open')\n"
      "print([port for port in range(1, 65536) if knock('127.0.0.1', port) == 'open'])\n"
      "print([port for port in range(1, 65536) if knock('::1', port, socket.AF_INET6) == 'open'])\n"
      "for address in '10.0.2.2', '8.8.8.8', '169.254.169.254', '172.17.0.1', '192.168.0.1':\n"
      "  print(address, knock(address, 80))\n"
      "sending = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
      "print(errno.errorcode.get(sending.connect_ex(('8.8.8.8', 53)), 'open'))\n"
      "try: print(socket.getaddrinfo('example.org', 80))\n"
      "except OSError as problem: print('no names')\n");
  request.relays = {{5000, "127.0.0.1", target.port()}};
  run(request);
  EXPECT_EQ(output_.out,
            "[5000]\n[]\n10.0.2.2 ENETUNREACH\n8.8.8.8 ENETUNREACH\n169.254.169.254 ENETUNREACH\n"
            "172.17.0.1 ENETUNREACH\n192.168.0.1 ENETUNREACH\nENETUNREACH\nno names\n");
  EXPECT_EQ(other.connections(), 0);
}

TEST_F(RelayTest, AnAppWithoutRelaysReachesNothing) {
  const EchoServer server;
  run(python("import socket\n"
             "socket.create_connection(('127.0.0.1', " +
             std::to_string(server.port()) + "))\n"),
      "exit code 1");
  EXPECT_NE(output_.error.find("ConnectionRefusedError"), std::string::npos) << output_.error;
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(RelayTest, ATargetThatIsAwayIsAResetConnection) {
  std::uint16_t port = 0;
  {
    const EchoServer server;
    port = server.port();
  }
  AppRequest request = python(
      "import socket\n"
      "server = socket.create_connection(('127.0.0.1', 5000))\n"
      "try: print(server.recv(100))\n"
      "except ConnectionResetError: print('reset')\n");
  request.relays = {{5000, "127.0.0.1", port}};
  run(request);
  EXPECT_EQ(output_.out, "reset\n");
}

TEST_F(RelayTest, ServesManyConnections) {
  const EchoServer first;
  const EchoServer second;
  AppRequest request = python(
      "import socket\n"
      "for i in range(300):\n"
      "  for port in 5000, 6000:\n"
      "    with socket.create_connection(('127.0.0.1', port)) as server:\n"
      "      server.sendall(b'%d' % i)\n"
      "      assert server.recv(100) == b'%d' % i\n");
  request.relays = {{5000, "127.0.0.1", first.port()}, {6000, "127.0.0.1", second.port()}};
  run(request);
  EXPECT_EQ(first.connections(), 300);
  EXPECT_EQ(second.connections(), 300);
}

TEST_F(RelayTest, AnUnknownHostIsAnErrorBeforeTheStart) {
  AppRequest request = shell("true");
  request.relays = {{5000, "no-such-host.invalid", 80}};
  const Result<AppOutcome> outcome = runner_->run(request, {}, output_);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code(), Code::kUnavailable);
  EXPECT_TRUE(outcome.error().message().starts_with(
      "cannot find the address of 'no-such-host.invalid' for a relay: "))
      << outcome.error().message();
}

}  // namespace
}  // namespace bdp
