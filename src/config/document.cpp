#include "config/document.h"

#include <algorithm>

namespace bdp::config {
namespace {

void append_canonical(std::string& json, const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      json += "null";
      return;
    case Node::Kind::kBoolean:
    case Node::Kind::kInteger:
    case Node::Kind::kNumber:
      json += node.text;
      return;
    case Node::Kind::kText:
      json += quoted_json(node.text);
      return;
    case Node::Kind::kList:
      json += '[';
      for (const Node& item : node.items) {
        if (&item != &node.items.front()) json += ',';
        append_canonical(json, item);
      }
      json += ']';
      return;
    case Node::Kind::kMap:
      break;
  }
  std::vector<const Member*> sorted;
  sorted.reserve(node.members.size());
  for (const Member& member : node.members) sorted.push_back(&member);
  std::ranges::sort(sorted, {}, &Member::key);
  json += '{';
  for (const Member* member : sorted) {
    if (member != sorted.front()) json += ',';
    json += quoted_json(member->key);
    json += ':';
    append_canonical(json, member->value);
  }
  json += '}';
}

}  // namespace

const Member* Node::find(std::string_view key) const {
  const auto found = std::ranges::find(members, key, &Member::key);
  return found == members.end() ? nullptr : &*found;
}

Error Document::error(Position at, std::string_view message) const {
  std::string text = file;
  text += ':' + std::to_string(at.line) + ':' + std::to_string(at.column) + ": ";
  text += message;
  return {Code::kInvalid, std::move(text)};
}

Result<Document> parse_document(std::string_view text, std::string file) {
  const bool yaml = file.ends_with(".yaml") || file.ends_with(".yml");
  return yaml ? parse_yaml(text, std::move(file)) : parse_json(text, std::move(file));
}

Result<Document> load_document(os::Files& files, const std::string& path) {
  TRY_ASSIGN(const std::string text, os::read_whole(files, path, kMaxDocumentBytes));
  return parse_document(text, path);
}

std::string canonical_json(const Node& node) {
  std::string json;
  append_canonical(json, node);
  return json;
}

std::string quoted_json(std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string json = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (c == '\n') {
      json += "\\n";
    } else if (c == '\r') {
      json += "\\r";
    } else if (c == '\t') {
      json += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      json += "\\u00";
      json += kDigits[byte >> 4U];
      json += kDigits[byte & 15U];
    } else {
      json += c;
    }
  }
  json += '"';
  return json;
}

}  // namespace bdp::config
