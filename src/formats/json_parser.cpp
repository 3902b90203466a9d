#include "formats/json_parser.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <numeric>
#include <utility>

#include "formats/decimal_text.h"

namespace bdp {
namespace {

/// Marks what ends or interrupts a string; true: all of `text` is ASCII.
template <class Simd>
BDP_INLINE bool mark(std::string_view text, std::uint64_t* marks) {
  std::uint64_t not_ascii = 0;
  for (std::size_t at = 0; at < text.size(); at += simd::kWidth) {
    const char* block = text.data() + at;
    const std::uint64_t known = simd::first_bits(text.size() - at);
    const std::uint64_t high = Simd::above_127(block);
    *marks++ =
        ((Simd::below(block, ' ') & ~high) | Simd::equal(block, '"') | Simd::equal(block, '\\')) &
        known;
    not_ascii |= high & known;
  }
  return not_ascii == 0;
}

bool mark_portable(std::string_view text, std::uint64_t* marks) {
  return mark<simd::Portable>(text, marks);
}

#if defined(BDP_HAVE_AVX2)
BDP_TARGET_AVX2 bool mark_avx2(std::string_view text, std::uint64_t* marks) {
  return mark<simd::Avx2>(text, marks);
}
#endif

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Numbers of so many digits fit 64 bits, with a sign too.
constexpr std::size_t kDigitsThatAlwaysFit = 18;

/// Whether the eight bytes of a word are digits.
bool are_digits(std::uint64_t word) {
  constexpr std::uint64_t kHighHalves = 0xF0F0F0F0F0F0F0F0U;
  return ((word & kHighHalves) | ((word + 0x0606060606060606U) & kHighHalves) >> 4U) ==
         0x3333333333333333U;
}

/// The number that eight digits stand for, the first in the lowest byte.
std::uint64_t value_of_digits(std::uint64_t word) {
  word &= 0x0F0F0F0F0F0F0F0FU;
  word = word * 10 + (word >> 8U);
  const std::uint64_t odd = (word & 0x000000FF000000FFU) * 0x000F424000000064U;
  const std::uint64_t even = (word >> 16U & 0x000000FF000000FFU) * 0x0000271000000001U;
  return (odd + even) >> 32U;
}

double read_double(std::string_view number) {
  double result = 0;
  fast_float::from_chars(number.begin(), number.end(), result);
  return result;
}

/// `digits` / 10^`decimals`, the nearest double; `number` is its text.
double decimal_fraction(std::uint64_t digits, std::size_t decimals, bool negative,
                        std::string_view number) {
  if (digits == 0) return negative ? -0.0 : 0.0;
  const auto parts = fast_float::compute_float<fast_float::binary_format<double>>(
      -static_cast<std::int64_t>(decimals), digits);
  if (parts.power2 < 0) return read_double(number);
  const std::uint64_t bits = parts.mantissa | static_cast<std::uint64_t>(parts.power2) << 52U |
                             std::uint64_t{negative} << 63U;
  return std::bit_cast<double>(bits);
}

/// Objects up to this many entries are searched for a name one by one.
constexpr std::size_t kFewEntries = 16;

char* write_utf8(char* to, std::uint32_t c) {
  const auto tail = [c](unsigned shift) { return static_cast<char>(0x80U | (c >> shift & 0x3FU)); };
  if (c < 0x80) {
    *to++ = static_cast<char>(c);
  } else if (c < 0x800) {
    *to++ = static_cast<char>(0xC0U | c >> 6U);
    *to++ = tail(0);
  } else if (c < 0x10000) {
    *to++ = static_cast<char>(0xE0U | c >> 12U);
    *to++ = tail(6);
    *to++ = tail(0);
  } else {
    *to++ = static_cast<char>(0xF0U | c >> 18U);
    *to++ = tail(12);
    *to++ = tail(6);
    *to++ = tail(0);
  }
  return to;
}

}  // namespace

void JsonParser::open(std::string_view text, std::uint32_t depth) {
  text_ = text;
  at_ = 0;
  depth_ = depth;
  items_.clear();
  entries_.clear();
  const std::size_t words = text.size() / simd::kWidth + 1;
  if (marks_.size() < words) marks_.resize(words * 2);
  marks_[words - 1] = 0;
  auto* mark_text = mark_portable;
#if defined(BDP_HAVE_AVX2)
  if (level_ == SimdLevel::kAvx2) mark_text = mark_avx2;
#endif
  string_flags_ = mark_text(text, marks_.data()) ? kPlainText : TextFlags{0};
  marks_[words - 1] |= std::uint64_t{1} << (text.size() % simd::kWidth);
}

std::size_t JsonParser::next_mark(std::size_t at) const {
  std::size_t word = at / simd::kWidth;
  std::uint64_t bits = marks_[word] & ~std::uint64_t{0} << (at % simd::kWidth);
  while (bits == 0) bits = marks_[++word];
  return word * simd::kWidth + static_cast<std::size_t>(std::countr_zero(bits));
}

bool JsonParser::fail(std::size_t at, std::string_view problem) {
  problem_ = problem;
  problem_at_ = at;
  return false;
}

bool JsonParser::expected(std::string_view what) {
  std::string found = "the end";
  if (!at_end()) {
    const char c = text_[at_];
    found = c > ' ' && c <= '~' ? std::string("'") + c + "'" : "a byte that has no place here";
  }
  return fail(at_, "expected " + std::string(what) + ", found " + found);
}

bool JsonParser::parse_value(Value& value) {
  switch (at_end() ? '\0' : text_[at_]) {
    case '"':
      return parse_string(value);
    case '{':
      return parse_object(value);
    case '[':
      return parse_list(value);
    case 't':
      return parse_word("true", Value::boolean(true), value);
    case 'f':
      return parse_word("false", Value::boolean(false), value);
    case 'n':
      return parse_word("null", Value::null(), value);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return parse_number(value);
    default:
      return expected("a value");
  }
}

bool JsonParser::parse_word(std::string_view word, Value meaning, Value& value) {
  if (!text_.substr(at_).starts_with(word)) return expected("a value");
  at_ += word.size();
  value = meaning;
  return true;
}

bool JsonParser::parse_number(Value& value) {
  const std::size_t begin = at_;
  const bool negative = pass('-');
  const std::size_t whole_begin = at_;
  std::uint64_t digits = 0;
  const std::size_t whole = pass_digits(digits);
  if (whole == 0) return fail(begin, "a number needs a digit");
  if (whole > 1 && text_[whole_begin] == '0') {
    return fail(whole_begin, "a number does not begin with 0; write it without");
  }
  std::size_t decimals = 0;
  const bool point = pass('.');
  if (point) {
    decimals = pass_digits(digits);
    if (decimals == 0) return fail(at_, "a number needs a digit behind its point");
  }
  const bool exponent = pass('e') || pass('E');
  if (exponent) {
    if (!pass('+')) pass('-');
    std::uint64_t ignored = 0;
    if (pass_digits(ignored) == 0) return fail(at_, "an exponent needs a digit");
  }
  const std::string_view number = text_.substr(begin, at_ - begin);
  const bool fits = whole + decimals <= kDigitsThatAlwaysFit;
  if (dialect_.exact_decimals && (point || exponent)) {
    value = Value::decimal(decimal_text(number, *arena_));
  } else if (point || exponent) {
    value = Value::real(fits && !exponent ? decimal_fraction(digits, decimals, negative, number)
                                          : read_double(number));
  } else if (fits) {
    const auto magnitude = static_cast<std::int64_t>(digits);
    value = Value::integer(negative ? -magnitude : magnitude);
  } else {
    std::int64_t large = 0;
    const auto error = std::from_chars(number.begin(), number.end(), large).ec;
    value = error == std::errc() ? Value::integer(large) : Value::big_integer(number);
  }
  return true;
}

/// Passes digits, appends them to `number` - which makes sense up to kDigitsThatAlwaysFit - and
/// says how many there were.
std::size_t JsonParser::pass_digits(std::uint64_t& number) {
  std::size_t at = at_;
  std::uint64_t result = number;
  while (text_.size() - at >= 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text_.data() + at, 8);
    if constexpr (std::endian::native == std::endian::big) eight = __builtin_bswap64(eight);
    if (!are_digits(eight)) break;
    result = result * 100'000'000 + value_of_digits(eight);
    at += 8;
  }
  while (at < text_.size() && is_digit(text_[at])) {
    result = result * 10 + static_cast<std::uint64_t>(text_[at] - '0');
    ++at;
  }
  number = result;
  return at - std::exchange(at_, at);
}

bool JsonParser::parse_name(std::string_view& name) {
  if (at_end() || text_[at_] != '"') return expected("a name in quotes");
  Value value;
  if (!parse_string(value)) return false;
  name = value.as_text();
  return true;
}

bool JsonParser::parse_string(Value& value) {
  const std::size_t begin = at_ + 1;
  const std::size_t end = next_mark(begin);
  if (end == text_.size() || text_[end] != '"') return parse_escaped(begin, value);
  value = Value::text(text_.substr(begin, end - begin), string_flags_);
  at_ = end + 1;
  return true;
}

bool JsonParser::find_closing_quote(std::size_t& at) {
  for (;;) {
    at = next_mark(at);
    if (at == text_.size()) return fail(at_, "a string is not closed");
    if (text_[at] == '"') return true;
    if (text_[at] != '\\') return fail(at, "a control character in a string; write it as \\u00XX");
    at += 2;
    if (at > text_.size()) return fail(at_, "a string is not closed");
  }
}

bool JsonParser::parse_escaped(std::size_t begin, Value& value) {
  std::size_t end = begin;
  if (!find_closing_quote(end)) return false;
  char* const first = arena_->allocate_text(end - begin);
  char* to = first;
  for (std::size_t at = begin; at < end;) {
    const std::size_t stop = next_mark(at);
    std::memcpy(to, text_.data() + at, stop - at);
    to += stop - at;
    at = stop;
    if (at == end) break;
    at_ = at;
    if (!unescape(at, to)) return false;
    at = at_;
  }
  arena_->give_back(end - begin - static_cast<std::size_t>(to - first));
  value = Value::text({first, static_cast<std::size_t>(to - first)});
  at_ = end + 1;
  return true;
}

bool JsonParser::unescape(std::size_t at, char*& to) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const char letter = text_[at + 1];
  if (letter != 'u') {
    const std::size_t which = kLetters.find(letter);
    if (which == std::string_view::npos) {
      return fail(at, "an unknown escape; a backslash itself is written \\\\");
    }
    *to++ = kMeanings[which];
    at_ = at + 2;
    return true;
  }
  std::uint32_t code = 0;
  if (!parse_hex(at + 2, code)) return false;
  at_ = at + 6;
  if (code >= 0xD800 && code < 0xE000) {
    std::uint32_t low = 0;
    if (code >= 0xDC00 || !text_.substr(at_).starts_with("\\u") || !parse_hex(at_ + 2, low) ||
        low < 0xDC00 || low >= 0xE000) {
      return dialect_.half_surrogates || fail(at, "half a surrogate pair");
    }
    code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    at_ += 6;
  }
  to = write_utf8(to, code);
  return true;
}

bool JsonParser::parse_hex(std::size_t at, std::uint32_t& number) {
  number = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const char c = i < text_.size() ? text_[i] : '\0';
    const auto lower = static_cast<char>(c | 0x20);
    if (is_digit(c)) {
      number = number * 16 + static_cast<std::uint32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      number = number * 16 + static_cast<std::uint32_t>(lower - 'a' + 10);
    } else {
      return fail(i, "\\u needs four hexadecimal digits");
    }
  }
  return true;
}

bool JsonParser::parse_list(Value& value) {
  if (++depth_ > max_depth_) {
    return fail(at_, "nested deeper than " + std::to_string(max_depth_) + " levels");
  }
  ++at_;
  skip_blanks();
  const std::size_t first = items_.size();
  if (!pass(']')) {
    for (;;) {
      Value item;
      if (!parse_value(item)) return false;
      items_.push_back(item);
      skip_blanks();
      if (pass(']')) break;
      if (!pass(',')) return expected("',' or ']'");
      skip_blanks();
    }
  }
  List* list = List::make(*arena_, static_cast<std::uint32_t>(items_.size() - first));
  for (std::size_t i = first; i < items_.size(); ++i) list->push_back(*arena_, items_[i]);
  items_.resize(first);
  value = Value::list(list);
  --depth_;
  return true;
}

bool JsonParser::parse_object(Value& value) {
  if (++depth_ > max_depth_) {
    return fail(at_, "nested deeper than " + std::to_string(max_depth_) + " levels");
  }
  ++at_;
  skip_blanks();
  const std::size_t first = entries_.size();
  if (!pass('}')) {
    for (;;) {
      if (at_end() || text_[at_] != '"') return expected("a name in quotes");
      Value name;
      Object::Entry entry;
      if (!parse_string(name)) return false;
      entry.key_data = name.as_text().data();
      entry.key_size = static_cast<std::uint32_t>(name.as_text().size());
      entry.key_flags = name.text_flags();
      skip_blanks();
      if (!pass(':')) return expected("':'");
      skip_blanks();
      if (!parse_value(entry.value)) return false;
      entries_.push_back(entry);
      skip_blanks();
      if (pass('}')) break;
      if (!pass(',')) return expected("',' or '}'");
      skip_blanks();
    }
  }
  value = make_object(first);
  --depth_;
  return true;
}

/// Of the entries from `first` on. Of two with the same name the first's place and the last's
/// value.
Value JsonParser::make_object(std::size_t first) {
  const auto begin = entries_.begin() + static_cast<std::ptrdiff_t>(first);
  const std::size_t count = entries_.size() - first;
  Object* object = Object::make(*arena_, static_cast<std::uint32_t>(count));
  const auto append = [this, object](const Object::Entry& entry) {
    object->append(*arena_, entry.key(), entry.value);
    (object->end() - 1)->key_flags = entry.key_flags;
  };
  if (count <= kFewEntries) {
    for (auto entry = begin; entry != entries_.end(); ++entry) {
      if (Value* there = object->find(entry->key())) {
        *there = entry->value;
      } else {
        append(*entry);
      }
    }
  } else {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [begin](std::uint32_t a, std::uint32_t b) {
      const auto by_name = begin[a].key() <=> begin[b].key();
      return by_name != 0 ? by_name < 0 : a < b;
    });
    std::vector<bool> again(count);
    for (std::size_t i = 0; i < count;) {
      std::size_t last = i;
      while (last + 1 < count && begin[order[last + 1]].key() == begin[order[i]].key()) ++last;
      begin[order[i]].value = begin[order[last]].value;
      for (++i; i <= last; ++i) again[order[i]] = true;
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (!again[i]) append(begin[static_cast<std::ptrdiff_t>(i)]);
    }
  }
  entries_.resize(first);
  return Value::object(object);
}

}  // namespace bdp
