#include "wire/kafka_producer.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <cstring>

namespace bdp {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr milliseconds kAnswer{5'000};
/// After a request to stop, messages under way have this long.
constexpr milliseconds kStopPatience{1'500};
constexpr int kTick = 100;  ///< Milliseconds.

struct Free {
  void operator()(rd_kafka_t* kafka) const { rd_kafka_destroy(kafka); }
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
  void operator()(const rd_kafka_metadata_t* metadata) const {
    rd_kafka_metadata_destroy(metadata);
  }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Code code_of(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return Code::kDenied;
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR__FATAL:
      return Code::kInvalid;
    default:
      return Code::kUnavailable;
  }
}

/// Errors that are about the one message, whoever sends it.
bool about_the_message(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE ||
         error == RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE || error == RD_KAFKA_RESP_ERR_INVALID_RECORD ||
         error == RD_KAFKA_RESP_ERR_INVALID_MSG || error == RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP;
}

class Producer final : public KafkaProducer {
 public:
  explicit Producer(KafkaSettings settings) : settings_(std::move(settings)) {}

  Status begin() {
    Owned<rd_kafka_conf_t> conf(rd_kafka_conf_new());
    // A message that is longer than a broker's batch may be is refused here, without a round trip.
    std::vector<std::pair<std::string, std::string>> all = {
        {"partitioner", "murmur2_random"},
        {"linger.ms", "5"},
        {"topic.metadata.refresh.interval.ms", "10000"},
        {"reconnect.backoff.max.ms", "1000"},
        {"socket.connection.setup.timeout.ms", "5000"},
        {"message.timeout.ms", std::to_string(settings_.delivery_timeout.count())}};
    all.insert(all.end(), settings_.properties.begin(), settings_.properties.end());
    // What the guarantees rest on comes last.
    all.emplace_back("bootstrap.servers", settings_.brokers);
    all.emplace_back("enable.idempotence", "true");
    all.emplace_back("acks", "all");
    std::array<char, 512> why{};
    for (const auto& [name, value] : all) {
      if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why.data(), why.size()) !=
          RD_KAFKA_CONF_OK) {
        return Error(Code::kInvalid, "kafka: " + std::string(why.data()));
      }
    }
    rd_kafka_conf_set_opaque(conf.get(), this);
    rd_kafka_conf_set_dr_msg_cb(conf.get(), delivered);
    rd_kafka_conf_set_error_cb(conf.get(), failed);
    rd_kafka_conf_set_log_cb(conf.get(), [](const rd_kafka_t*, int, const char*, const char*) {});
    kafka_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), why.data(), why.size()));
    if (!kafka_) return Error(Code::kInvalid, "kafka: " + std::string(why.data()));
    static_cast<void>(conf.release());  // The producer's now.
    return {};
  }

  Result<bool> has_topic() override {
    const rd_kafka_metadata_t* answer = nullptr;
    const auto deadline = SteadyClock::now() + kAnswer;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__TIMED_OUT;
    while (error != RD_KAFKA_RESP_ERR_NO_ERROR && SteadyClock::now() < deadline) {
      error = rd_kafka_metadata(kafka_.get(), 1, nullptr, &answer, 10 * kTick);
      rd_kafka_poll(kafka_.get(), 0);
      // Asking again would not help.
      if (error != RD_KAFKA_RESP_ERR_NO_ERROR && code_of(last_code_) != Code::kUnavailable) break;
    }
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return unreachable(error);
    const Owned<const rd_kafka_metadata_t> metadata(answer);
    for (int i = 0; i < metadata->topic_cnt; ++i) {
      if (settings_.topic == metadata->topics[i].topic) return true;
    }
    return false;
  }

  Status require_topic(int partitions) override {
    TRY_ASSIGN(const bool there, has_topic());
    if (there) return {};
    std::array<char, 512> why{};
    Owned<rd_kafka_NewTopic_t> topic(
        rd_kafka_NewTopic_new(settings_.topic.c_str(), partitions, -1, why.data(), why.size()));
    if (!topic) return Error(Code::kInvalid, "kafka: " + std::string(why.data()));
    const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(kafka_.get()));
    rd_kafka_NewTopic_t* list = topic.get();
    rd_kafka_CreateTopics(kafka_.get(), &list, 1, nullptr, queue.get());
    const Owned<rd_kafka_event_t> event(
        rd_kafka_queue_poll(queue.get(), 4 * static_cast<int>(kAnswer.count())));
    if (!event) return unreachable(RD_KAFKA_RESP_ERR__TIMED_OUT);
    if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return no_topic(rd_kafka_event_error(event.get()), rd_kafka_event_error_string(event.get()));
    }
    std::size_t count = 0;
    const auto* result = rd_kafka_event_CreateTopics_result(event.get());
    const auto* topics = rd_kafka_CreateTopics_result_topics(result, &count);
    const auto error = rd_kafka_topic_result_error(topics[0]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      return {};
    }
    const char* detail = rd_kafka_topic_result_error_string(topics[0]);
    return no_topic(error, detail != nullptr ? detail : rd_kafka_err2str(error));
  }

  Result<std::vector<KafkaRefusal>> send(std::span<const KafkaMessage> messages,
                                         const std::stop_token& stop) override {
    verdicts_.assign(messages.size(), RD_KAFKA_RESP_ERR_NO_ERROR);
    for (std::size_t i = 0; i < messages.size(); ++i) {
      if (auto produced = produce(messages[i], verdicts_[i], stop); !produced) {
        give_up();
        return std::move(produced).error();
      }
    }
    TRY(wait(stop));
    std::vector<KafkaRefusal> refused;
    for (std::size_t i = 0; i < messages.size(); ++i) {
      if (verdicts_[i] == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
      if (!about_the_message(verdicts_[i])) return undelivered(verdicts_[i]);
      // The verdict may have been on all messages of one request: this one alone, then.
      TRY(produce(messages[i], verdicts_[i], stop));
      TRY(wait(stop));
      if (verdicts_[i] == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
      if (!about_the_message(verdicts_[i])) return undelivered(verdicts_[i]);
      refused.push_back(
          {i, Error(Code::kInvalid, "kafka: topic '" + settings_.topic + "' does not take it: " +
                                        rd_kafka_err2str(verdicts_[i]) + ", it has " +
                                        std::to_string(messages[i].value.size()) + " bytes")});
    }
    return refused;
  }

 private:
  static void delivered(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
    *static_cast<rd_kafka_resp_err_t*>(message->_private) = message->err;
    --static_cast<Producer*>(opaque)->under_way_;
  }

  static void failed(rd_kafka_t*, int error, const char* reason, void* opaque) {
    auto* self = static_cast<Producer*>(opaque);
    const auto code = static_cast<rd_kafka_resp_err_t>(error);
    // That all brokers are down says less than what was said before of one of them.
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && !self->last_reason_.empty()) return;
    self->last_code_ = code;
    self->last_reason_ = reason;
  }

  Status produce(const KafkaMessage& message, rd_kafka_resp_err_t& verdict,
                 const std::stop_token& stop) {
    std::array<rd_kafka_vu_t, 5> parts{};
    std::size_t count = 0;
    const auto add = [&](rd_kafka_vtype_t type) -> auto& {
      parts[count].vtype = type;
      return parts[count++].u;
    };
    add(RD_KAFKA_VTYPE_TOPIC).cstr = settings_.topic.c_str();
    // Neither copied nor freed: send() returns when the client is done with it.
    auto& value = add(RD_KAFKA_VTYPE_VALUE).mem;
    value = {const_cast<char*>(message.value.data()), message.value.size()};
    if (message.key) {
      add(RD_KAFKA_VTYPE_KEY).mem = {const_cast<char*>(message.key->data()), message.key->size()};
    }
    add(RD_KAFKA_VTYPE_OPAQUE).ptr = &verdict;
    add(RD_KAFKA_VTYPE_HEADER).header = {"id", message.id.data(),
                                         static_cast<ssize_t>(message.id.size())};
    for (;;) {
      const Owned<rd_kafka_error_t> error(rd_kafka_produceva(kafka_.get(), parts.data(), count));
      const auto code = error ? rd_kafka_error_code(error.get()) : RD_KAFKA_RESP_ERR_NO_ERROR;
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        ++under_way_;
        verdict = RD_KAFKA_RESP_ERR_NO_ERROR;
        return {};
      }
      if (about_the_message(code)) {
        verdict = code;
        return {};
      }
      if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) return undelivered(code);
      if (stop.stop_requested()) return stopped();
      rd_kafka_poll(kafka_.get(), kTick);
    }
  }

  /// Until the brokers have judged all that is under way.
  Status wait(const std::stop_token& stop) {
    std::optional<SteadyClock::time_point> last;
    while (under_way_ > 0) {
      // Does not linger, and calls delivered().
      rd_kafka_flush(kafka_.get(), kTick);
      if (!stop.stop_requested()) continue;
      if (!last) last = SteadyClock::now() + kStopPatience;
      if (SteadyClock::now() < *last) continue;
      give_up();
      return stopped();
    }
    return {};
  }

  /// Forgets what is under way; the messages' memory is free afterwards.
  void give_up() {
    rd_kafka_purge(kafka_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    while (under_way_ > 0) rd_kafka_poll(kafka_.get(), kTick);
  }

  std::string where() const { return "kafka at " + settings_.brokers + ": "; }
  Error stopped() const {
    return {Code::kCancelled, where() + "stopped while the brokers had not confirmed"};
  }

  Error unreachable(rd_kafka_resp_err_t error) const {
    const bool known = !last_reason_.empty();
    const Code code = code_of(known ? last_code_ : error);
    std::string message = where() + (known ? last_reason_ : rd_kafka_err2str(error));
    if (code == Code::kDenied) {
      message += "; check sinks.kafka.username and the password in MYSIMBDP_KAFKA_PASSWORD";
    } else if (code == Code::kInvalid) {
      message += "; check the host's name and sinks.kafka.ca_file";
    } else {
      message += "; check host and port, that a broker listens there, and sinks.kafka.security";
    }
    return {code, message};
  }

  Error undelivered(rd_kafka_resp_err_t error) const {
    std::string message = where() + "topic '" + settings_.topic + "': " + rd_kafka_err2str(error);
    if (error == RD_KAFKA_RESP_ERR__FATAL) {
      std::array<char, 512> why{};
      rd_kafka_fatal_error(kafka_.get(), why.data(), why.size());
      message += std::string(" (") + why.data() + ")";
    } else if (error == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT && !last_reason_.empty()) {
      message += " (" + last_reason_ + ")";
    }
    return {code_of(error), message};
  }

  Error no_topic(rd_kafka_resp_err_t error, const char* detail) const {
    const Code code = code_of(error) == Code::kDenied ? Code::kDenied : Code::kInvalid;
    return {code, where() + "cannot create topic '" + settings_.topic + "': " + detail +
                      "; create it, or name another"};
  }

  const KafkaSettings settings_;
  std::size_t under_way_ = 0;
  std::vector<rd_kafka_resp_err_t> verdicts_;
  rd_kafka_resp_err_t last_code_ = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string last_reason_;
  Owned<rd_kafka_t> kafka_;  ///< Last: its threads end before what they use.
};

}  // namespace

Result<std::unique_ptr<KafkaProducer>> KafkaProducer::make(KafkaSettings settings) {
  auto producer = std::make_unique<Producer>(std::move(settings));
  TRY(producer->begin());
  return producer;
}

}  // namespace bdp
