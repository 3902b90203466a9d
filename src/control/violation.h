#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/document.h"

namespace bdp {

/// What input is held to, in the order in which a violation is told first.
enum class Rule : std::uint8_t {
  kTotalSize,
  kNumberOfFiles,
  kFormat,
  kFileSize,
  kNameLength,
  kNamePattern,
  kReadable,
  kContent,      ///< What is in a file is not what its name says.
  kCompression,  ///< A packed file becomes too much.
  kDamaged,      ///< A packed file cannot be unpacked.
  kDuplicate,
  kFilesPerDay,
  kBytesPerDay,
  kLost,  ///< A file that was taken is no longer where the platform keeps it.
  kJob,   ///< The job that had the file failed for good.
};

/// A rule that a job's input breaks.
struct Violation {
  Rule rule = Rule::kTotalSize;
  std::string key;    ///< What sets the limit, such as "max_file_size"; empty: the platform itself.
  std::string file;   ///< Empty: the job's files together.
  std::string limit;  ///< "500,000,000 bytes"
  std::string actual;  ///< "617,283,945 bytes"
  friend bool operator==(const Violation&, const Violation&) = default;
};

/// As in JSON: "file_size".
std::string_view name_of(Rule rule);

/// What the answer says of a broken rule: "Total file size exceeds limit".
std::string_view sentence_of(Rule rule);

/// One line for people: "Total file size exceeds limit: 617,283,945 bytes, allowed are 500,000,000
/// bytes (max_file_size)".
std::string message_of(const Violation& violation);

/// What would pass: "a file of at most 100,000,000 bytes".
std::string remedy_of(const Violation& violation);

/// Appends {"rule","key","file","limit","actual"}; bytes that are not UTF-8 in hexadecimal digits.
void append_violation(std::string& json, const Violation& violation);

/// What append_violation() wrote; kCorrupt for anything else.
Result<Violation> violation_of(const config::Node& node);

}  // namespace bdp
