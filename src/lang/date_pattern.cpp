#include "lang/date_pattern.h"

#include <optional>
#include <utility>

namespace bdp::lang {
namespace {

using Kind = DateItemKind;
using Form = DateItemForm;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Numbers in two digits are cut off for years only.
Form year_form(std::size_t count) {
  return count == 2 ? Form::kTwoDigits : Form::kNumber;
}

/// What `count` times `letter` means; nothing when it is no pattern.
std::optional<DateItem> joda_item(char letter, std::size_t count) {
  const auto width = static_cast<std::uint32_t>(count);
  const auto number = [width](Kind kind) { return DateItem{kind, Form::kNumber, width, {}}; };
  const auto text = [count](Kind kind) {
    return DateItem{kind, count >= 4 ? Form::kFull : Form::kShort, 1, {}};
  };
  switch (letter) {
    case 'G':
      return DateItem{Kind::kEra, Form::kShort, 1, {}};
    case 'C':
      return number(Kind::kCenturyOfEra);
    // Two digits are those of the year, not of the year of the era.
    case 'Y':
      return DateItem{count == 2 ? Kind::kYear : Kind::kYearOfEra, year_form(count), width, {}};
    case 'y':
      return DateItem{Kind::kYear, year_form(count), width, {}};
    case 'x':
      return DateItem{Kind::kWeekYear, year_form(count), width, {}};
    case 'M':
      return count >= 3 ? text(Kind::kMonth) : number(Kind::kMonth);
    case 'w':
      return number(Kind::kWeekOfYear);
    case 'e':
      return number(Kind::kWeekday);
    case 'E':
      return text(Kind::kWeekday);
    case 'D':
      return number(Kind::kDayOfYear);
    case 'd':
      return number(Kind::kDayOfMonth);
    case 'a':
      return DateItem{Kind::kHalfDay, Form::kShort, 1, {}};
    case 'K':
      return number(Kind::kHour0To11);
    case 'h':
      return number(Kind::kHour1To12);
    case 'H':
      return number(Kind::kHour0To23);
    case 'k':
      return number(Kind::kHour1To24);
    case 'm':
      return number(Kind::kMinute);
    case 's':
      return number(Kind::kSecond);
    case 'S':
      return number(Kind::kFraction);
    case 'z':
      return DateItem{Kind::kZone, count >= 4 ? Form::kZoneLongName : Form::kZoneName, 1, {}};
    case 'Z':
      return DateItem{Kind::kZone,
                      count == 1   ? Form::kOffset
                      : count == 2 ? Form::kOffsetColon
                                   : Form::kZoneId,
                      1,
                      {}};
    default:
      return std::nullopt;
  }
}

/// Counts of letters that java.time takes, and what they mean.
class JavaTimeLetters {
 public:
  explicit JavaTimeLetters(std::size_t count)
      : count_(count), width_(static_cast<std::uint32_t>(count)) {}

  std::optional<DateItem> item(char letter) const {
    switch (letter) {
      case 'G':
        return text(Kind::kEra);
      case 'u':
        return year(Kind::kYear);
      case 'y':
        return year(Kind::kYearOfEra);
      case 'Y':
        return year(Kind::kLocalWeekYear);
      case 'Q':
      case 'q':
        return number_or_text(Kind::kQuarter);
      case 'M':
      case 'L':
        return number_or_text(Kind::kMonth);
      case 'w':
        return number(Kind::kLocalWeekOfYear, 2);
      case 'W':
        return number(Kind::kLocalWeekOfMonth, 1);
      case 'D':
        return number(Kind::kDayOfYear, 3);
      case 'd':
        return number(Kind::kDayOfMonth, 2);
      case 'F':
        return number(Kind::kWeekdayOfMonth, 1);
      case 'g':
        return number(Kind::kModifiedJulianDay, 19);
      case 'E':
        return text(Kind::kWeekday);
      case 'e':
        return local_weekday();
      case 'c':
        return count_ == 2 ? std::nullopt : local_weekday();
      case 'a':
        return if_at_most(1, {Kind::kHalfDay, Form::kShort, 1, {}});
      case 'B':
        return day_period();
      case 'K':
        return number(Kind::kHour0To11, 2);
      case 'h':
        return number(Kind::kHour1To12, 2);
      case 'H':
        return number(Kind::kHour0To23, 2);
      case 'k':
        return number(Kind::kHour1To24, 2);
      case 'm':
        return number(Kind::kMinute, 2);
      case 's':
        return number(Kind::kSecond, 2);
      case 'S':
        return number(Kind::kFraction, 9);
      case 'n':
        return number(Kind::kNanoOfSecond, 19);
      case 'A':
        return number(Kind::kMilliOfDay, 19);
      case 'N':
        return number(Kind::kNanoOfDay, 19);
      case 'z':
        return if_at_most(4, {Kind::kZone, Form::kZoneLetter, 1, {}});
      case 'v':
        return count_ == 1 || count_ == 4 ? zone(Form::kZoneLetter) : std::nullopt;
      case 'V':
        return count_ == 2 ? zone(Form::kZoneLetter) : std::nullopt;
      case 'O':
        return count_ == 1 || count_ == 4 ? zone(Form::kOffsetGmt) : std::nullopt;
      case 'X':
        return if_at_most(5, {Kind::kZone, Form::kOffsetOrZ, 1, {}});
      case 'x':
        return if_at_most(5, {Kind::kZone,
                              count_ == 1       ? Form::kOffsetHours
                              : count_ % 2 == 0 ? Form::kOffset
                                                : Form::kOffsetColon,
                              1,
                              {}});
      case 'Z':
        return if_at_most(5, {Kind::kZone,
                              count_ < 4    ? Form::kOffset
                              : count_ == 4 ? Form::kOffsetGmt
                                            : Form::kOffsetOrZ,
                              1,
                              {}});
      default:
        return std::nullopt;
    }
  }

 private:
  std::optional<DateItem> if_at_most(std::size_t most, DateItem item) const {
    if (count_ > most) return std::nullopt;
    return item;
  }
  std::optional<DateItem> number(Kind kind, std::size_t most) const {
    return if_at_most(most, {kind, Form::kNumber, width_, {}});
  }
  std::optional<DateItem> text(Kind kind) const {
    const Form form = count_ == 5 ? Form::kNarrow : count_ == 4 ? Form::kFull : Form::kShort;
    return if_at_most(5, {kind, form, 1, {}});
  }
  std::optional<DateItem> number_or_text(Kind kind) const {
    return count_ <= 2 ? number(kind, 2) : text(kind);
  }
  std::optional<DateItem> year(Kind kind) const {
    if (count_ == 2) return DateItem{kind, Form::kTwoDigits, 2, {}};
    // From 11 to 18 letters java.time fails over a table of its own.
    if (count_ > 10 && count_ < 19) return std::nullopt;
    return if_at_most(19, {kind, count_ < 4 ? Form::kNumber : Form::kSignedNumber, width_, {}});
  }
  std::optional<DateItem> local_weekday() const {
    return count_ <= 2 ? number(Kind::kLocalWeekday, 2) : text(Kind::kWeekday);
  }
  std::optional<DateItem> day_period() const {
    if (count_ != 1 && count_ != 4 && count_ != 5) return std::nullopt;
    return text(Kind::kDayPeriod);
  }
  static std::optional<DateItem> zone(Form form) { return DateItem{Kind::kZone, form, 1, {}}; }

  std::size_t count_;
  std::uint32_t width_;
};

class Parser {
 public:
  Parser(std::string_view pattern, DateDialect dialect) : pattern_(pattern), dialect_(dialect) {}

  Result<std::vector<DateItem>> parse() {
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_];
      if (is_letter(c)) {
        TRY(take_letters());
      } else if (c == '\'') {
        TRY(take_quoted());
      } else {
        TRY(take_other(c));
      }
    }
    if (items_.empty() && dialect_ == DateDialect::kJoda) return wrong(0, "it is empty");
    return std::move(items_);
  }

 private:
  Error wrong(std::size_t at, const std::string& what) const {
    return {Code::kInvalid, "date pattern '" + std::string(pattern_) + "', character " +
                                std::to_string(at + 1) + ": " + what};
  }

  Status take_letters() {
    const char letter = pattern_[at_];
    const std::size_t begin = at_;
    while (at_ < pattern_.size() && pattern_[at_] == letter) ++at_;
    const std::size_t count = at_ - begin;
    std::optional<DateItem> item = dialect_ == DateDialect::kJoda
                                       ? joda_item(letter, count)
                                       : JavaTimeLetters(count).item(letter);
    if (!item) {
      return wrong(begin, "'" + std::string(count, letter) +
                              "' stands for nothing; put text between quotes: 'text'");
    }
    items_.push_back(*std::move(item));
    return {};
  }

  /// Text between quotes, in which two are one. Outside two are one in Joda-Time; for java.time
  /// they hold a text that is empty, and stand for one then.
  Status take_quoted() {
    const std::size_t begin = at_++;
    if (dialect_ == DateDialect::kJoda && take_quote()) return {};
    std::size_t characters = 0;
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_++];
      if (c != '\'') {
        append_literal(c);
      } else if (!take_quote()) {
        if (characters == 0 && dialect_ == DateDialect::kJavaTime) append_literal('\'');
        return {};
      }
      ++characters;
    }
    if (dialect_ == DateDialect::kJoda) return {};
    return wrong(begin, "the quote is never closed");
  }

  /// A quote, as a character.
  bool take_quote() {
    if (at_ >= pattern_.size() || pattern_[at_] != '\'') return false;
    ++at_;
    append_literal('\'');
    return true;
  }

  Status take_other(char c) {
    ++at_;
    if (dialect_ == DateDialect::kJavaTime) {
      // Optional parts: a date has all of them, so they are always written.
      if (c == '[') {
        ++optional_depth_;
        return {};
      }
      if (c == ']') {
        if (optional_depth_ == 0) return wrong(at_ - 1, "']' closes no '['");
        --optional_depth_;
        return {};
      }
      if (c == '{' || c == '}' || c == '#') {
        return wrong(at_ - 1, std::string("'") + c + "' is reserved; put it between quotes");
      }
    }
    append_literal(c);
    return {};
  }

  void append_literal(char c) {
    if (items_.empty() || items_.back().kind != Kind::kLiteral) items_.emplace_back();
    items_.back().text += c;
  }

  std::string_view pattern_;
  DateDialect dialect_;
  std::size_t at_ = 0;
  std::size_t optional_depth_ = 0;
  std::vector<DateItem> items_;
};

}  // namespace

Result<std::vector<DateItem>> parse_date_pattern(std::string_view pattern, DateDialect dialect) {
  return Parser(pattern, dialect).parse();
}

}  // namespace bdp::lang
