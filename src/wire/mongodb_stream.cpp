#include "wire/mongodb_stream.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

namespace bdp {
namespace {

using Clock = MongodbStreams::Clock;
using std::chrono::milliseconds;

/// How often a wait looks whether it was interrupted.
constexpr milliseconds kLook{50};
/// Unlike the types of libmongoc itself.
constexpr int kStreamType = 100;
constexpr std::size_t kBufferBytes = 4096;
/// Pieces of one sendmsg(): a message has few, and the kernel has a limit.
constexpr std::size_t kMostPieces = 64;

/// One wait of at most `timeout` milliseconds; negative: for ever.
class Wait {
 public:
  Wait(const MongodbStreams& streams, std::int32_t timeout) : streams_(streams) {
    if (timeout >= 0) deadline_ = Clock::now() + milliseconds(timeout);
  }

  /// True: one of `places` is ready. False: the time is over (ETIMEDOUT), or poll() failed.
  bool until_ready(std::vector<pollfd>& places) {
    for (;;) {
      const Clock::time_point now = Clock::now();
      if (const auto end = streams_.end()) deadline_ = std::min(deadline_, *end);
      const auto left = std::chrono::floor<milliseconds>(deadline_ - now) + milliseconds(1);
      const milliseconds slice = std::clamp(left, milliseconds(0), kLook);
      const int ready = poll(places.data(), places.size(), static_cast<int>(slice.count()));
      if (ready > 0) return true;
      if (ready < 0 && errno != EINTR) return false;
      if (Clock::now() >= deadline_) {
        errno = ETIMEDOUT;
        return false;
      }
    }
  }

 private:
  const MongodbStreams& streams_;
  Clock::time_point deadline_ = Clock::time_point::max();
};

/// What libmongoc takes for its stream: its first member is that.
struct SocketStream {
  mongoc_stream_t stream{};
  const MongodbStreams* streams = nullptr;
  int fd = -1;
  bool timed_out = false;
  bool would_wait = false;  ///< The last transfer had no time to wait, and nothing was there.
};

SocketStream* socket_of(mongoc_stream_t* stream) {
  return reinterpret_cast<SocketStream*>(stream);
}

bool wait_for(SocketStream& socket, short events, Wait& wait) {
  std::vector<pollfd> place{{socket.fd, events, 0}};
  const bool ready = wait.until_ready(place);
  socket.timed_out = !ready && errno == ETIMEDOUT;
  return ready;
}

int close_stream(mongoc_stream_t* stream) {
  SocketStream& socket = *socket_of(stream);
  const int done = socket.fd >= 0 ? close(socket.fd) : 0;
  socket.fd = -1;
  return done;
}

void destroy_stream(mongoc_stream_t* stream) {
  close_stream(stream);
  const std::unique_ptr<SocketStream> owned(socket_of(stream));
}

int flush_stream(mongoc_stream_t*) {
  return 0;
}

bool would_wait() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/// Takes `count` bytes off the front of `pieces`.
void advance(std::vector<iovec>& pieces, std::size_t& first, std::size_t count) {
  while (first < pieces.size() && count >= pieces[first].iov_len) {
    count -= pieces[first].iov_len;
    ++first;
  }
  if (first < pieces.size()) {
    pieces[first].iov_base = static_cast<char*>(pieces[first].iov_base) + count;
    pieces[first].iov_len -= count;
  }
}

/// Sends or receives (`transfer`) until `least` bytes are through; -1 and errno: they are not.
template <class Transfer>
ssize_t move_bytes(mongoc_stream_t* stream, const mongoc_iovec_t* iov, std::size_t count,
                   std::size_t least, std::int32_t timeout, short events, Transfer transfer) {
  SocketStream& socket = *socket_of(stream);
  socket.timed_out = false;
  socket.would_wait = false;
  Wait wait(*socket.streams, timeout);
  std::vector<iovec> pieces(iov, iov + count);
  std::size_t first = 0;
  std::size_t total = 0;
  advance(pieces, first, 0);
  do {
    msghdr message{};
    message.msg_iov = pieces.data() + first;
    message.msg_iovlen = std::min(pieces.size() - first, kMostPieces);
    const ssize_t moved = transfer(socket.fd, message);
    if (moved > 0) {
      total += static_cast<std::size_t>(moved);
      advance(pieces, first, static_cast<std::size_t>(moved));
    } else if (moved == 0 && events == POLLIN) {
      break;  // The other side has closed.
    } else if (moved < 0 && !would_wait()) {
      return -1;
    } else if (timeout == 0) {
      socket.would_wait = true;
      errno = EAGAIN;
      return total > 0 ? static_cast<ssize_t>(total) : -1;
    } else if (!wait_for(socket, events, wait)) {
      return -1;
    }
  } while (total < least && first < pieces.size());
  if (total < least && total == 0) {
    errno = ECONNRESET;
    return 0;
  }
  return static_cast<ssize_t>(total);
}

ssize_t write_stream(mongoc_stream_t* stream, mongoc_iovec_t* iov, std::size_t count,
                     std::int32_t timeout) {
  std::size_t all = 0;
  for (std::size_t i = 0; i < count; ++i) all += iov[i].iov_len;
  if (all == 0) return 0;
  return move_bytes(stream, iov, count, all, timeout, POLLOUT, [](int fd, const msghdr& message) {
    return sendmsg(fd, &message, MSG_NOSIGNAL);
  });
}

ssize_t read_stream(mongoc_stream_t* stream, mongoc_iovec_t* iov, std::size_t count,
                    std::size_t least, std::int32_t timeout) {
  return move_bytes(stream, iov, count, least, timeout, POLLIN,
                    [](int fd, msghdr& message) { return recvmsg(fd, &message, 0); });
}

int set_option(mongoc_stream_t* stream, int level, int name, void* value, socklen_t size) {
  return setsockopt(socket_of(stream)->fd, level, name, value, size);
}

bool check_closed(mongoc_stream_t* stream) {
  char byte = 0;
  const ssize_t got = recv(socket_of(stream)->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got == 0 || (got < 0 && !would_wait());
}

ssize_t poll_streams(mongoc_stream_poll_t* polled, std::size_t count, std::int32_t timeout) {
  if (count == 0) return 0;
  std::vector<pollfd> places;
  for (std::size_t i = 0; i < count; ++i) {
    places.push_back({socket_of(polled[i].stream)->fd, static_cast<short>(polled[i].events), 0});
  }
  Wait wait(*socket_of(polled[0].stream)->streams, timeout);
  const bool ready = wait.until_ready(places);
  if (!ready && errno != ETIMEDOUT) return -1;
  ssize_t found = 0;
  for (std::size_t i = 0; i < count; ++i) {
    polled[i].revents = places[i].revents;
    if (places[i].revents != 0) ++found;
  }
  return found;
}

bool timed_out(mongoc_stream_t* stream) {
  return socket_of(stream)->timed_out;
}

bool should_retry(mongoc_stream_t* stream) {
  return socket_of(stream)->would_wait;
}

mongoc_stream_t* stream_over(int fd, const MongodbStreams& streams) {
  auto socket = std::make_unique<SocketStream>();
  socket->streams = &streams;
  socket->fd = fd;
  mongoc_stream_t& stream = socket->stream;
  stream.type = kStreamType;
  stream.destroy = destroy_stream;
  stream.close = close_stream;
  stream.flush = flush_stream;
  stream.writev = write_stream;
  stream.readv = read_stream;
  stream.setsockopt = set_option;
  stream.check_closed = check_closed;
  stream.poll = poll_streams;
  stream.failed = destroy_stream;
  stream.timed_out = timed_out;
  stream.should_retry = should_retry;
  return &socket.release()->stream;
}

/// A connected socket, or -1 and errno.
int connect_to(const sockaddr* address, socklen_t size, const MongodbStreams& streams,
               std::int32_t timeout) {
  const int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  int problem = 0;
  if (connect(fd, address, size) != 0) {
    problem = errno;
    if (problem == EINPROGRESS) {
      Wait wait(streams, timeout);
      std::vector<pollfd> place{{fd, POLLOUT, 0}};
      if (wait.until_ready(place)) {
        socklen_t length = sizeof problem;
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &length);
      } else {
        problem = errno;
      }
    }
  }
  if (problem != 0) {
    close(fd);
    errno = problem;
    return -1;
  }
  const int on = 1;
  if (address->sa_family != AF_UNIX) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  }
  return fd;
}

int connect_by_path(const char* path, const MongodbStreams& streams, std::int32_t timeout) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (std::strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  return connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address, streams, timeout);
}

int connect_by_name(const mongoc_host_list_t& host, const MongodbStreams& streams,
                    std::int32_t timeout, bson_error_t* error) {
  addrinfo hints{};
  hints.ai_family = host.family;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(host.port);
  if (const int code = getaddrinfo(host.host, port.c_str(), &hints, &found); code != 0) {
    bson_set_error(error, MONGOC_ERROR_STREAM, MONGOC_ERROR_STREAM_NAME_RESOLUTION, "%s: %s",
                   host.host_and_port, gai_strerror(code));
    return -1;
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  int fd = -1;
  for (const addrinfo* one = found; one != nullptr && fd < 0; one = one->ai_next) {
    fd = connect_to(one->ai_addr, one->ai_addrlen, streams, timeout);
  }
  if (fd < 0) {
    bson_set_error(error, MONGOC_ERROR_STREAM, MONGOC_ERROR_STREAM_CONNECT, "%s: %s",
                   host.host_and_port, std::strerror(errno));
  }
  return fd;
}

}  // namespace

MongodbStreams::MongodbStreams(const mongoc_uri_t* uri) {
  const auto text = [uri](const char* option) {
    const char* value = mongoc_uri_get_option_as_utf8(uri, option, "");
    return std::string(value);
  };
  ca_file_ = text(MONGOC_URI_TLSCAFILE);
  key_file_ = text(MONGOC_URI_TLSCERTIFICATEKEYFILE);
  key_password_ = text(MONGOC_URI_TLSCERTIFICATEKEYFILEPASSWORD);
  const auto given = [](const std::string& value) {
    return value.empty() ? nullptr : value.c_str();
  };
  tls_.ca_file = given(ca_file_);
  tls_.pem_file = given(key_file_);
  tls_.pem_pwd = given(key_password_);
  const bool insecure = mongoc_uri_get_option_as_bool(uri, MONGOC_URI_TLSINSECURE, false);
  tls_.weak_cert_validation =
      insecure || mongoc_uri_get_option_as_bool(uri, MONGOC_URI_TLSALLOWINVALIDCERTIFICATES, false);
  tls_.allow_invalid_hostname =
      insecure || mongoc_uri_get_option_as_bool(uri, MONGOC_URI_TLSALLOWINVALIDHOSTNAMES, false);
}

void MongodbStreams::serve(mongoc_client_t* client) {
  mongoc_client_set_stream_initiator(client, connect, this);
}

mongoc_stream_t* MongodbStreams::connect(const mongoc_uri_t* uri, const mongoc_host_list_t* host,
                                         void* streams, bson_error_t* error) {
  auto& self = *static_cast<MongodbStreams*>(streams);
  const std::int32_t timeout =
      mongoc_uri_get_option_as_int32(uri, MONGOC_URI_CONNECTTIMEOUTMS, 10'000);
  int fd = -1;
  if (host->family == AF_UNIX) {
    fd = connect_by_path(host->host, self, timeout);
    if (fd < 0) {
      bson_set_error(error, MONGOC_ERROR_STREAM, MONGOC_ERROR_STREAM_CONNECT, "%s: %s", host->host,
                     std::strerror(errno));
    }
  } else {
    fd = connect_by_name(*host, self, timeout, error);
  }
  if (fd < 0) return nullptr;
  mongoc_stream_t* stream = stream_over(fd, self);
  if (mongoc_uri_get_tls(uri)) {
    mongoc_stream_t* tls = mongoc_stream_tls_new_with_hostname(stream, host->host, &self.tls_, 1);
    if (tls == nullptr) {
      mongoc_stream_destroy(stream);
      bson_set_error(error, MONGOC_ERROR_STREAM, MONGOC_ERROR_STREAM_SOCKET,
                     "TLS with %s: the files of keys or certificates cannot be read",
                     host->host_and_port);
      return nullptr;
    }
    stream = tls;
    if (!mongoc_stream_tls_handshake_block(stream, host->host, timeout, error)) {
      mongoc_stream_destroy(stream);
      return nullptr;
    }
  }
  return mongoc_stream_buffered_new(stream, kBufferBytes);
}

}  // namespace bdp
