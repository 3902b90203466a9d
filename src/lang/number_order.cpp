#include "lang/number_order.h"

#include <algorithm>
#include <cmath>

#include "lang/big_digits.h"

namespace bdp::lang {
namespace {

std::partial_ordering compare_digits(const DecimalDigits& a, const DecimalDigits& b) {
  const bool a_zero = a.digits.empty();
  const bool b_zero = b.digits.empty();
  if (a_zero && b_zero) return std::partial_ordering::equivalent;
  if (a_zero) return b.negative ? std::partial_ordering::greater : std::partial_ordering::less;
  if (b_zero || a.negative != b.negative) {
    return a.negative ? std::partial_ordering::less : std::partial_ordering::greater;
  }
  std::strong_ordering magnitude = a.exponent <=> b.exponent;
  if (magnitude == std::strong_ordering::equal) magnitude = a.digits <=> b.digits;
  if (a.negative) magnitude = 0 <=> magnitude;
  return magnitude;
}

std::partial_ordering compare_exactly(Value a, Value b) {
  Arena arena;
  DecimalDigits::Buffer a_buffer;
  DecimalDigits::Buffer b_buffer;
  const auto digits = [&arena](Value value, DecimalDigits::Buffer& buffer) {
    if (value.is(Tag::kInt)) return DecimalDigits::of(value.as_int(), buffer);
    if (value.is(Tag::kDouble)) return DecimalDigits::of(value.as_double(), buffer);
    return DecimalDigits::of(value.as_text(), arena);
  };
  return compare_digits(digits(a, a_buffer), digits(b, b_buffer));
}

}  // namespace

std::partial_ordering compare_numbers(Value a, Value b) {
  if (a.is(Tag::kInt) && b.is(Tag::kInt)) return a.as_int() <=> b.as_int();
  if (a.is(Tag::kDouble) && b.is(Tag::kDouble)) return a.as_double() <=> b.as_double();
  if (a.is(Tag::kDouble) && !std::isfinite(a.as_double())) return a.as_double() <=> 0.0;
  if (b.is(Tag::kDouble) && !std::isfinite(b.as_double())) return 0.0 <=> b.as_double();
  constexpr std::int64_t kExact = std::int64_t{1} << 53U;
  const auto is_exact = [](Value value) {
    return value.is(Tag::kDouble) ||
           (value.is(Tag::kInt) && value.as_int() >= -kExact && value.as_int() <= kExact);
  };
  if (is_exact(a) && is_exact(b)) {
    const auto real = [](Value value) {
      return value.is(Tag::kDouble) ? value.as_double() : static_cast<double>(value.as_int());
    };
    return real(a) <=> real(b);
  }
  return compare_exactly(a, b);
}

bool same_number(Value a, Value b) {
  return a.tag() == b.tag() && compare_numbers(a, b) == std::partial_ordering::equivalent;
}

}  // namespace bdp::lang
