#include "filters/date/iso_reader.h"

#include <algorithm>
#include <cstddef>

namespace bdp::date_filter {
namespace {

using F = DateFields;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class IsoReader {
 public:
  IsoReader(std::string_view text, DateFields& fields) : text_(text), fields_(fields) {}

  bool read() {
    if (take_letter('T')) return time() && offset() && text_.empty();
    if (!date()) return false;
    if (text_.empty()) return true;
    if (take_letter('T')) {
      if (!text_.empty() && is_digit(text_.front()) && !time()) return false;
      return offset() && text_.empty();
    }
    return take(' ') && plain_time() && offset() && text_.empty();
  }

 private:
  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool take_letter(char c) { return take(c) || take(static_cast<char>(c + ('a' - 'A'))); }

  template <class Number>
  bool number(std::size_t most, Number& into) {
    const std::size_t room = std::min(most, text_.size());
    std::size_t size = 0;
    Number result = 0;
    while (size < room && is_digit(text_[size])) {
      result = result * 10 + static_cast<Number>(text_[size++] - '0');
    }
    text_.remove_prefix(size);
    into = result;
    return size > 0;
  }

  bool date() {
    const bool negative = take('-');
    if (!negative) take('+');
    if (!number(9, fields_.year)) return false;
    if (negative) fields_.year = -fields_.year;
    fields_.given |= F::kYear;
    if (!text_.starts_with('-')) return true;
    take('-');
    if (take_letter('W')) {
      fields_.given = (fields_.given & ~F::kYear) | F::kWeekYear | F::kWeek;
      if (!number(2, fields_.week)) return false;
      if (!take('-')) return true;
      fields_.given |= F::kWeekday;
      return number(1, fields_.weekday);
    }
    const std::size_t digits = std::min(text_.find_first_not_of("0123456789"), text_.size());
    if (digits == 3) {
      fields_.given |= F::kDayOfYear;
      return number(3, fields_.day_of_year);
    }
    fields_.given |= F::kMonth;
    if (!number(2, fields_.month)) return false;
    if (!take('-')) return true;
    fields_.given |= F::kDay;
    return number(2, fields_.day);
  }

  /// Hours, perhaps minutes, perhaps seconds; the last of them may have a fraction.
  bool time() {
    fields_.given |= F::kHour;
    if (!number(2, fields_.hour)) return false;
    if (fraction(3'600'000)) return true;
    if (!take(':')) return true;
    if (!number(2, fields_.minute)) return false;
    if (fraction(60'000)) return true;
    if (!take(':')) return true;
    if (!number(2, fields_.second)) return false;
    fraction(1000);
    return true;
  }

  /// `HH:mm:ss.SSS`, with a point or comma that must be there, and three digits at most.
  bool plain_time() {
    fields_.given |= F::kHour;
    if (!number(2, fields_.hour) || !take(':') || !number(2, fields_.minute) || !take(':') ||
        !number(2, fields_.second) || (!take('.') && !take(','))) {
      return false;
    }
    static constexpr std::int64_t kWeights[] = {100, 10, 1};
    for (const std::int64_t weight : kWeights) {
      if (text_.empty() || !is_digit(text_.front())) break;
      fields_.millisecond += (text_.front() - '0') * weight;
      text_.remove_prefix(1);
    }
    return true;
  }

  /// Up to nine digits behind a point or comma, of a unit of so many milliseconds.
  bool fraction(std::int64_t unit) {
    if (text_.size() < 2 || (text_[0] != '.' && text_[0] != ',') || !is_digit(text_[1])) {
      return false;
    }
    text_.remove_prefix(1);
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;
    for (int i = 0; i < 9 && !text_.empty() && is_digit(text_.front()); ++i) {
      numerator = numerator * 10 + (text_.front() - '0');
      denominator *= 10;
      text_.remove_prefix(1);
    }
    fields_.millisecond = numerator * unit / denominator;
    return true;
  }

  bool offset() {
    if (text_.empty()) return true;
    fields_.given |= F::kOffset;
    return take_offset(text_, fields_.offset);
  }

  std::string_view text_;
  DateFields& fields_;
};

}  // namespace

bool read_iso8601(std::string_view text, DateFields& fields) {
  return !text.empty() && IsoReader(text, fields).read();
}

}  // namespace bdp::date_filter
