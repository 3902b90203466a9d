#include "filters/date/epoch.h"

#include <charconv>
#include <cmath>

namespace bdp::date_filter {
namespace {

constexpr std::int64_t kMostSeconds = INT32_MAX;
constexpr std::int64_t kLeastSeconds = INT64_MIN / 1000;
/// Between TAI and UTC when UTC began; Logstash counts no leap second since.
constexpr std::int64_t kTaiOffset = 10;

/// Java's `Long.parseLong`.
std::optional<std::int64_t> read_long(std::string_view text, int base = 10) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::optional<std::int64_t> milliseconds_of(std::int64_t seconds) {
  if (seconds > kMostSeconds || seconds < kLeastSeconds) return std::nullopt;
  return seconds * 1000;
}

std::optional<double> real_of(Value value) {
  if (value.is(Tag::kDouble)) return value.as_double();
  if (!value.is(Tag::kDecimal)) return std::nullopt;
  const std::string_view text = value.as_text();
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::int64_t> read_unix(Value value) {
  if (value.is(Tag::kInt)) return milliseconds_of(value.as_int());
  if (const auto real = real_of(value)) {
    if (!(*real < static_cast<double>(kMostSeconds) + 1) || !(*real > -9.2e15)) return std::nullopt;
    return static_cast<std::int64_t>(*real * 1000);
  }
  if (!value.is(Tag::kText)) return std::nullopt;
  const std::string_view text = value.as_text();
  const std::size_t point = text.find('.');
  const auto seconds = read_long(text.substr(0, point));
  if (!seconds) return std::nullopt;
  auto result = milliseconds_of(*seconds);
  if (!result || point == std::string_view::npos) return result;
  const std::string_view digits = text.substr(point + 1, 3);
  const auto fraction = read_long(digits);
  if (!fraction) return std::nullopt;
  static constexpr std::int64_t kWeights[] = {0, 100, 10, 1};
  return *result + *fraction * kWeights[digits.size()];
}

std::optional<std::int64_t> read_unix_milliseconds(Value value) {
  if (value.is(Tag::kInt)) return value.as_int();
  if (const auto real = real_of(value)) {
    if (!(std::fabs(*real) < 9.2e18)) return std::nullopt;
    return static_cast<std::int64_t>(*real);
  }
  if (!value.is(Tag::kText)) return std::nullopt;
  return read_long(value.as_text());
}

std::optional<std::int64_t> read_tai64n(std::string_view text) {
  if (text.starts_with('@')) text.remove_prefix(1);
  if (text.size() != 24) return std::nullopt;
  for (const char c : text) {
    const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!is_hex) return std::nullopt;
  }
  // The first digit is 4: 2^62 stands for 1970.
  const auto seconds = read_long(text.substr(1, 15), 16);
  const auto nanoseconds = read_long(text.substr(16), 16);
  if (!seconds || !nanoseconds || *seconds > INT64_MAX / 2000) return std::nullopt;
  return (*seconds - kTaiOffset) * 1000 + *nanoseconds / 1'000'000;
}

}  // namespace bdp::date_filter
