#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/clock.h"

namespace bdp {

struct HttpSettings {
  /// `http://host:port` or `https://host:port`, without a slash behind; any of them will do.
  std::vector<std::string> hosts;
  std::string ca_file;  ///< The authority of the hosts' certificates; empty: the system's.
  std::string username;
  std::string password;
  std::string api_key;  ///< Sent as `Authorization: ApiKey ...` in place of name and password.
  std::chrono::milliseconds connect_timeout{3000};
  std::chrono::milliseconds request_timeout{60'000};
};

struct HttpRequest {
  std::string_view method = "GET";
  std::string_view path = "/";
  std::string_view body = {};
  std::string_view content_type = "application/json";
  bool gzip = false;                     ///< `body` is compressed.
  std::chrono::milliseconds timeout{0};  ///< For the answer; 0: the client's.
};

struct HttpAnswer {
  long status = 0;
  std::string body;
  std::string host;  ///< Who answered.
};

/// Requests to one of several hosts, over connections that stay open. A host that cannot be
/// reached, or says that it is not able (502, 503, 504), is left alone for a while, and the request
/// goes to the next one: requests must be such that a second time does no harm. Thread-safe; each
/// request under way has a connection of its own.
class HttpClient {
 public:
  HttpClient(HttpSettings settings, os::Clock& clock);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Waits for the answer, whatever its status. kUnavailable: nobody could be reached; kInvalid: a
  /// certificate is not accepted; kCancelled: `stop` was requested, noticed within a second.
  /// Messages name the host and no secret.
  Result<HttpAnswer> send(const HttpRequest& request, const std::stop_token& stop = {});

 private:
  class Connection;
  struct Host {
    std::string url;
    os::SteadyTime down_until;
    std::chrono::milliseconds pause{0};  ///< The last one; doubles while it stays down.
  };

  std::unique_ptr<Connection> take();
  void give_back(std::unique_ptr<Connection> connection);
  /// The hosts in the order in which they are to be tried.
  std::vector<std::size_t> order();
  void judge(std::size_t host, bool well);

  const HttpSettings settings_;
  os::Clock& clock_;
  std::mutex mutex_;
  std::vector<Host> hosts_;
  std::size_t next_host_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace bdp
