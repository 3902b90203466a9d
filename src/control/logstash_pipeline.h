#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "control/job_spec.h"
#include "os/files.h"
#include "os/input_stream.h"

namespace bdp {

/// What a `generator` input makes.
struct GeneratedLines {
  std::vector<std::string> lines;
  std::uint64_t rounds = 0;  ///< How often all of them come; 0: until somebody stops it.
};

/// A whole Logstash configuration as a job of ours.
struct LogstashPipeline {
  JobSpec spec;  ///< With the outputs in `to`, and what has no effect in `warnings`.
  bool standard_input = false;
  std::vector<std::string> paths;     ///< Of `file` inputs, with wildcards.
  std::vector<std::string> excludes;  ///< Patterns for names of files that are not taken.
  std::optional<GeneratedLines> generated;
  /// Users and passwords of outputs, by the names of the variables that sinks look up.
  std::map<std::string, std::string, std::less<>> secrets;
};

/// Whether a file is meant as a whole Logstash configuration, for tools that are given any file.
bool looks_like_pipeline(std::string_view path, std::string_view text);

/// Maps inputs and outputs onto our sources and sinks. kInvalid: all that is wrong or has no
/// counterpart here, a line each: `FILE:LINE:COLUMN: what; what would be right`. The filters are
/// not looked at: they are compiled from the spec, and their mistakes have their places in `path`.
Result<LogstashPipeline> read_logstash_pipeline(std::string_view text, const std::string& path);

/// What stands in the filter sections of such a configuration, at the places that it has there,
/// with blanks around. Mistakes in the braces leave parts of it out.
std::string filter_text_of(std::string_view text);

/// The files that the paths of `file` inputs name now, each once: `*`, `?`, `[a-z]`, `{a,b}` in
/// any part of a path, `**` for directories at any depth. kNotFound when a path names none.
Result<std::vector<std::string>> files_of(os::Files& files, const LogstashPipeline& pipeline);

/// The lines as they would come from standard input.
std::unique_ptr<os::InputStream> stream_of(const GeneratedLines& generated);

}  // namespace bdp
