#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/strong_type.h"
#include "config/document.h"
#include "control/job_spec.h"
#include "control/name_pattern.h"

namespace bdp {

/// How files above a size are split when they are taken: the first report's micro-batching.
struct MicroBatching {
  bool enabled = false;
  std::uint64_t block_bytes = 0;
  bool quoted_newlines = false;  ///< A line break between double quotes ends no record.
  bool raw = false;              ///< Cut at exactly `block_bytes`, for apps that join the blocks.
};

/// What a tenant may do: the service profile of the second report, unchanged, and one key of the
/// first report's client configuration. All limits are given; none has a default.
struct ServiceProfile {
  std::string file;
  TenantId client;
  std::string client_name;
  std::uint64_t max_total_bytes = 0;        ///< `max_file_size`: of all files of one job.
  std::uint64_t max_files = 0;              ///< `max_number_of_files` of one job.
  std::vector<std::string> formats;         ///< `file_format`, in small letters.
  unsigned max_readers = 1;                 ///< `max_filebeat_workers`
  unsigned max_filters = 1;                 ///< `max_logstash_workers`
  std::optional<NamePattern> name_pattern;  ///< `file_name_regex`
  std::optional<std::uint64_t> max_files_per_day;
  std::optional<std::uint64_t> max_bytes_per_day;
  std::optional<DecompressionLimits> decompression;  ///< Checked when a file is taken, if given.
  Duplicates duplicates = Duplicates::kSkip;         ///< Of files in `input/`.
  bool done_marker = false;  ///< `input.done_marker`: NAME is complete when NAME.done is there.
  MicroBatching micro_batching;
  std::optional<std::uint64_t> archive_days;   ///< `archive.max_days`
  std::optional<std::uint64_t> archive_bytes;  ///< `archive.max_bytes`
};

/// Reads a profile; all its mistakes in one error, a line each.
Result<ServiceProfile> read_service_profile(const config::Document& document);

/// kDenied unless the profile is of the client whose job it is.
Status check_same_client(const ServiceProfile& profile, const JobSpec& spec);

/// Whether a document is meant as a service profile, for tools that are given files of any kind.
bool looks_like_service_profile(const config::Document& document);

}  // namespace bdp
