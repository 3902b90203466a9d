#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/simd.h"
#include "record/arena.h"
#include "record/container.h"
#include "record/value.h"

namespace bdp {

/// What a parser takes in another way than this project does by itself: as Logstash's json filter.
struct JsonDialect {
  bool exact_decimals = false;   ///< Numbers with a point or an exponent are kDecimal.
  bool half_surrogates = false;  ///< Half a surrogate pair is left out; it is no mistake.
};

/// Takes one JSON text after the other apart (RFC 8259, strictly). Values are views of the text
/// where it has no escapes, otherwise of the arena. One thread at a time.
///
/// A vector loop marks first where strings may end; after that no byte of a string is looked at.
class JsonParser {
 public:
  JsonParser(Arena& arena, std::uint32_t max_depth, SimdLevel level, JsonDialect dialect = {})
      : arena_(&arena), max_depth_(max_depth), level_(level), dialect_(dialect) {}

  /// What is read from now on is in `arena`: the parser keeps its own memory.
  void set_arena(Arena& arena) { arena_ = &arena; }

  /// `text`: valid UTF-8, followed by kReadSlack bytes, alive as long as the values. `depth`: how
  /// many objects and lists the caller takes apart himself.
  void open(std::string_view text, std::uint32_t depth = 0);

  // Each of these stands in front of something and passes it. False: problem() says why not.
  bool parse_value(Value& value);
  /// A string in quotes, as a name.
  bool parse_name(std::string_view& name);
  /// The '"name"' of `quoted`, whose `size` is not 0; false: something else, nothing is passed.
  /// Both are followed by kReadSlack bytes.
  bool pass_name(const char* quoted, std::size_t size) {
    if (text_.size() - at_ < size) return false;
    const char* here = text_.data() + at_;
    for (std::size_t i = 0; i < size; i += 8) {
      std::uint64_t a = 0;
      std::uint64_t b = 0;
      std::memcpy(&a, here + i, 8);
      std::memcpy(&b, quoted + i, 8);
      const std::uint64_t different = a ^ b;
      if (different != 0 && i + static_cast<unsigned>(std::countr_zero(different)) / 8 < size) {
        return false;
      }
    }
    at_ += size;
    return true;
  }
  void skip_blanks() {
    // Most often there are none.
    if (at_ == text_.size() || text_[at_] > ' ') return;
    std::size_t at = at_;
    while (at < text_.size() && is_blank(text_[at])) ++at;
    at_ = at;
  }
  bool pass(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool at_end() const { return at_ == text_.size(); }
  /// How many bytes it has passed.
  std::size_t position() const { return at_; }
  /// All of the text that was opened is ASCII, and so is valid UTF-8.
  bool is_ascii() const { return string_flags_ == kPlainText; }

  /// Says what stands here in place of what was `expected`; returns false.
  bool expected(std::string_view what);
  bool fail(std::size_t at, std::string_view problem);
  const std::string& problem() const { return problem_; }
  /// Of the problem: the number of its byte, from 1.
  std::size_t column() const { return problem_at_ + 1; }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  bool parse_word(std::string_view word, Value meaning, Value& value);
  bool parse_number(Value& value);
  std::size_t pass_digits(std::uint64_t& number);
  bool parse_string(Value& value);
  bool parse_escaped(std::size_t begin, Value& value);
  bool find_closing_quote(std::size_t& at);
  bool unescape(std::size_t at, char*& to);
  bool parse_hex(std::size_t at, std::uint32_t& number);
  bool parse_list(Value& value);
  bool parse_object(Value& value);
  Value make_object(std::size_t first);
  std::size_t next_mark(std::size_t at) const;

  Arena* arena_;
  std::uint32_t max_depth_;
  SimdLevel level_;
  JsonDialect dialect_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t depth_ = 0;
  TextFlags string_flags_ = 0;        ///< Of strings without escapes.
  std::vector<std::uint64_t> marks_;  ///< A bit a byte: quotes, backslashes, controls, the end.
  std::vector<Value> items_;          ///< Of lists that are not closed yet.
  std::vector<Object::Entry> entries_;
  std::string problem_;
  std::size_t problem_at_ = 0;
};

}  // namespace bdp
