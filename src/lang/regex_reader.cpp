#include "lang/regex_reader.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace bdp::lang {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

unsigned digit_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a') + 10 : 99;
}

bool is_scalar(std::uint32_t code) {
  return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

std::u32string one(std::uint32_t code) {
  return std::u32string(1, static_cast<char32_t>(code));
}

}  // namespace

Error regex_error(std::string_view ruby, std::size_t at, const std::string& what) {
  const auto characters = std::ranges::count_if(
      ruby.substr(0, at), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  return {Code::kInvalid, "regular expression /" + std::string(ruby) + "/, character " +
                              std::to_string(characters + 1) + ": " + what};
}

std::optional<std::string_view> RegexReader::take_until(std::string_view end) {
  const std::size_t found = text_.find(end, at_);
  if (found == std::string_view::npos) return std::nullopt;
  const std::string_view taken = text_.substr(at_, found - at_);
  at_ = found + end.size();
  return taken;
}

Result<std::uint32_t> RegexReader::take_character() {
  const Character character = read_character(text_, at_);
  if (!character.valid) return wrong(at_, "this byte is not valid UTF-8");
  at_ += character.bytes;
  return character.code;
}

std::optional<std::uint32_t> RegexReader::take_digits(unsigned base, int most) {
  std::uint32_t value = 0;
  int taken = 0;
  for (; taken < most && !at_end() && digit_value(text_[at_]) < base; ++taken, ++at_) {
    value = value * base + digit_value(text_[at_]);
  }
  if (taken == 0) return std::nullopt;
  return value;
}

Result<std::u32string> RegexReader::take_unicode() {
  const std::size_t begin = at_ - 2;
  const Error bad = wrong(begin, "\\u wants four hexadecimal digits, or \\u{...} with code points");
  std::u32string result;
  if (!take('{')) {
    const std::size_t digits = at_;
    const auto code = take_digits(16, 4);
    if (!code || at_ - digits != 4 || !is_scalar(*code)) return bad;
    return one(*code);
  }
  while (!take('}')) {
    if (take(' ')) continue;
    const auto code = take_digits(16, 6);
    if (!code || !is_scalar(*code)) return bad;
    result += static_cast<char32_t>(*code);
  }
  if (result.empty()) return bad;
  return result;
}

Result<std::u32string> RegexReader::take_control() {
  if (at_end() || is('\\')) return wrong(at_, "a control character is written \\cX or \\C-X");
  const char c = take_byte();
  return one(c == '?' ? 0x7FU : static_cast<unsigned char>(c) & 0x1FU);
}

/// `\x41` and `\101`; those above 0x7F are bytes of UTF-8, so the others follow.
Result<std::u32string> RegexReader::take_byte_escape() {
  const std::size_t begin = at_ - 1;
  std::string bytes;
  do {
    const bool hexadecimal = take('x');
    const auto value = take_digits(hexadecimal ? 16 : 8, hexadecimal ? 2 : 3);
    if (!value) return wrong(begin, "\\x wants one or two hexadecimal digits");
    if (*value > 0xFF)
      return wrong(begin, "\\" + std::string(text_.substr(begin + 1, 3)) + " is no byte");
    bytes += static_cast<char>(*value);
    const Character character = read_character(bytes, 0);
    if (character.valid) return one(character.code);
    if (bytes.size() == 4) break;
  } while (take('\\') && (is('x') || (!at_end() && digit_value(text_[at_]) < 8)));
  return wrong(begin, "these bytes make no character of UTF-8");
}

Result<std::u32string> RegexReader::take_escaped_characters() {
  const std::size_t begin = at_ - 1;
  if (at_end()) return wrong(begin, "there is nothing behind the backslash");
  if (is('x') || digit_value(text_[at_]) < 8) return take_byte_escape();
  const std::size_t character_at = at_;
  TRY_ASSIGN(const std::uint32_t code, take_character());
  switch (code) {
    case 't':
      return one('\t');
    case 'n':
      return one('\n');
    case 'v':
      return one('\v');
    case 'f':
      return one('\f');
    case 'r':
      return one('\r');
    case 'a':
      return one('\a');
    case 'e':
      return one(0x1B);
    case 'u':
      return take_unicode();
    case 'c':
      return take_control();
    case 'C':
      if (!take('-')) return wrong(character_at, "a control character is written \\cX or \\C-X");
      return take_control();
    case 'M':
      return wrong(begin, "\\M- is not supported; write the character as \\u....");
    default:
      return one(code);
  }
}

std::optional<RegexInterval> RegexReader::take_interval() {
  if (!is('{')) return std::nullopt;
  std::size_t at = at_ + 1;
  const auto number = [this, &at]() -> std::optional<std::uint64_t> {
    std::uint64_t value = 0;
    const char* end = text_.data() + text_.size();
    const auto [after, problem] = std::from_chars(text_.data() + at, end, value);
    if (problem == std::errc::invalid_argument) return std::nullopt;
    at = static_cast<std::size_t>(after - text_.data());
    return problem == std::errc() ? value : std::numeric_limits<std::uint64_t>::max();
  };
  const auto least = number();
  const bool range = at < text_.size() && text_[at] == ',';
  if (range) ++at;
  const auto most = range ? number() : least;
  if ((!least && !most) || at >= text_.size() || text_[at] != '}') return std::nullopt;
  at_ = at + 1;
  RegexInterval interval;
  interval.least = least.value_or(0);
  interval.most = most.value_or(std::numeric_limits<std::uint64_t>::max());
  interval.text = "{" + std::to_string(interval.least);
  if (range) interval.text += ',';
  if (range && most) interval.text += std::to_string(*most);
  interval.text += '}';
  return interval;
}

bool RegexReader::take_blank_or_comment() {
  if (at_end()) return false;
  if (is('#')) {
    at_ = std::min(text_.find('\n', at_), text_.size());
    return true;
  }
  const char c = text_[at_];
  const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
  if (blank) ++at_;
  return blank;
}

}  // namespace bdp::lang
