#pragma once

#include <mongoc/mongoc.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

namespace bdp {

/// Connections of libmongoc over a socket of our own, whose every wait ends soon after
/// interrupt(). Outlives the clients that it is given to. Thread-safe.
class MongodbStreams {
 public:
  using Clock = std::chrono::steady_clock;

  /// What an operation under way is left to end by itself.
  static constexpr std::chrono::milliseconds kGrace{1500};

  explicit MongodbStreams(const mongoc_uri_t* uri);

  /// In kGrace from now every wait ends, and later ones at once.
  void interrupt() {
    Clock::rep never = 0;
    interrupted_.compare_exchange_strong(never, Clock::now().time_since_epoch().count());
  }
  /// When to end; nothing: nobody has interrupted.
  std::optional<Clock::time_point> end() const {
    const Clock::rep since = interrupted_.load(std::memory_order_relaxed);
    if (since == 0) return std::nullopt;
    return Clock::time_point(Clock::duration(since)) + kGrace;
  }

  /// Has `client` connect by this object.
  void serve(mongoc_client_t* client);

 private:
  static mongoc_stream_t* connect(const mongoc_uri_t* uri, const mongoc_host_list_t* host,
                                  void* streams, bson_error_t* error);

  std::atomic<Clock::rep> interrupted_{0};
  std::string ca_file_;
  std::string key_file_;
  std::string key_password_;
  mongoc_ssl_opt_t tls_{};
};

}  // namespace bdp
