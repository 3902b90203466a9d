#include "record/field_path.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "record/container.h"

namespace bdp {
namespace {

Error not_a_reference(std::string_view text, std::string_view why) {
  return {Code::kInvalid, "'" + std::string(text) + "' is not a field reference: " +
                              std::string(why) + "; write name, [name] or [outer][inner]"};
}

std::optional<std::int64_t> list_index(std::string_view key) {
  std::int64_t index = 0;
  const auto [end, problem] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (problem != std::errc() || end != key.data() + key.size()) return std::nullopt;
  return index;
}

/// The item's place in the list, counted from its end when negative; may be out of range.
std::int64_t place(std::int64_t index, const List& list) {
  return index < 0 ? index + list.size() : index;
}

/// The value behind one step, or null.
Value* step(Value& at, std::string_view key) {
  if (at.is(Tag::kObject)) return at.as_object().find(key);
  if (!at.is(Tag::kList)) return nullptr;
  const auto index = list_index(key);
  if (!index) return nullptr;
  const std::int64_t i = place(*index, at.as_list());
  if (i < 0 || i >= at.as_list().size()) return nullptr;
  return &at.as_list()[static_cast<std::uint32_t>(i)];
}

/// A list is not grown beyond this by setting one item: `[a][4000000000]` is a mistake.
constexpr std::int64_t kLongestPadding = 1 << 20;

enum class Place : std::uint8_t { kDone, kIgnored, kInTheWay };

Place set_below(Arena& arena, Value& at, const std::vector<std::string>& keys, std::size_t depth,
                Value value) {
  if (depth == keys.size()) {
    at = value;
    return Place::kDone;
  }
  const std::string& key = keys[depth];
  if (!at.present()) at = Value::object(Object::make(arena));
  if (at.is(Tag::kObject)) {
    Object& object = at.as_object();
    if (Value* there = object.find(key)) return set_below(arena, *there, keys, depth + 1, value);
    Value made;
    const Place result = set_below(arena, made, keys, depth + 1, value);
    if (result == Place::kDone) object.set(arena, key, made);
    return result;
  }
  if (!at.is(Tag::kList)) return Place::kInTheWay;
  List& list = at.as_list();
  const auto index = list_index(key);
  if (!index) return Place::kIgnored;
  const std::int64_t i = place(*index, list);
  if (i < 0 || i > kLongestPadding + list.size()) return Place::kInTheWay;
  if (i < list.size()) {
    return set_below(arena, list[static_cast<std::uint32_t>(i)], keys, depth + 1, value);
  }
  Value made;
  const Place result = set_below(arena, made, keys, depth + 1, value);
  if (result != Place::kDone) return result;
  while (list.size() < i) list.push_back(arena, Value::null());
  list.push_back(arena, made);
  return result;
}

}  // namespace

Result<FieldPath> FieldPath::parse(std::string_view text) {
  std::vector<std::string> keys;
  if (text.find_first_of("[]") == std::string_view::npos) {
    return FieldPath{std::string(text), {}};
  }
  int depth = 0;
  std::string key;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '[') {
      if (!key.empty()) return not_a_reference(text, "a bracket opens inside a name");
      ++depth;
    } else if (c == ']') {
      if (depth == 0) return not_a_reference(text, "a bracket closes that was never opened");
      if (!key.empty()) {
        keys.push_back(std::move(key));
        key.clear();
      } else if (text[i - 1] == '[') {
        return not_a_reference(text, "there is no name between the brackets");
      }
      --depth;
    } else if (depth == 0) {
      return not_a_reference(text, "a name stands outside the brackets");
    } else {
      if (key.empty() && text[i - 1] == ']') {
        return not_a_reference(text, "a name stands between two brackets that close");
      }
      key += c;
    }
  }
  if (depth != 0) return not_a_reference(text, "a bracket is not closed");
  FieldPath path;
  path.top = std::move(keys.front());
  path.rest.assign(std::make_move_iterator(keys.begin() + 1), std::make_move_iterator(keys.end()));
  return path;
}

std::string FieldPath::text() const {
  if (rest.empty()) return top;
  std::string result = "[" + top + "]";
  for (const std::string& key : rest) result += "[" + key + "]";
  return result;
}

Value get_field(const Batch& batch, RowIndex row, const FieldRef& field) {
  Value value = batch.at(field.slot, row);
  for (const std::string& key : field.rest) {
    Value* next = step(value, key);
    if (next == nullptr) return {};
    value = *next;
  }
  return value;
}

bool set_field(Batch& batch, RowIndex row, const FieldRef& field, Value value) {
  if (field.rest.empty()) {
    batch.set(field.slot, row, value);
    return true;
  }
  Column& column = batch.column(field.slot);
  Value& top = column.dense(batch.rows(), batch.arena())[row];
  if (top.present() && !top.is(Tag::kObject) && !top.is(Tag::kList)) return false;
  const Place result = set_below(batch.arena(), top, field.rest, 0, value);
  column.note(top.tag());
  return result != Place::kInTheWay;
}

Value remove_field(Batch& batch, RowIndex row, const FieldRef& field) {
  Column& column = batch.column(field.slot);
  if (!column[row].present()) return {};
  Value& top = column.dense(batch.rows(), batch.arena())[row];
  if (field.rest.empty()) {
    const Value value = top;
    top = Value();
    return value;
  }
  Value* parent = &top;
  for (std::size_t i = 0; i + 1 < field.rest.size(); ++i) {
    parent = step(*parent, field.rest[i]);
    if (parent == nullptr) return {};
  }
  const std::string& key = field.rest.back();
  if (parent->is(Tag::kObject)) return parent->as_object().erase(key);
  Value* item = step(*parent, key);
  if (item == nullptr) return {};
  const Value value = *item;
  List& list = parent->as_list();
  list.erase(static_cast<std::uint32_t>(item - list.begin()));
  return value;
}

}  // namespace bdp
