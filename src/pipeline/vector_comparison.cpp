#include "pipeline/vector_comparison.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "formats/json_reader.h"
#include "lang/text_builder.h"
#include "lang/value_order.h"
#include "lang/value_text.h"
#include "record/arena.h"
#include "record/container.h"

namespace bdp {
namespace {

/// The value as it is written and read again: decimals are doubles, times are texts.
Value as_written(Value value, Arena& arena) {
  if (value.is(Tag::kDecimal)) {
    const auto read = parse_json_value(arena.copy(value.as_text()), arena);
    if (read) {
      value = read->is(Tag::kInt) ? Value::real(static_cast<double>(read->as_int())) : *read;
    }
  }
  const bool endless = value.is(Tag::kDouble) && !std::isfinite(value.as_double());
  if (!endless && !value.is(Tag::kTimestamp)) return value;
  lang::TextBuilder text(arena);
  lang::append_to_s(text, value);
  return Value::text(text.finish());
}

/// The keys, values and texts around objects, sorted.
std::vector<std::string_view> sorted_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find_first_of("{},");
    const std::string_view part = text.substr(0, end);
    parts.push_back(part.starts_with(' ') ? part.substr(1) : part);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  std::sort(parts.begin(), parts.end());
  return parts;
}

class Comparison {
 public:
  Comparison(Arena& arena, bool hash_order) : arena_(arena), hash_order_(hash_order) {}

  bool same(Value a, Value b) const {
    a = as_written(a, arena_);
    b = as_written(b, arena_);
    if (a.tag() != b.tag()) return false;
    if (a.is(Tag::kText)) return same_text(a.as_text(), b.as_text());
    if (a.is(Tag::kList)) {
      const List& first = a.as_list();
      const List& second = b.as_list();
      return same_list({first.begin(), first.end()}, {second.begin(), second.end()});
    }
    if (a.is(Tag::kObject)) return same_object(a.as_object(), b.as_object());
    return lang::same_value(a, b);
  }

  bool same_list(std::span<const Value> a, std::span<const Value> b) const {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [this](Value x, Value y) { return same(x, y); });
  }

 private:
  bool same_object(const Object& a, const Object& b) const {
    return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const Object::Entry& entry) {
             const Value* other = b.find(entry.key());
             return other != nullptr && same(entry.value, *other);
           });
  }

  bool same_text(std::string_view a, std::string_view b) const {
    if (a == b) return true;
    if (hash_order_ && a.size() == b.size() && sorted_parts(a) == sorted_parts(b)) return true;
    if (!a.starts_with('{') || !b.starts_with('{')) return false;
    const auto first = parse_json_value(arena_.copy(a), arena_);
    const auto second = parse_json_value(arena_.copy(b), arena_);
    return first && second && same(*first, *second);
  }

  Arena& arena_;
  bool hash_order_;
};

}  // namespace

bool same_output(std::span<const Value> a, std::span<const Value> b, bool hash_order) {
  Arena arena;
  return Comparison(arena, hash_order).same_list(a, b);
}

}  // namespace bdp
