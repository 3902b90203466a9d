#include "config/record_reader.h"

#include <charconv>
#include <optional>

#include "base/hex.h"
#include "config/text_check.h"

namespace bdp::config {
namespace {

std::optional<std::string> bytes_of(std::string_view hex) {
  std::string bytes;
  if (hex.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned byte = 0;
    const char* end = hex.data() + i + 2;
    if (std::from_chars(hex.data() + i, end, byte, 16).ptr != end) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

/// Nothing: not a whole number of this kind.
template <class Number>
std::optional<Number> number_in(const std::string& text) {
  Number value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc() || stopped != end) return std::nullopt;
  return value;
}

}  // namespace

RecordReader::RecordReader(const Node& node)
    : node_(node), broken_(node.kind != Node::Kind::kMap) {}

std::string RecordReader::text(std::string_view key) {
  const Node* node = field(key, Node::Kind::kText);
  return node == nullptr ? "" : node->text;
}

std::string RecordReader::bytes(std::string_view key) {
  const std::string hex_key = std::string(key) + "_hex";
  if (!has(hex_key)) return text(key);
  const std::optional<std::string> bytes = bytes_of(text(hex_key));
  if (!bytes) broken_ = true;
  return bytes.value_or("");
}

std::uint64_t RecordReader::unsigned_number(std::string_view key) {
  const Node* node = field(key, Node::Kind::kInteger);
  if (node == nullptr) return 0;
  const auto number = number_in<std::uint64_t>(node->text);
  if (!number) broken_ = true;
  return number.value_or(0);
}

std::int64_t RecordReader::signed_number(std::string_view key) {
  const Node* node = field(key, Node::Kind::kInteger);
  if (node == nullptr) return 0;
  const auto number = number_in<std::int64_t>(node->text);
  if (!number) broken_ = true;
  return number.value_or(0);
}

bool RecordReader::boolean(std::string_view key) {
  const Node* node = field(key, Node::Kind::kBoolean);
  return node != nullptr && node->text == "true";
}

const Node& RecordReader::map(std::string_view key) {
  const Node* node = field(key, Node::Kind::kMap);
  return node == nullptr ? node_ : *node;
}

const Node* RecordReader::list(std::string_view key) {
  return field(key, Node::Kind::kList);
}

const Node* RecordReader::field(std::string_view key, Node::Kind kind) {
  const Member* member = node_.find(key);
  if (member != nullptr && member->value.kind == kind) return &member->value;
  broken_ = true;
  return nullptr;
}

void append_bytes_field(std::string& json, std::string_view key, std::string_view bytes) {
  if (find_invalid_utf8(bytes)) {
    json += quoted_json(std::string(key) + "_hex") + ":\"" + hex_of(bytes) + '"';
  } else {
    json += quoted_json(key) + ':' + quoted_json(bytes);
  }
}

}  // namespace bdp::config
