#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace bdp {

struct KafkaSettings {
  std::string brokers;  ///< "host:port,host:port"
  std::string topic;
  /// Of librdkafka, beside those that the producer sets; may hold passwords.
  std::vector<std::pair<std::string, std::string>> properties = {};
  /// How long the brokers may be away before a message is given up.
  std::chrono::milliseconds delivery_timeout{60'000};
};

/// A message; its texts must live until send() returns.
struct KafkaMessage {
  std::optional<std::string_view> key = {};
  std::string_view value = {};
  std::string_view id = {};  ///< The header `id`.
};

/// A message that the brokers will never take.
struct KafkaRefusal {
  std::size_t message;  ///< Its place among those sent.
  Error reason;
};

/// Sends to one topic: idempotent, acknowledged by all replicas in sync, in order within a
/// partition. The client's own retries carry it over brokers that come and go. One thread at a
/// time.
class KafkaProducer {
 public:
  /// kInvalid: a property that librdkafka does not take. Connects to nobody yet.
  static Result<std::unique_ptr<KafkaProducer>> make(KafkaSettings settings);
  virtual ~KafkaProducer() = default;

  /// Whether the brokers have the topic; does not create it. Within about five seconds:
  /// kUnavailable when no broker answers, kDenied when they refuse us, kInvalid for a certificate
  /// or a name that is not theirs.
  virtual Result<bool> has_topic() = 0;
  /// The topic is there: created with `partitions` unless it was.
  virtual Status require_topic(int partitions) = 0;

  /// Returns when the brokers have all messages but those returned. An error says nothing about
  /// any of them. kCancelled: `stop` was requested, and the brokers were away.
  virtual Result<std::vector<KafkaRefusal>> send(std::span<const KafkaMessage> messages,
                                                 const std::stop_token& stop) = 0;
};

}  // namespace bdp
