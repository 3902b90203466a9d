#include "config/byte_size.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "config/text_check.h"

namespace bdp::config {
namespace {

struct Unit {
  std::string_view name;
  double bytes;
};

constexpr double kKilo = 1000;
constexpr double kKibi = 1024;
constexpr std::array<Unit, 9> kUnits = {{{"b", 1},
                                         {"kb", kKilo},
                                         {"mb", kKilo* kKilo},
                                         {"gb", kKilo* kKilo* kKilo},
                                         {"tb", kKilo* kKilo* kKilo* kKilo},
                                         {"kib", kKibi},
                                         {"mib", kKibi* kKibi},
                                         {"gib", kKibi* kKibi* kKibi},
                                         {"tib", kKibi* kKibi* kKibi* kKibi}}};

Error not_a_size(std::string_view text) {
  return {Code::kInvalid,
          "'" + shortened(text, 40) +
              "' is no size; write bytes as 500000000, or with a unit as \"500 MB\" "
              "or \"64 MiB\""};
}

}  // namespace

Result<std::uint64_t> parse_byte_size(std::string_view text) {
  const char* begin = text.data();
  const char* end = begin + text.size();
  std::uint64_t whole = 0;
  const auto integer = std::from_chars(begin, end, whole);
  if (integer.ec == std::errc() && integer.ptr == end) return whole;

  double number = 0;
  const auto [stopped, problem] = std::from_chars(begin, end, number, std::chars_format::fixed);
  if (problem != std::errc() || !std::isfinite(number) || number < 0) return not_a_size(text);
  std::string unit;
  for (const char* c = stopped; c != end; ++c) {
    if (*c != ' ' || !unit.empty())
      unit += static_cast<char>(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
  }
  const auto found = std::ranges::find(kUnits, unit, &Unit::name);
  if (found == kUnits.end()) return not_a_size(text);
  const double bytes = number * found->bytes;
  if (bytes >= 18e18 || bytes != std::floor(bytes)) return not_a_size(text);
  return static_cast<std::uint64_t>(bytes);
}

std::string grouped_digits(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, 1, ',');
  return digits;
}

}  // namespace bdp::config
