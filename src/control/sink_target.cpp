#include "control/sink_target.h"

#include <array>
#include <filesystem>
#include <system_error>

#include "base/suggest.h"

namespace bdp {
namespace {

constexpr std::array<std::string_view, 3> kSchemes = {"sqlite", "ndjson", "null"};

Error not_a_target(std::string_view text, std::string_view why) {
  return {Code::kInvalid, "'" + std::string(text) + "' is no sink: " + std::string(why) +
                              "; write sqlite:PATH#TABLE, ndjson:PATH, ndjson:- or null:"};
}

Result<std::string> absolute(std::string_view path) {
  std::error_code problem;
  const auto full = std::filesystem::absolute(std::filesystem::path(path), problem);
  if (problem) return Error(Code::kInvalid, std::string(path) + ": " + problem.message());
  return full.lexically_normal().string();
}

}  // namespace

std::string SinkTarget::text() const {
  switch (kind) {
    case Kind::kSqlite:
      return "sqlite:" + path + "#" + table;
    case Kind::kNdjsonFile:
      return "ndjson:" + path;
    case Kind::kStandardOutput:
      return "ndjson:-";
    case Kind::kNull:
      return "null:";
  }
  return {};
}

Result<SinkTarget> parse_sink_target(std::string_view text, std::string_view default_table) {
  const std::size_t colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon);
  if (colon == std::string_view::npos) return not_a_target(text, "it names no kind");
  std::string_view rest = text.substr(colon + 1);
  SinkTarget target;
  if (scheme == "null") {
    if (!rest.empty()) return not_a_target(text, "nothing may follow null:");
    return target;
  }
  if (scheme == "ndjson") {
    if (rest.empty()) return not_a_target(text, "the path is missing");
    if (rest == "-") {
      target.kind = SinkTarget::Kind::kStandardOutput;
      return target;
    }
    target.kind = SinkTarget::Kind::kNdjsonFile;
    TRY_ASSIGN(target.path, absolute(rest));
    return target;
  }
  if (scheme != "sqlite") {
    const std::string_view nearest = nearest_word(scheme, kSchemes);
    return not_a_target(text, nearest.empty() ? "there is no such kind"
                                              : "did you mean '" + std::string(nearest) + ":'?");
  }
  target.kind = SinkTarget::Kind::kSqlite;
  target.table = default_table;
  if (const std::size_t hash = rest.rfind('#'); hash != std::string_view::npos) {
    target.table = rest.substr(hash + 1);
    rest = rest.substr(0, hash);
  }
  if (rest.empty()) return not_a_target(text, "the path is missing");
  if (target.table.empty()) return not_a_target(text, "the table's name is missing");
  TRY_ASSIGN(target.path, absolute(rest));
  return target;
}

}  // namespace bdp
