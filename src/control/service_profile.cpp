#include "control/service_profile.h"

#include <algorithm>
#include <array>

#include "config/section.h"
#include "control/client_id.h"

namespace bdp {
namespace {

using config::FieldSpec;
using config::FieldType;
using config::Section;

constexpr std::uint64_t kMostWorkers = 1024;

constexpr auto kFields = std::to_array<FieldSpec>({
    {.name = "client_id",
     .type = FieldType::kText,
     .help = "whose profile it is",
     .required = true},
    {.name = "client_name", .type = FieldType::kText, .help = "the client's name for people"},
    {.name = "max_file_size",
     .type = FieldType::kByteSize,
     .help = "how many bytes the files of one job may have together, such as 500000000",
     .required = true},
    {.name = "max_number_of_files",
     .type = FieldType::kInteger,
     .help = "how many files one job may have, such as 100",
     .required = true},
    {.name = "file_format",
     .type = FieldType::kTextList,
     .help = "which formats are accepted, such as [\"csv\", \"txt\"]",
     .required = true},
    {.name = "max_filebeat_workers",
     .type = FieldType::kInteger,
     .help = "how many threads may read, such as 1",
     .required = true,
     .least = 1,
     .most = kMostWorkers},
    {.name = "max_logstash_workers",
     .type = FieldType::kInteger,
     .help = "how many threads may filter, such as 1",
     .required = true,
     .least = 1,
     .most = kMostWorkers},
    {.name = "file_name_regex",
     .type = FieldType::kText,
     .help = "what a file's whole name must match"},
    {.name = "max_files_per_day",
     .type = FieldType::kInteger,
     .help = "how many files are taken on one day (UTC)",
     .least = 1},
    {.name = "max_bytes_per_day",
     .type = FieldType::kByteSize,
     .help = "how many bytes are taken on one day (UTC)",
     .least = 1},
    {.name = "decompression",
     .type = FieldType::kMap,
     .help = "what a packed file may become; it is unpacked when it is taken, to see"},
    {.name = "duplicates",
     .type = FieldType::kText,
     .help = "what happens to a file in input/ whose content was taken before",
     .fallback = "skip",
     .choices = kDuplicatesWords},
    {.name = "input", .type = FieldType::kMap, .help = "how files are taken from input/"},
    {.name = "micro_batching", .type = FieldType::kMap, .help = "how large files are split"},
    {.name = "archive", .type = FieldType::kMap, .help = "how long archived files are kept"},
    {.name = "apps",
     .type = FieldType::kAny,
     .help = "the client's apps for files that are dropped: read by the batchingestmanager"},
    {.name = "scheduling",
     .type = FieldType::kAny,
     .help = "the client's share of the platform: read by the batchingestmanager"},
    {.name = "coredms",
     .type = FieldType::kAny,
     .help = "where the client's black boxes store: read by the batchingestmanager"},
    {.name = "_id", .type = FieldType::kAny, .help = "ignored: what MongoDB adds"},
});

constexpr auto kInputFields = std::to_array<FieldSpec>({
    {.name = "done_marker",
     .type = FieldType::kBoolean,
     .help = "a file NAME is complete when a file NAME.done is there",
     .fallback = "false"},
});

constexpr auto kMicroBatchingFields = std::to_array<FieldSpec>({
    {.name = "enabled",
     .type = FieldType::kBoolean,
     .help = "whether files above the block size are split",
     .fallback = "false"},
    {.name = "block_size",
     .type = FieldType::kByteSize,
     .help = "how many bytes a block has",
     .fallback = "10 MB",
     .least = 1024},
    {.name = "quoted_newlines",
     .type = FieldType::kBoolean,
     .help = "a line break between double quotes ends no record",
     .fallback = "false"},
    {.name = "raw",
     .type = FieldType::kBoolean,
     .help = "blocks end anywhere; for apps that join them",
     .fallback = "false"},
});

constexpr auto kArchiveFields = std::to_array<FieldSpec>({
    {.name = "max_days",
     .type = FieldType::kInteger,
     .help = "how many days archived files are kept"},
    {.name = "max_bytes",
     .type = FieldType::kByteSize,
     .help = "how many bytes of archived files are kept"},
});

std::vector<std::string> read_formats(const Section& top) {
  std::vector<std::string> formats = top.text_list("file_format");
  for (std::string& format : formats) {
    const std::string given = format;
    std::ranges::transform(format, format.begin(), [](char c) {
      return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    });
    if (format.empty() || format.find_first_of("./*? ") != std::string::npos) {
      top.problem("file_format", "'file_format' holds " + config::quoted_json(given) +
                                     ", expected a file name's ending without the point, such as "
                                     "\"csv\"");
    }
  }
  if (top.given("file_format") && formats.empty()) {
    top.problem("file_format",
                "'file_format' is an empty list, so no file could be ingested; expected endings "
                "such as [\"csv\", \"txt\"]");
  }
  return formats;
}

MicroBatching read_micro_batching(const Section& top) {
  const Section section(top, "micro_batching", kMicroBatchingFields);
  return {.enabled = section.boolean("enabled"),
          .block_bytes = section.byte_size("block_size"),
          .quoted_newlines = section.boolean("quoted_newlines"),
          .raw = section.boolean("raw")};
}

/// Of `input/`: which files are taken, and what becomes of them later.
void read_taking(const Section& top, ServiceProfile& profile) {
  if (top.given("max_files_per_day")) {
    profile.max_files_per_day = top.integer("max_files_per_day");
  }
  if (top.given("max_bytes_per_day")) {
    profile.max_bytes_per_day = top.byte_size("max_bytes_per_day");
  }
  if (top.given("decompression")) profile.decompression = read_decompression(top);
  profile.duplicates = duplicates_of(top.text("duplicates"));
  profile.done_marker = Section(top, "input", kInputFields).boolean("done_marker");
  profile.micro_batching = read_micro_batching(top);
  const Section archive(top, "archive", kArchiveFields);
  if (archive.given("max_days")) profile.archive_days = archive.integer("max_days");
  if (archive.given("max_bytes")) profile.archive_bytes = archive.byte_size("max_bytes");
}

}  // namespace

Result<ServiceProfile> read_service_profile(const config::Document& document) {
  config::Problems problems(document);
  const Section top(document.root, "", kFields, problems);
  check_client_id(top, "client_id");
  ServiceProfile profile;
  profile.file = document.file;
  profile.client = TenantId{top.text("client_id")};
  profile.client_name = top.text("client_name");
  profile.max_total_bytes = top.byte_size("max_file_size");
  profile.max_files = top.integer("max_number_of_files");
  profile.formats = read_formats(top);
  profile.max_readers = static_cast<unsigned>(top.integer("max_filebeat_workers"));
  profile.max_filters = static_cast<unsigned>(top.integer("max_logstash_workers"));
  if (top.given("file_name_regex")) {
    Result<NamePattern> pattern = NamePattern::compile(top.text("file_name_regex"));
    if (pattern) {
      profile.name_pattern = *std::move(pattern);
    } else {
      top.problem("file_name_regex", "'file_name_regex' " + std::string(pattern.error().message()));
    }
  }
  read_taking(top, profile);
  TRY(problems.status());
  return profile;
}

Status check_same_client(const ServiceProfile& profile, const JobSpec& spec) {
  if (profile.client == spec.client) return {};
  return Error(Code::kDenied, profile.file + ": this is the profile of client '" +
                                  profile.client.text + "', but the job in " + spec.file +
                                  " is of client '" + spec.client.text +
                                  "'; give that client's profile");
}

bool looks_like_service_profile(const config::Document& document) {
  return document.root.find("max_number_of_files") != nullptr ||
         document.root.find("file_format") != nullptr ||
         document.root.find("client_name") != nullptr;
}

}  // namespace bdp
