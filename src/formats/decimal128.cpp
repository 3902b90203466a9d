#include "formats/decimal128.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace bdp {
namespace {

__extension__ using Uint128 = unsigned __int128;

constexpr int kDigits = 34;
constexpr std::int64_t kBias = 6176;
constexpr std::int64_t kLeastExponent = -kBias;
constexpr std::int64_t kMostExponent = 6111;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// What the text says, its digits still a text.
struct Parts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;
};

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

bool take_sign(std::string_view& text) {
  if (text.empty() || (text.front() != '-' && text.front() != '+')) return false;
  const bool negative = text.front() == '-';
  text.remove_prefix(1);
  return negative;
}

std::optional<Parts> part(std::string_view text) {
  Parts parts;
  parts.negative = take_sign(text);
  parts.whole = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    parts.fraction = take_digits(text);
  }
  if (parts.whole.empty() && parts.fraction.empty()) return std::nullopt;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    const bool negative = take_sign(text);
    const std::string_view digits = take_digits(text);
    if (digits.empty()) return std::nullopt;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), parts.exponent);
    // So large that the sums below could not hold it.
    if (problem != std::errc() || parts.exponent > 1'000'000'000) return std::nullopt;
    if (negative) parts.exponent = -parts.exponent;
  }
  if (!text.empty()) return std::nullopt;
  return parts;
}

/// The digits behind leading zeros, as a number. Zeros at the end are held back and become part of
/// the exponent when there is no room for them.
class Coefficient {
 public:
  /// False: a digit other than 0 does not fit.
  bool add(std::string_view digits) {
    for (const char digit : digits) {
      if (digit == '0') {
        if (count_ > 0) ++zeros_;
        continue;
      }
      if (count_ + zeros_ + 1 > kDigits) return false;
      scale(zeros_ + 1);
      number_ += static_cast<unsigned>(digit - '0');
      zeros_ = 0;
    }
    return true;
  }

  bool zero() const { return count_ == 0; }
  std::int64_t zeros() const { return zeros_; }
  /// How many more digits there is room for.
  std::int64_t room() const { return kDigits - count_; }
  Uint128 times_ten_to(std::int64_t power) {
    scale(power);
    return number_;
  }

 private:
  void scale(std::int64_t power) {
    count_ += power;
    for (; power > 0; --power) number_ *= 10;
  }

  Uint128 number_ = 0;
  std::int64_t count_ = 0;  ///< Digits in number_.
  std::int64_t zeros_ = 0;  ///< Behind them.
};

Decimal128 encode(bool negative, Uint128 coefficient, std::int64_t exponent) {
  const auto high = static_cast<std::uint64_t>(coefficient >> 64U);
  const auto biased = static_cast<std::uint64_t>(exponent + kBias);
  return {static_cast<std::uint64_t>(coefficient),
          high | biased << 49U | std::uint64_t{negative} << 63U};
}

}  // namespace

std::optional<Decimal128> parse_decimal128(std::string_view text) {
  const auto parts = part(text);
  if (!parts) return std::nullopt;
  Coefficient coefficient;
  if (!coefficient.add(parts->whole) || !coefficient.add(parts->fraction)) return std::nullopt;
  std::int64_t exponent = parts->exponent - static_cast<std::int64_t>(parts->fraction.size());
  if (coefficient.zero()) {
    return encode(parts->negative, 0, std::clamp(exponent, kLeastExponent, kMostExponent));
  }
  // Zeros at the end stand in the coefficient, as they were written, while there is room for them
  // and the exponent is in its range without them.
  exponent += coefficient.zeros();
  const std::int64_t least = std::max<std::int64_t>(0, exponent - kMostExponent);
  const std::int64_t most = std::min(coefficient.room(), exponent - kLeastExponent);
  if (least > most) return std::nullopt;
  const std::int64_t kept = std::clamp(coefficient.zeros(), least, most);
  return encode(parts->negative, coefficient.times_ten_to(kept), exponent - kept);
}

}  // namespace bdp
