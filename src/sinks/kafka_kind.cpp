#include "sinks/kafka_kind.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "sinks/kafka.h"

namespace bdp {
namespace {

using config::FieldSpec;
using config::FieldType;

constexpr auto kSchemes = std::to_array<std::string_view>({"kafka"});
constexpr std::string_view kForm = "kafka:HOST:PORT,HOST:PORT#TOPIC";
constexpr std::string_view kPassword = "MYSIMBDP_KAFKA_PASSWORD";

constexpr auto kSecurity =
    std::to_array<std::string_view>({"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"});
constexpr auto kMechanisms =
    std::to_array<std::string_view>({"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"});
constexpr auto kCompressions =
    std::to_array<std::string_view>({"none", "gzip", "snappy", "lz4", "zstd"});

constexpr auto kOptions = std::to_array<FieldSpec>({
    {.name = "key",
     .type = FieldType::kText,
     .help = "the messages' key, with %{field} parts; else the job's document_id, else none"},
    {.name = "partitions",
     .type = FieldType::kInteger,
     .help = "of the topic, when it has to be created",
     .fallback = "1",
     .least = 1,
     .most = 10000},
    {.name = "compression",
     .type = FieldType::kText,
     .help = "of the messages",
     .fallback = "lz4",
     .choices = kCompressions},
    {.name = "max_message_bytes",
     .type = FieldType::kByteSize,
     .help = "longer rows go to the dead letters; the topic must take as much",
     .fallback = "1000000",
     .least = 1000,
     .most = 1000000000},
    {.name = "delivery_timeout_seconds",
     .type = FieldType::kInteger,
     .help = "how long the brokers may be away before the job fails",
     .fallback = "60",
     .least = 1,
     .most = 86400},
    {.name = "security",
     .type = FieldType::kText,
     .help = "how to connect",
     .fallback = "plaintext",
     .choices = kSecurity},
    {.name = "ca_file",
     .type = FieldType::kText,
     .help = "the authority that signed the brokers' certificates; else the system's"},
    {.name = "mechanism",
     .type = FieldType::kText,
     .help = "of SASL",
     .fallback = "PLAIN",
     .choices = kMechanisms},
    {.name = "username",
     .type = FieldType::kText,
     .help = "of SASL; the password is in the environment, MYSIMBDP_KAFKA_PASSWORD"},
});

class KafkaTarget final : public SinkTarget {
 public:
  explicit KafkaTarget(KafkaOptions options) : options_(std::move(options)) {}

  std::string text() const override {
    return "kafka:" + options_.settings.brokers + "#" + options_.settings.topic;
  }
  bool resumable() const override { return true; }
  Status reach() override {
    TRY_ASSIGN(producer_, KafkaProducer::make(options_.settings));
    TRY(producer_->has_topic());
    return {};
  }
  Result<bool> exists() override { return producer_->has_topic(); }
  Status remove() override {
    TRY_ASSIGN(const bool there, exists());
    if (!there) return {};
    return Error(Code::kConflict, text() +
                                      ": a topic may have other readers, so it is not taken away; "
                                      "delete it with Kafka's own tools, or name another");
  }
  Result<std::unique_ptr<Sink>> make_sink() override {
    return std::make_unique<KafkaSink>(options_);
  }

 private:
  const KafkaOptions options_;
  std::unique_ptr<KafkaProducer> producer_;
};

bool is_topic(std::string_view name) {
  return !name.empty() && name.size() <= 249 && name != "." && name != ".." &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

/// What is wrong with "host:port,host:port"; empty: nothing.
std::string_view complaint_about(std::string_view brokers) {
  while (true) {
    const std::string_view broker = brokers.substr(0, brokers.find(','));
    const std::size_t colon = broker.rfind(':');
    if (broker.empty() || colon == 0) return "a host is missing";
    const std::string_view port =
        colon == std::string_view::npos ? std::string_view() : broker.substr(colon + 1);
    if (port.empty() || port.find_first_not_of("0123456789") != port.npos || port.size() > 5) {
      return "every host needs a port, such as :9092";
    }
    if (broker.size() == brokers.size()) return {};
    brokers.remove_prefix(broker.size() + 1);
  }
}

Result<std::unique_ptr<SinkTarget>> parse(std::string_view text, const SinkJob& job) {
  std::string_view brokers = behind_scheme(text);
  const std::string_view topic = take_name(brokers, job.output_name);
  if (const auto wrong = complaint_about(brokers); !wrong.empty()) {
    return not_a_sink(text, wrong, kForm);
  }
  if (!is_topic(topic)) {
    return not_a_sink(text, "a topic has 1 to 249 letters, digits and ._-", kForm);
  }
  const SinkOptions given(job, kKafkaSink);
  KafkaOptions options;
  KafkaSettings& settings = options.settings;
  settings.brokers = brokers;
  settings.topic = topic;
  settings.delivery_timeout = std::chrono::seconds(given->integer("delivery_timeout_seconds"));
  const std::string max_bytes = std::to_string(given->byte_size("max_message_bytes"));
  const std::string security = given->text("security");
  settings.properties = {{"compression.codec", given->text("compression")},
                         {"message.max.bytes", max_bytes},
                         {"security.protocol", security}};
  if (given->given("ca_file")) {
    settings.properties.emplace_back("ssl.ca.location", given->text("ca_file"));
  }
  if (security.starts_with("sasl")) {
    const auto password = job.variable ? job.variable(kPassword) : std::nullopt;
    if (!given->given("username") || !password) {
      given->problem("security", "'" + security + "' needs 'username', and the password in " +
                                     std::string(kPassword));
    } else {
      settings.properties.emplace_back("sasl.mechanism", given->text("mechanism"));
      settings.properties.emplace_back("sasl.username", given->text("username"));
      settings.properties.emplace_back("sasl.password", *password);
    }
  } else if (given->given("username")) {
    given->problem("username", "a user needs 'security' sasl_ssl or sasl_plaintext");
  }
  TRY(given.status());
  options.partitions = static_cast<int>(given->integer("partitions"));
  if (given->given("key")) {
    options.key = lang::Template::compile(given->text("key"), *job.layout);
  }
  return std::make_unique<KafkaTarget>(std::move(options));
}

}  // namespace

constinit const SinkKind kKafkaSink = {
    .name = "kafka",
    .schemes = kSchemes,
    .form = kForm,
    .summary = "a topic of a Kafka cluster, a JSON message a row",
    .options = kOptions,
    .parse = parse,
};

}  // namespace bdp
