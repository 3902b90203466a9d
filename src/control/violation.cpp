#include "control/violation.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "config/record_reader.h"

namespace bdp {
namespace {

struct RuleWords {
  Rule rule;
  std::string_view name;
  std::string_view sentence;
  std::string_view before_limit;  ///< Between the actual value and the limit.
  std::string_view remedy;        ///< What would pass; a `%` stands for the limit.
};

constexpr std::array<RuleWords, 15> kWords = {{
    {Rule::kTotalSize, "total_size", "Total file size exceeds limit", ", allowed are ",
     "files of at most % together"},
    {Rule::kNumberOfFiles, "number_of_files", "Number of files exceeds limit", ", allowed are ",
     "at most % in one job"},
    {Rule::kFormat, "file_format", "File format is not accepted", ", allowed are ",
     "a file whose name ends in one of: %"},
    {Rule::kFileSize, "file_size", "File size exceeds limit", ", allowed are ",
     "a file of at most %"},
    {Rule::kNameLength, "file_name_length", "File name length exceeds limit", ", allowed are ",
     "a name of at most %"},
    {Rule::kNamePattern, "file_name_regex", "File name does not match pattern", ", expected is ",
     "a name that matches %"},
    {Rule::kReadable, "readable", "File cannot be read", "; give this user ",
     "a file that the platform's user may read"},
    {Rule::kContent, "file_content", "File content does not match its name", ", expected is ",
     "a file whose content is %"},
    {Rule::kCompression, "compression", "Unpacked file exceeds limit", ", allowed are ",
     "a file that unpacks to at most %"},
    {Rule::kDamaged, "damaged", "Packed file is damaged", ", expected is ",
     "the file as it was packed, whole"},
    {Rule::kDuplicate, "duplicate", "File was taken before", ", expected is ",
     "a file with other content, or \"duplicates\": \"skip\" or \"ingest\" in the profile"},
    {Rule::kFilesPerDay, "files_per_day", "Number of files per day exceeds limit", ", allowed are ",
     "the same file on another day (UTC), at most % a day"},
    {Rule::kBytesPerDay, "bytes_per_day", "Size of files per day exceeds limit", ", allowed are ",
     "the same file on another day (UTC), at most % a day"},
    {Rule::kLost, "lost", "File is gone", ", expected is ",
     "the file, put into the input directory again"},
    {Rule::kJob, "job_failed", "Job failed", ", expected is ",
     "the same file, once what made the job fail is mended"},
}};

const RuleWords& words_of(Rule rule) {
  const auto* found = std::ranges::find(kWords, rule, &RuleWords::rule);
  CHECK(found != kWords.end());
  return *found;
}

}  // namespace

std::string_view name_of(Rule rule) {
  return words_of(rule).name;
}

std::string_view sentence_of(Rule rule) {
  return words_of(rule).sentence;
}

std::string message_of(const Violation& violation) {
  const RuleWords& words = words_of(violation.rule);
  std::string message(words.sentence);
  message += ": ";
  if (!violation.file.empty()) message += "'" + violation.file + "': ";
  message += violation.actual;
  message += words.before_limit;
  message += violation.limit;
  if (!violation.key.empty()) message += " (" + violation.key + ")";
  return message;
}

std::string remedy_of(const Violation& violation) {
  const std::string_view remedy = words_of(violation.rule).remedy;
  const std::size_t place = remedy.find('%');
  if (place == std::string_view::npos) return std::string(remedy);
  std::string text(remedy.substr(0, place));
  text += violation.limit;
  text += remedy.substr(place + 1);
  return text;
}

void append_violation(std::string& json, const Violation& violation) {
  json += "{\"rule\":" + config::quoted_json(name_of(violation.rule));
  json += ",\"key\":" + config::quoted_json(violation.key) + ',';
  config::append_bytes_field(json, "file", violation.file);
  json += ",\"limit\":" + config::quoted_json(violation.limit) + ',';
  config::append_bytes_field(json, "actual", violation.actual);
  json += '}';
}

Result<Violation> violation_of(const config::Node& node) {
  config::RecordReader record(node);
  Violation violation;
  const std::string rule = record.text("rule");
  const auto* words = std::ranges::find(kWords, rule, &RuleWords::name);
  violation.key = record.text("key");
  violation.file = record.bytes("file");
  violation.limit = record.text("limit");
  violation.actual = record.bytes("actual");
  if (words == kWords.end() || record.broken()) {
    return Error(Code::kCorrupt, "the record of a broken rule is damaged");
  }
  violation.rule = words->rule;
  return violation;
}

}  // namespace bdp
