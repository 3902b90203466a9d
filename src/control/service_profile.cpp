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
    {.name = "_id", .type = FieldType::kAny, .help = "ignored: what MongoDB adds"},
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
