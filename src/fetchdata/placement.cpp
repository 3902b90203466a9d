#include "fetchdata/placement.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "config/record_reader.h"
#include "fetchdata/file_records.h"
#include "os/move_file.h"
#include "os/utc_text.h"

namespace bdp {
namespace {

constexpr std::size_t kNumberWidth = 12;
constexpr std::string_view kReturning = ".mysimbdp-returning-";

/// `NUMBER-NAME`, with room for `ending`.
std::string numbered(std::uint64_t number, std::string_view name, std::string_view ending) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%0*llu-", static_cast<int>(kNumberWidth),
                static_cast<unsigned long long>(number));
  std::string whole = text.data();
  const std::size_t room = kLongestFileName - whole.size() - ending.size();
  // The end of a name says more than its front: its format is there.
  if (name.size() > room) name.remove_prefix(name.size() - room);
  return whole + std::string(name);
}

bool exists(os::Files& files, const std::string& path) {
  return files.link_info(path).has_value();
}

/// Not synced: after a power loss it is written again from the record.
Status write_reason(os::Files& files, const StagedFile& file) {
  TRY_ASSIGN(const auto reason, files.open(reason_path(file.path), os::OpenMode::kCreate));
  return reason->write(reason_json(file));
}

/// Removes what a move between file systems left at `from`, and nothing else.
Status remove_copy(os::Files& files, const std::string& from, const std::string& to) {
  TRY_ASSIGN(const os::FileInfo source, files.link_info(from));
  TRY_ASSIGN(const os::FileInfo target, files.link_info(to));
  if (source.device == target.device || source.size != target.size) {
    return Error(Code::kConflict, "'" + printable_name(to) +
                                      "' is there already, but not by mysimbdp; move it away");
  }
  return files.remove(from);
}

/// Bytes that are not UTF-8 appear as \xHH: a reason is text.
std::string shown(std::string_view bytes) {
  return config::quoted_json(printable_name(bytes));
}

}  // namespace

std::string staged_path(const Home& home, const TenantId& tenant, std::uint64_t number,
                        std::string_view name) {
  return home.staging(tenant) + '/' + numbered(number, name, kBlocksEnding);
}

std::string archived_path(const Home& home, const StagedFile& file) {
  return home.archive(file.tenant) + '/' + day_of(file.changed) + '/' +
         numbered(file.number, file.name, os::kUnfinishedEnding);
}

std::string discarded_path(const Home& home, os::Files& files, const StagedFile& file,
                           const std::set<std::string>& given) {
  const std::string directory = home.discarded(file.tenant) + '/';
  std::string plain = directory + file.name;
  if (file.name.size() + kReasonEnding.size() <= kLongestFileName &&
      !file.name.ends_with(kReasonEnding) && !given.contains(plain) && !exists(files, plain) &&
      !exists(files, reason_path(plain))) {
    return plain;
  }
  return directory + numbered(file.number, file.name, kReasonEnding);
}

std::string reason_path(std::string_view discarded) {
  return std::string(discarded) + std::string(kReasonEnding);
}

std::string returning_path(const Home& home, const StagedFile& file) {
  return home.input(file.tenant) + '/' + std::string(kReturning) + std::to_string(file.number) +
         std::string(os::kUnfinishedEnding);
}

bool is_returning_name(std::string_view file_name) {
  return file_name.starts_with(kReturning) && file_name.ends_with(os::kUnfinishedEnding);
}

std::optional<NumberedName> numbered_name(std::string_view file_name) {
  NumberedName found;
  const char* begin = file_name.data();
  const char* end = begin + file_name.size();
  const auto [stopped, problem] = std::from_chars(begin, end, found.number);
  if (problem != std::errc() || stopped - begin < static_cast<std::ptrdiff_t>(kNumberWidth) ||
      stopped == end || *stopped != '-' || stopped + 1 == end) {
    return std::nullopt;
  }
  found.name.assign(stopped + 1, end);
  return found;
}

std::string reason_json(const StagedFile& file) {
  const Violation violation = file.violation.value_or(Violation{});
  std::string json = "{\n  \"client_id\": " + config::quoted_json(file.tenant.text);
  json += ",\n  \"file\": " + shown(file.name);
  json += ",\n  \"number\": " + std::to_string(file.number);
  json += ",\n  \"size\": " + std::to_string(file.size);
  json += ",\n  \"content\": " + config::quoted_json(file.identity.content);
  json += ",\n  \"rule\": " + config::quoted_json(name_of(violation.rule));
  json += ",\n  \"error\": " + config::quoted_json(sentence_of(violation.rule));
  json += ",\n  \"key\": " + config::quoted_json(violation.key);
  json += ",\n  \"limit\": " + shown(violation.limit);
  json += ",\n  \"actual\": " + shown(violation.actual);
  json += ",\n  \"time\": " + config::quoted_json(os::utc_text(file.changed));
  json += ",\n  \"would_pass\": " + shown(remedy_of(violation));
  return json + "\n}\n";
}

Status place_file(os::Files& files, const StagedFile& file, const std::string& from) {
  const bool there = exists(files, file.path);
  const bool discarded = file.state == FileState::kDiscarded;
  if (!there) {
    TRY(files.make_directories(os::parent_directory(file.path)));
    // The reason comes first: no refused file is ever without one.
    if (discarded) TRY(write_reason(files, file));
    TRY(os::move_file(files, from, file.path));
  } else {
    if (discarded && !exists(files, reason_path(file.path))) TRY(write_reason(files, file));
    if (from != file.path && exists(files, from)) TRY(remove_copy(files, from, file.path));
  }
  return remove_blocks(files, from);
}

Status remove_blocks(os::Files& files, const std::string& path) {
  const std::string directory = path + std::string(kBlocksEnding);
  Status removed;
  const Status visited = files.visit(directory, [&](std::string_view name, os::FileKind) {
    removed = files.remove(os::join_path(directory, name));
    return removed.has_value();
  });
  if (!visited && visited.error().code() == Code::kNotFound) return {};
  TRY(visited);
  TRY(removed);
  return files.remove(directory);
}

}  // namespace bdp
