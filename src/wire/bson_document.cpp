#include "wire/bson_document.h"

#include <charconv>
#include <limits>
#include <system_error>

namespace bdp {
namespace {

using config::Node;

Status append_node(bson_t& to, const std::string& name, const Node& node);

Status append_members(bson_t& to, const Node& map) {
  for (const config::Member& member : map.members) {
    TRY(append_node(to, member.key, member.value));
  }
  return {};
}

Status append_items(bson_t& to, const Node& list) {
  std::size_t place = 0;
  for (const Node& item : list.items) TRY(append_node(to, std::to_string(place++), item));
  return {};
}

Status append_integer(bson_t& to, const std::string& name, const std::string& digits) {
  const auto size = static_cast<int>(name.size());
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (problem != std::errc()) {
    return Error(Code::kInvalid, "'" + name + "': " + digits + " is beyond 64 bits");
  }
  if (number >= std::numeric_limits<std::int32_t>::min() &&
      number <= std::numeric_limits<std::int32_t>::max()) {
    bson_append_int32(&to, name.c_str(), size, static_cast<std::int32_t>(number));
  } else {
    bson_append_int64(&to, name.c_str(), size, number);
  }
  return {};
}

Status append_node(bson_t& to, const std::string& name, const Node& node) {
  const auto size = static_cast<int>(name.size());
  switch (node.kind) {
    case Node::Kind::kNull:
      bson_append_null(&to, name.c_str(), size);
      return {};
    case Node::Kind::kBoolean:
      bson_append_bool(&to, name.c_str(), size, node.text == "true");
      return {};
    case Node::Kind::kInteger:
      return append_integer(to, name, node.text);
    case Node::Kind::kNumber: {
      double number = 0;
      std::from_chars(node.text.data(), node.text.data() + node.text.size(), number);
      bson_append_double(&to, name.c_str(), size, number);
      return {};
    }
    case Node::Kind::kText:
      bson_append_utf8(&to, name.c_str(), size, node.text.c_str(),
                       static_cast<int>(node.text.size()));
      return {};
    case Node::Kind::kList: {
      bson_t inner;
      bson_append_array_begin(&to, name.c_str(), size, &inner);
      const Status status = append_items(inner, node);
      bson_append_array_end(&to, &inner);
      return status;
    }
    case Node::Kind::kMap: {
      bson_t inner;
      bson_append_document_begin(&to, name.c_str(), size, &inner);
      const Status status = append_members(inner, node);
      bson_append_document_end(&to, &inner);
      return status;
    }
  }
  return {};
}

}  // namespace

Result<BsonDocument> bson_of(const config::Node& map) {
  BsonDocument document;
  TRY(append_members(*document, map));
  return document;
}

std::string json_of(const bson_t& document) {
  char* text = bson_as_relaxed_extended_json(&document, nullptr);
  if (text == nullptr) return "{}";
  std::string json = text;
  bson_free(text);
  return json;
}

std::string text_in(const bson_t& document, const char* field) {
  bson_iter_t place;
  if (!bson_iter_init_find(&place, &document, field) || !BSON_ITER_HOLDS_UTF8(&place)) return {};
  std::uint32_t size = 0;
  const char* text = bson_iter_utf8(&place, &size);
  return {text, size};
}

std::int64_t integer_in(const bson_t& document, const char* field) {
  bson_iter_t place;
  return bson_iter_init_find(&place, &document, field) ? bson_iter_as_int64(&place) : 0;
}

}  // namespace bdp
