#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/strong_type.h"
#include "config/document.h"
#include "config/section.h"
#include "pipeline/filter_kind.h"
#include "pipeline/mapping.h"

namespace bdp {

/// Which fields events carry that Filebeat and Logstash would add.
struct EventFields {
  bool message = true;
  bool timestamp = true;  ///< `@timestamp`
  bool version = true;    ///< `@version`
  bool log_file_path = true;
  bool log_offset = true;
  bool host_name = true;
};

enum class RecordFormat : std::uint8_t {
  kLines,   ///< Each line is an event with the line as `message`.
  kNdjson,  ///< Each line is a JSON object: the event itself.
};

/// What happens to a file whose content was, or is, ingested under another name.
enum class Duplicates : std::uint8_t { kSkip, kIngest, kRefuse };

/// "skip", "ingest", "refuse"; anything else is skip.
Duplicates duplicates_of(std::string_view word);

/// The words that duplicates_of() knows.
inline constexpr std::array<std::string_view, 3> kDuplicatesWords = {"skip", "ingest", "refuse"};

/// What makes an input file the same as an earlier one.
enum class FileIdentityKind : std::uint8_t {
  kContent,   ///< A hash of the whole content.
  kMetadata,  ///< Path, size and time: for files too large to read twice.
};

/// What a compressed file or an archive may become; a bomb breaks one of these.
struct DecompressionLimits {
  std::uint64_t max_output_bytes = 0;
  std::uint64_t max_ratio = 0;
  std::uint64_t max_entries = 0;
};

/// Reads the field `decompression` of `parent`.
DecompressionLimits read_decompression(const config::Section& parent);

struct InputOptions {
  RecordFormat format = RecordFormat::kLines;
  bool quoted_newlines = false;  ///< A line break between double quotes does not end the record.
  std::uint64_t max_line_bytes = 0;
  FileIdentityKind identity = FileIdentityKind::kContent;
  DecompressionLimits decompression;
};

/// What a tenant wants done: the job specification (clientbatchingestapp) of the second report,
/// unchanged, and what this platform adds to it. Its keys are described in README.md.
struct JobSpec {
  std::string file;
  TenantId client;
  std::string job_name;
  std::string filebeat_job_name;  ///< Accepted, and only shown.
  std::string filename_pattern;
  bool persisted_queue = false;
  std::string filter;
  /// How errors in the filter's text name the text: "SPEC:LINE:COLUMN: KEY"; its own line and
  /// column follow.
  std::string filter_origin;
  /// What the input itself does to its events before the filter, as a filter text; empty: nothing.
  std::string input_filter;
  std::string index_name;
  std::vector<MappedField> mapping;
  config::Node index_config;  ///< `elasticsearch_index_config`, whole; kNull: none.
  EventFields events;
  InputOptions input;
  std::vector<std::string> to;  ///< Sinks, as --to names them; empty: the tenant's own.
  config::Node sinks;           ///< `sinks`: options by kind of sink; kNull: none.
  std::string document_id;      ///< With %{field} parts, replaces the row id; empty: the row id.
  Duplicates duplicates = Duplicates::kSkip;
  LanguageSettings language;
  std::vector<std::string>
      warnings;  ///< `FILE:LINE:COLUMN: MESSAGE`; the job can run all the same.
};

/// Reads a specification; all its mistakes in one error, a line each.
Result<JobSpec> read_job_spec(const config::Document& document);

/// Whether a document is meant as a job specification, for tools that are given files of any kind.
bool looks_like_job_spec(const config::Document& document);

}  // namespace bdp
