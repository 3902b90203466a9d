#include "control/run_state.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "config/document.h"
#include "config/record_reader.h"

namespace bdp {
namespace {

using config::Member;
using config::Node;
using config::quoted_json;
using config::RecordReader;

constexpr std::string_view kVersion = "1";

constexpr std::array<std::string_view, 4> kStatusNames = {"running", "finished", "stopped",
                                                          "failed"};

template <class Time>
std::string nanoseconds_of(Time time) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
}

Error damaged(std::string_view detail) {
  return {Code::kCorrupt, "the record of a run is damaged (" + std::string(detail) +
                              "); begin again with --restart"};
}

std::string encode_file(const RunFile& file) {
  std::string json = "{\"content\":" + quoted_json(file.identity.content);
  json += ",\"occurrence\":" + std::to_string(file.identity.occurrence);
  json += ',';
  config::append_bytes_field(json, "path", file.path);
  json += ",\"size\":" + std::to_string(file.size);
  json += ",\"modified\":" + nanoseconds_of(file.modified) + '}';
  return json;
}

}  // namespace

std::string_view name_of(RunStatus status) {
  return kStatusNames.at(static_cast<std::size_t>(status));
}

std::string encode_run_state(const RunState& state) {
  std::string json = "{\"version\":" + std::string(kVersion);
  json += ",\"client_id\":" + quoted_json(state.key.tenant.text);
  json += ",\"dataset\":" + quoted_json(state.key.dataset);
  json += ",\"sink\":" + quoted_json(state.key.sink);
  json += ",\"status\":" + quoted_json(name_of(state.status));
  json += ",\"error\":" + quoted_json(state.error);
  json += ",\"started\":" + nanoseconds_of(state.started);
  json += ",\"updated\":" + nanoseconds_of(state.updated);
  json += ",\"rows\":{";
  for (const auto& [name, member] : kRowCounters) {
    if (!json.ends_with('{')) json += ',';
    json += quoted_json(name) + ':' + std::to_string(state.rows.*member);
  }
  json += "},\"spec\":{";
  for (const auto& [part, hash] : state.spec) {
    if (!json.ends_with('{')) json += ',';
    json += quoted_json(part) + ':' + quoted_json(hash);
  }
  return json + "}}";
}

Result<RunState> decode_run_state(std::string_view json) {
  const Result<config::Document> document = config::parse_json(json, "run");
  if (!document) return damaged(document.error().message());
  RecordReader record(document->root);
  if (record.unsigned_number("version") != 1) {
    return Error(Code::kInvalid,
                 "the record of this run was written by another version of mysimbdp; use that "
                 "version, or begin again with --restart");
  }
  RunState state;
  state.key = {TenantId{record.text("client_id")}, record.text("dataset"), record.text("sink")};
  const std::string status = record.text("status");
  const auto found = std::ranges::find(kStatusNames, status);
  if (found == kStatusNames.end()) return damaged("status");
  state.status = static_cast<RunStatus>(found - kStatusNames.begin());
  state.error = record.text("error");
  state.started = record.time<os::WallTime>("started");
  state.updated = record.time<os::WallTime>("updated");
  RecordReader rows(record.map("rows"));
  for (const auto& [name, member] : kRowCounters) state.rows.*member = rows.unsigned_number(name);
  for (const Member& part : record.map("spec").members) state.spec[part.key] = part.value.text;
  if (record.broken() || rows.broken()) return damaged("a field");
  return state;
}

std::string encode_run_files(std::span<const RunFile> files) {
  std::string json = "[";
  for (const RunFile& file : files) {
    if (json.size() > 1) json += ",\n";
    json += encode_file(file);
  }
  return json + "]";
}

Result<std::vector<RunFile>> decode_run_files(std::string_view json) {
  const Result<config::Document> document = config::parse_json(json, "files");
  if (!document) return damaged(document.error().message());
  std::vector<RunFile> files;
  files.reserve(document->root.items.size());
  for (const Node& item : document->root.items) {
    RecordReader record(item);
    RunFile file;
    file.identity.content = record.text("content");
    file.identity.occurrence = static_cast<std::uint32_t>(record.unsigned_number("occurrence"));
    file.path = record.bytes("path");
    file.size = record.unsigned_number("size");
    file.modified = record.time<os::FileTime>("modified");
    if (record.broken()) return damaged("a file");
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace bdp
