#include "lang/value_order.h"

#include <cmath>
#include <cstdint>

#include "lang/number_order.h"
#include "record/container.h"

namespace bdp::lang {
namespace {

bool same_list(const List& a, const List& b) {
  if (a.size() != b.size()) return false;
  for (std::uint32_t i = 0; i < a.size(); ++i) {
    if (!same_value(a[i], b[i])) return false;
  }
  return true;
}

bool same_object(const Object& a, const Object& b) {
  if (a.size() != b.size()) return false;
  for (const Object::Entry& entry : a) {
    const Value* other = b.find(entry.key());
    if (other == nullptr || !same_value(entry.value, *other)) return false;
  }
  return true;
}

bool is_negative_zero(Value value) {
  return value.is(Tag::kDouble) && value.as_double() == 0 && std::signbit(value.as_double());
}

std::partial_ordering order_of_numbers(Value left, Value right) {
  const std::partial_ordering order = compare_numbers(left, right);
  if (order != 0) return order;
  // As in Java, -0.0 is less than 0.
  return static_cast<int>(is_negative_zero(right)) <=> static_cast<int>(is_negative_zero(left));
}

}  // namespace

bool same_value(Value a, Value b) {
  if (a.tag() != b.tag()) return false;
  switch (a.tag()) {
    case Tag::kAbsent:
    case Tag::kNull:
      return true;
    case Tag::kBool:
      return a.as_bool() == b.as_bool();
    case Tag::kText:
      return a.as_text() == b.as_text();
    case Tag::kInt:
    case Tag::kDouble:
    case Tag::kBigInt:
    case Tag::kDecimal:
      return same_number(a, b);
    case Tag::kTimestamp:
      return a.as_timestamp() == b.as_timestamp();
    case Tag::kList:
      return same_list(a.as_list(), b.as_list());
    case Tag::kObject:
      return same_object(a.as_object(), b.as_object());
  }
  return false;
}

std::optional<std::partial_ordering> order_of(Value left, Value right) {
  switch (left.tag()) {
    case Tag::kText:
      if (!right.is(Tag::kText)) return std::nullopt;
      return left.as_text() <=> right.as_text();
    case Tag::kInt:
      if (right.is(Tag::kInt)) return left.as_int() <=> right.as_int();
      [[fallthrough]];
    case Tag::kDouble:
    case Tag::kBigInt:
    case Tag::kDecimal:
      if (!is_number(right)) return std::nullopt;
      return order_of_numbers(left, right);
    case Tag::kTimestamp:
      if (!right.is(Tag::kTimestamp)) return std::partial_ordering::equivalent;
      return left.as_timestamp() <=> right.as_timestamp();
    case Tag::kNull:
    case Tag::kBool:
      return std::partial_ordering::equivalent;
    default:
      return std::nullopt;
  }
}

}  // namespace bdp::lang
