#include "sandbox/relay.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "os/system_error.h"

namespace bdp {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} << 10U;
constexpr std::size_t kMaxConnections = 256;

/// What one side has sent and the other has not taken yet.
struct Flow {
  std::unique_ptr<char[]> buffer = std::make_unique<char[]>(kBufferBytes);
  std::size_t begin = 0;
  std::size_t end = 0;
  bool over = false;  ///< The sender has ended; when all is written the receiver is told.
  bool told = false;

  bool empty() const { return begin == end; }
};

/// One connection of the app and the one that was made for it. flows[i] comes from sides[i].
struct Connection {
  std::array<os::UniqueFd, 2> sides;
  std::array<Flow, 2> flows;
  std::array<std::uint32_t, 2> interest = {};
  const RelayTarget* target = nullptr;
  std::size_t tried = 0;  ///< Addresses of it.
  bool dialled = false;
};

bool would_wait() {
  return errno == EAGAIN || errno == EINTR;
}

/// Reads what fits. False: the connection is broken.
bool fill(int from, Flow& flow) {
  if (flow.over || !flow.empty()) return true;
  const ssize_t count = recv(from, flow.buffer.get(), kBufferBytes, 0);
  if (count < 0) return would_wait();
  flow.begin = 0;
  flow.end = static_cast<std::size_t>(count);
  flow.over = count == 0;
  return true;
}

/// Writes what is taken. False: the connection is broken.
bool drain(Flow& flow, int to) {
  while (!flow.empty()) {
    const ssize_t count =
        send(to, flow.buffer.get() + flow.begin, flow.end - flow.begin, MSG_NOSIGNAL);
    if (count < 0) return would_wait();
    flow.begin += static_cast<std::size_t>(count);
  }
  if (flow.over && !flow.told) {
    shutdown(to, SHUT_WR);
    flow.told = true;
  }
  return true;
}

/// Closing it will be "connection reset", not an orderly end that would look like an empty answer.
void end_hard(const os::UniqueFd& socket) {
  const linger at_once = {1, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

void send_at_once(const os::UniqueFd& socket) {
  const int on = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

/// Begins to dial the next address. False: there is none left.
bool dial_next(Connection& connection) {
  while (connection.tried < connection.target->size()) {
    const RelayAddress& next = (*connection.target)[connection.tried++];
    os::UniqueFd socket(
        ::socket(next.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const auto* address = reinterpret_cast<const sockaddr*>(&next.address);
    if (socket.valid() &&
        (connect(socket.get(), address, next.size) == 0 || errno == EINPROGRESS)) {
      send_at_once(socket);
      connection.sides[1] = std::move(socket);
      return true;
    }
  }
  return false;
}

bool has_connected(const Connection& connection) {
  int problem = 0;
  socklen_t size = sizeof(problem);
  return getsockopt(connection.sides[1].get(), SOL_SOCKET, SO_ERROR, &problem, &size) == 0 &&
         problem == 0;
}

class EpollRelay final : public Relay {
 public:
  EpollRelay(std::vector<Line> lines, os::UniqueFd epoll, os::UniqueFd wake)
      : lines_(std::move(lines)), epoll_(std::move(epoll)), wake_(std::move(wake)) {
    watch(wake_.get(), EPOLLIN);
    accept_again(true);
    thread_ = std::thread([this] { serve(); });
  }

  ~EpollRelay() override {
    const std::uint64_t one = 1;
    CHECK(write(wake_.get(), &one, sizeof(one)) == sizeof(one));
    thread_.join();
  }

 private:
  void watch(int fd, std::uint32_t events) {
    epoll_event event = {};
    event.events = events;
    event.data.fd = fd;
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event) == 0) return;
    CHECK(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0);
  }

  void accept_again(bool wanted) {
    if (accepting_ == wanted) return;
    accepting_ = wanted;
    for (const Line& line : lines_) watch(line.listener.get(), wanted ? std::uint32_t{EPOLLIN} : 0);
  }

  void serve() {
    constexpr int kPauseMilliseconds = 100;
    std::array<epoll_event, 64> events = {};
    for (;;) {
      const int count = epoll_wait(epoll_.get(), events.data(), events.size(),
                                   no_descriptors_ ? kPauseMilliseconds : -1);
      no_descriptors_ = false;
      for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        if (event.data.fd == wake_.get()) return;
        handle(event.data.fd, event.events);
      }
      // Not before: a closed descriptor's number must not be given anew among these events.
      closing_.clear();
      accept_again(connections_.size() < 2 * kMaxConnections && !no_descriptors_);
    }
  }

  void handle(int fd, std::uint32_t events) {
    const auto line =
        std::ranges::find_if(lines_, [fd](const Line& one) { return one.listener.get() == fd; });
    if (line != lines_.end()) return accept_from(*line);
    const auto found = connections_.find(fd);
    if (found == connections_.end()) return;
    const std::shared_ptr<Connection> connection = found->second;
    if (!connection->dialled) return finish_dialling(connection, events);
    move_bytes(connection);
  }

  void accept_from(const Line& line) {
    os::UniqueFd app(accept4(line.listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!app.valid()) {
      no_descriptors_ = errno == EMFILE || errno == ENFILE;
      return;
    }
    send_at_once(app);
    auto connection = std::make_shared<Connection>();
    connection->sides[0] = std::move(app);
    connection->target = &line.target;
    connections_[connection->sides[0].get()] = connection;
    dial(connection);
  }

  /// Nothing is read from the app before the target has answered.
  void dial(const std::shared_ptr<Connection>& connection) {
    if (!dial_next(*connection)) return finish(connection);
    connections_[connection->sides[1].get()] = connection;
    set_interest(*connection, 1, EPOLLOUT);
  }

  void finish_dialling(const std::shared_ptr<Connection>& connection, std::uint32_t events) {
    if (!has_connected(*connection) || (events & (EPOLLERR | EPOLLHUP)) != 0) {
      set_interest(*connection, 1, 0);
      connections_.erase(connection->sides[1].get());
      closing_.push_back(std::move(connection->sides[1]));
      return dial(connection);
    }
    connection->dialled = true;
    move_bytes(connection);
  }

  void set_interest(Connection& connection, std::size_t side, std::uint32_t events) {
    if (connection.interest[side] == events) return;
    connection.interest[side] = events;
    const int fd = connection.sides[side].get();
    // Not with no events: the end of a connection would be told again and again.
    if (events == 0) {
      epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
    } else {
      watch(fd, events);
    }
  }

  void move_bytes(const std::shared_ptr<Connection>& shared) {
    Connection& connection = *shared;
    for (std::size_t from = 0; from < 2; ++from) {
      Flow& flow = connection.flows[from];
      const int to = connection.sides[1 - from].get();
      if (!fill(connection.sides[from].get(), flow) || !drain(flow, to)) return finish(shared);
    }
    if (connection.flows[0].told && connection.flows[1].told) return finish(shared);
    for (std::size_t side = 0; side < 2; ++side) {
      const Flow& out = connection.flows[side];
      const Flow& in = connection.flows[1 - side];
      const std::uint32_t reading = !out.over && out.empty() ? std::uint32_t{EPOLLIN} : 0;
      const std::uint32_t writing = in.empty() ? 0 : std::uint32_t{EPOLLOUT};
      set_interest(connection, side, reading | writing);
    }
  }

  void finish(const std::shared_ptr<Connection>& connection) {
    for (std::size_t side = 0; side < 2; ++side) {
      if (!connection->sides[side].valid()) continue;
      set_interest(*connection, side, 0);
      connections_.erase(connection->sides[side].get());
    }
    const bool orderly = connection->flows[0].told && connection->flows[1].told;
    if (!orderly) end_hard(connection->sides[0]);
    for (os::UniqueFd& side : connection->sides) closing_.push_back(std::move(side));
  }

  std::vector<Line> lines_;
  os::UniqueFd epoll_;
  os::UniqueFd wake_;
  std::unordered_map<int, std::shared_ptr<Connection>> connections_;  ///< By both sides.
  std::vector<os::UniqueFd> closing_;
  bool accepting_ = false;
  bool no_descriptors_ = false;  ///< There was none for a connection: wait a little.
  std::thread thread_;
};

}  // namespace

Result<RelayTarget> resolve_target(const AppRelay& relay) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int problem =
      getaddrinfo(relay.host.c_str(), std::to_string(relay.port).c_str(), &hints, &found);
  if (problem != 0) {
    return Error(Code::kUnavailable,
                 "cannot find the address of '" + relay.host + "' for a relay: " +
                     (problem == EAI_SYSTEM ? std::strerror(errno) : gai_strerror(problem)));
  }
  RelayTarget target;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    RelayAddress& address = target.emplace_back();
    std::memcpy(&address.address, each->ai_addr, each->ai_addrlen);
    address.size = each->ai_addrlen;
  }
  freeaddrinfo(found);
  return target;
}

Result<std::unique_ptr<Relay>> Relay::start(std::vector<Line> lines) {
  os::UniqueFd epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.valid()) return os::system_error(errno, "start a relay");
  os::UniqueFd wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.valid()) return os::system_error(errno, "start a relay");
  return std::make_unique<EpollRelay>(std::move(lines), std::move(epoll), std::move(wake));
}

}  // namespace bdp
