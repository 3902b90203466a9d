#include "control/platform_config.h"

#include <array>

#include "config/interpolation.h"
#include "config/section.h"

namespace bdp {
namespace {

using config::FieldSpec;
using config::FieldType;
using config::Section;

constexpr auto kFields = std::to_array<FieldSpec>({
    {.name = "generic", .type = FieldType::kMap, .help = "what every file must hold to"},
    {.name = "messagingsystem",
     .type = FieldType::kMap,
     .help = "the MQTT broker that is told of staged files"},
});

constexpr auto kGenericFields = std::to_array<FieldSpec>({
    {.name = "max_file_size",
     .type = FieldType::kByteSize,
     .help = "how many bytes one file may have"},
    {.name = "max_file_name_length",
     .type = FieldType::kInteger,
     .help = "how many characters a file's name may have",
     .least = 1},
    {.name = "file_name_regex",
     .type = FieldType::kText,
     .help = "what a file's whole name must match"},
    {.name = "max_files_per_day",
     .type = FieldType::kInteger,
     .help = "how many files are taken from one tenant on one day (UTC)",
     .least = 1},
    {.name = "max_bytes_per_day",
     .type = FieldType::kByteSize,
     .help = "how many bytes are taken from one tenant on one day (UTC)",
     .least = 1},
    {.name = "decompression",
     .type = FieldType::kMap,
     .help = "what a packed file may become; it is unpacked when it is taken, to see"},
});

constexpr auto kMessagingFields = std::to_array<FieldSpec>({
    {.name = "host",
     .type = FieldType::kText,
     .help = "the broker's name or address",
     .required = true},
    {.name = "port",
     .type = FieldType::kInteger,
     .help = "the broker's port",
     .fallback = "1883",
     .least = 1,
     .most = 65535},
    // The topic of the first report.
    {.name = "topic",
     .type = FieldType::kText,
     .help = "where the client's id is published",
     .fallback = "topic/big_data_9ff5e"},
    {.name = "user", .type = FieldType::kText, .help = "who publishes"},
    {.name = "password", .type = FieldType::kText, .help = "the user's password, as ${VARIABLE}"},
});

MessagingSystem read_messaging(const Section& top) {
  const Section section(top, "messagingsystem", kMessagingFields);
  MessagingSystem messaging;
  messaging.host = section.text("host");
  messaging.port = static_cast<std::uint16_t>(section.integer("port"));
  messaging.topic = section.text("topic");
  messaging.user = section.text("user");
  messaging.password = section.text("password");
  if (messaging.topic.find_first_of("+#") != std::string::npos) {
    section.problem("topic",
                    "'topic' holds a wildcard, which is for subscribers; name one topic to publish "
                    "to, such as \"topic/big_data_9ff5e\"");
  }
  return messaging;
}

}  // namespace

Result<PlatformConfig> load_platform_config(os::Files& files, const std::string& path,
                                            const os::Variables& variables) {
  Result<config::Document> loaded = config::load_document(files, path);
  if (!loaded && loaded.error().code() == Code::kNotFound) return PlatformConfig{};
  TRY_ASSIGN(config::Document document, std::move(loaded));
  TRY(config::interpolate(document, variables));

  config::Problems problems(document);
  const Section top(document.root, "", kFields, problems);
  const Section generic(top, "generic", kGenericFields);
  PlatformConfig platform;
  if (generic.given("max_file_size")) {
    platform.generic.max_file_bytes = generic.byte_size("max_file_size");
  }
  if (generic.given("max_file_name_length")) {
    platform.generic.max_file_name_length = generic.integer("max_file_name_length");
  }
  if (generic.given("file_name_regex")) {
    Result<NamePattern> pattern = NamePattern::compile(generic.text("file_name_regex"));
    if (pattern) {
      platform.generic.name_pattern = *std::move(pattern);
    } else {
      generic.problem("file_name_regex",
                      "'file_name_regex' " + std::string(pattern.error().message()));
    }
  }
  if (generic.given("max_files_per_day")) {
    platform.generic.max_files_per_day = generic.integer("max_files_per_day");
  }
  if (generic.given("max_bytes_per_day")) {
    platform.generic.max_bytes_per_day = generic.byte_size("max_bytes_per_day");
  }
  if (generic.given("decompression")) platform.generic.decompression = read_decompression(generic);
  if (top.given("messagingsystem")) platform.messaging = read_messaging(top);
  TRY(problems.status());
  return platform;
}

}  // namespace bdp
