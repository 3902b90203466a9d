#include "fetchdata/staged_file.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "config/document.h"
#include "config/record_reader.h"
#include "config/text_check.h"

namespace bdp {
namespace {

using config::append_bytes_field;
using config::quoted_json;
using config::RecordReader;

constexpr std::array<std::string_view, 4> kStateNames = {"staged", "claimed", "archived",
                                                         "discarded"};
constexpr std::uint64_t kVersion = 1;

template <class Time>
std::string nanoseconds_of(Time time) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
}

std::string_view relative(std::string_view path, std::string_view directory) {
  if (path.size() > directory.size() && path.starts_with(directory) &&
      path[directory.size()] == '/') {
    path.remove_prefix(directory.size() + 1);
  }
  return path;
}

void append_block(std::string& json, const FileBlock& block, std::string_view directory) {
  json += '{';
  append_bytes_field(json, "path", relative(block.path, directory));
  json += ",\"offset\":" + std::to_string(block.offset);
  json += ",\"size\":" + std::to_string(block.size);
  json += ",\"checksum\":\"" + block.checksum.hex() + "\"}";
}

Result<FileBlock> decode_block(const config::Node& node, std::string_view directory) {
  RecordReader record(node);
  FileBlock block;
  block.path = os::join_path(directory, record.bytes("path"));
  block.offset = record.unsigned_number("offset");
  block.size = record.unsigned_number("size");
  TRY_ASSIGN(block.checksum, os::content_hash_from_hex(record.text("checksum")));
  if (record.broken()) return Error(Code::kCorrupt, "a block");
  return block;
}

Error damaged(std::string_view detail) {
  return {Code::kCorrupt, "the record of a taken file is damaged: " + std::string(detail)};
}

}  // namespace

std::string_view name_of(FileState state) {
  return kStateNames.at(static_cast<std::size_t>(state));
}

std::string encode_staged_file(const StagedFile& file, std::string_view tenant_directory) {
  std::string json = "{\"version\":" + std::to_string(kVersion);
  json += ",\"client_id\":" + quoted_json(file.tenant.text);
  json += ",\"number\":" + std::to_string(file.number) + ',';
  append_bytes_field(json, "name", file.name);
  json += ',';
  append_bytes_field(json, "path", relative(file.path, tenant_directory));
  json += ",\"size\":" + std::to_string(file.size) + ',';
  append_bytes_field(json, "format", file.format);
  json += ",\"content\":" + quoted_json(file.identity.content);
  json += ",\"occurrence\":" + std::to_string(file.identity.occurrence);
  json += ",\"modified\":" + nanoseconds_of(file.modified);
  json += ",\"taken\":" + nanoseconds_of(file.taken);
  json += ",\"changed\":" + nanoseconds_of(file.changed);
  json += ",\"state\":" + quoted_json(name_of(file.state));
  if (!file.job.text.empty()) json += ",\"job\":" + quoted_json(file.job.text);
  if (file.duplicate_of != 0) json += ",\"duplicate_of\":" + std::to_string(file.duplicate_of);
  if (file.violation) {
    json += ",\"violation\":";
    append_violation(json, *file.violation);
  }
  if (!file.blocks.empty()) {
    json += file.raw_blocks ? ",\"raw_blocks\":[" : ",\"blocks\":[";
    for (const FileBlock& block : file.blocks) {
      if (&block != &file.blocks.front()) json += ',';
      append_block(json, block, tenant_directory);
    }
    json += ']';
  }
  return json + '}';
}

Result<StagedFile> decode_staged_file(std::string_view json, std::string_view tenant_directory) {
  const Result<config::Document> document = config::parse_json(json, "file");
  if (!document) return damaged(document.error().message());
  RecordReader record(document->root);
  if (record.unsigned_number("version") != kVersion) {
    return Error(Code::kInvalid,
                 "the record of a taken file was written by another version of mysimbdp; use that "
                 "version");
  }
  StagedFile file;
  file.tenant = TenantId{record.text("client_id")};
  file.number = record.unsigned_number("number");
  file.name = record.bytes("name");
  file.path = os::join_path(tenant_directory, record.bytes("path"));
  file.size = record.unsigned_number("size");
  file.format = record.bytes("format");
  file.identity.content = record.text("content");
  file.identity.occurrence = static_cast<std::uint32_t>(record.unsigned_number("occurrence"));
  file.modified = record.time<os::FileTime>("modified");
  file.taken = record.time<os::WallTime>("taken");
  file.changed = record.time<os::WallTime>("changed");
  const std::string state = record.text("state");
  const auto found = std::ranges::find(kStateNames, state);
  if (found == kStateNames.end()) return damaged("state");
  file.state = static_cast<FileState>(found - kStateNames.begin());
  if (record.has("job")) file.job = JobId{record.text("job")};
  if (record.has("duplicate_of")) file.duplicate_of = record.unsigned_number("duplicate_of");
  if (record.has("violation")) {
    TRY_ASSIGN(file.violation, violation_of(record.map("violation")));
  }
  file.raw_blocks = record.has("raw_blocks");
  const std::string_view blocks = file.raw_blocks ? "raw_blocks" : "blocks";
  if (record.has(blocks)) {
    const config::Node* list = record.list(blocks);
    if (list == nullptr) return damaged("blocks");
    file.blocks.reserve(list->items.size());
    for (const config::Node& item : list->items) {
      TRY_ASSIGN(FileBlock block, decode_block(item, tenant_directory));
      file.blocks.push_back(std::move(block));
    }
  }
  if (record.broken()) return damaged("a field");
  return file;
}

std::string printable_name(std::string_view name) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  const auto escape = [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    text += "\\x";
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  };
  while (!name.empty()) {
    const std::size_t valid = config::find_invalid_utf8(name).value_or(name.size());
    char before = '\0';
    for (const char c : name.substr(0, valid)) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '\\') {
        text += "\\\\";
      } else if (byte < 0x20 || byte == 0x7F) {
        escape(c);
      } else if (before == '\xC2' && byte < 0xA0) {
        // Terminals take U+0080 to U+009F for commands.
        text.pop_back();
        escape(before);
        escape(c);
      } else {
        text += c;
      }
      before = c;
    }
    name.remove_prefix(valid);
    if (name.empty()) break;
    escape(name.front());
    name.remove_prefix(1);
  }
  return text;
}

}  // namespace bdp
