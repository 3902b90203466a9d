#include "lang/iso_time.h"

#include <cstddef>
#include <cstdint>

#include "lang/civil_date.h"

namespace bdp::lang {
namespace {

/// Takes a text apart from its front.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Exactly `digits` digits that write at least `least` and at most `most`.
  bool number(std::size_t digits, unsigned least, unsigned most, unsigned& into) {
    if (rest_.size() < digits) return false;
    unsigned result = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return false;
      result = result * 10 + static_cast<unsigned>(c - '0');
    }
    if (result < least || result > most) return false;
    rest_.remove_prefix(digits);
    into = result;
    return true;
  }

  /// Up to nine digits of a second.
  bool fraction(std::uint32_t& nanoseconds) {
    std::uint32_t weight = 100'000'000;
    std::size_t digits = 0;
    for (unsigned digit = 0; digits < 9 && number(1, 0, 9, digit); ++digits, weight /= 10) {
      nanoseconds += digit * weight;
    }
    return digits > 0;
  }

 private:
  std::string_view rest_;
};

/// `Z`, `+02`, `+0200`, `+02:00`, `+02:00:00`, or nothing.
bool read_offset(Reader& reader, std::int64_t& seconds) {
  if (reader.at_end() || reader.take('Z') || reader.take('z')) return reader.at_end();
  const bool east = reader.take('+');
  if (!east && !reader.take('-')) return false;
  unsigned hours = 0;
  unsigned minutes = 0;
  unsigned rest = 0;
  if (!reader.number(2, 0, 18, hours)) return false;
  if (!reader.at_end()) {
    reader.take(':');
    if (!reader.number(2, 0, 59, minutes)) return false;
  }
  if (!reader.at_end()) {
    reader.take(':');
    if (!reader.number(2, 0, 59, rest)) return false;
  }
  seconds = std::int64_t{hours} * 3600 + minutes * 60 + rest;
  if (!east) seconds = -seconds;
  return reader.at_end();
}

}  // namespace

std::optional<Timestamp> parse_iso_time(std::string_view text) {
  Reader reader(text);
  unsigned year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  Timestamp result;
  if (!reader.number(4, 0, 9999, year) || !reader.take('-') || !reader.number(2, 1, 12, month) ||
      !reader.take('-') || !reader.number(2, 1, 31, day)) {
    return std::nullopt;
  }
  if (!reader.take('T') && !reader.take('t')) return std::nullopt;
  if (!reader.number(2, 0, 23, hour) || !reader.take(':') || !reader.number(2, 0, 59, minute)) {
    return std::nullopt;
  }
  if (reader.take(':')) {
    if (!reader.number(2, 0, 59, second)) return std::nullopt;
    if ((reader.take('.') || reader.take(',')) && !reader.fraction(result.nanoseconds)) {
      return std::nullopt;
    }
  }
  std::int64_t offset = 0;
  if (!read_offset(reader, offset)) return std::nullopt;
  const CivilDate date{year, month, day};
  const std::int64_t days = days_of_civil(date);
  if (civil_of_days(days) != date) return std::nullopt;
  result.seconds = days * kSecondsOfDay + hour * 3600 + minute * 60 + second - offset;
  return result;
}

}  // namespace bdp::lang
