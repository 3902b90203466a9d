#include "batch/job_output.h"

#include <unistd.h>

#include <cerrno>
#include <memory>

#include <nlohmann/json.hpp>

#include "os/files.h"
#include "os/system_error.h"

namespace bdp {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostEntries = 100'000;
constexpr std::size_t kMostProblems = 10;
constexpr std::size_t kPieceBytes = std::size_t{256} * 1024;

/// A figure of a report: a whole number that is not negative.
std::uint64_t figure(const Json& line, const char* key, bool& good) {
  const auto found = line.find(key);
  if (found == line.end()) return 0;
  if (found->is_number_unsigned()) return found->get<std::uint64_t>();
  good = false;
  return 0;
}

void add_line(const Json& line, AppReport& report) {
  bool good = true;
  RowCounters rows{.delivered = figure(line, "rows", good),
                   .already_there = figure(line, "already_there", good),
                   .dropped = figure(line, "dropped", good),
                   .dead_letters = figure(line, "dead_letters", good),
                   .bytes_read = figure(line, "bytes", good)};
  rows.read = line.contains("read")
                  ? figure(line, "read", good)
                  : rows.delivered + rows.already_there + rows.dropped + rows.dead_letters;
  if (good) report.rows += rows;
  if (!good) report.problems.emplace_back("a figure that is no whole number");
  const auto status = line.find("status");
  if (status == line.end() || *status != "failed") return;
  report.failed = true;
  const auto reason = line.find("reason");
  report.reason = reason != line.end() && reason->is_string() ? reason->get<std::string>()
                                                              : "the app reported that it failed";
}

/// Calls `take` with the file's bytes, piece by piece.
template <class Take>
Status read_pieces(const os::UniqueFd& fd, const std::string& path, Take take) {
  const auto piece = std::make_unique<char[]>(kPieceBytes);
  while (true) {
    const ssize_t got = ::read(fd.get(), piece.get(), kPieceBytes);
    if (got == 0) return {};
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return os::system_error(errno, "read " + path);
    TRY(take(std::string_view(piece.get(), static_cast<std::size_t>(got))));
  }
}

}  // namespace

AppReport read_app_report(std::string_view lines) {
  AppReport report;
  for (std::size_t number = 1; !lines.empty(); ++number) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    if (line.empty()) continue;
    const std::size_t before = report.problems.size();
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_object()) {
      add_line(json, report);
    } else {
      report.problems.emplace_back("no JSON object");
    }
    if (report.problems.size() > before) {
      report.problems.back().insert(0, "line " + std::to_string(number) + " of the report: ");
    }
    if (report.problems.size() == kMostProblems) break;
  }
  return report;
}

Result<std::string> read_output(const OutputTree& tree, std::string_view path,
                                std::size_t most_bytes) {
  auto fd = tree.open_file(path);
  if (!fd && fd.error().code() == Code::kNotFound) return std::string();
  if (!fd) return std::move(fd).error();
  std::string text;
  TRY(read_pieces(*fd, std::string(path), [&](std::string_view piece) -> Status {
    if (text.size() + piece.size() > most_bytes) {
      return Error(Code::kExhausted,
                   std::string(path) + ": has more than " + std::to_string(most_bytes) + " bytes");
    }
    text.append(piece);
    return {};
  }));
  return text;
}

Result<KeptOutput> keep_output(const OutputTree& tree, std::string_view except,
                               const std::string& directory, os::Files& files) {
  TRY_ASSIGN(OutputListing listing, tree.list(kMostEntries));
  KeptOutput kept{.refused = std::move(listing.refused)};
  for (const OutputFile& file : listing.files) {
    if (file.path == except) continue;
    auto from = tree.open_file(file.path);
    if (!from) {
      kept.refused.push_back({file.path, std::string(from.error().message())});
      continue;
    }
    const std::string path = os::join_path(directory, file.path);
    TRY(files.make_directories(os::parent_directory(path)));
    TRY_ASSIGN(const auto to, files.open(path, os::OpenMode::kCreate));
    TRY(read_pieces(*from, path, [&](std::string_view piece) {
      kept.bytes += piece.size();
      return to->write(piece);
    }));
    ++kept.files;
  }
  return kept;
}

}  // namespace bdp
