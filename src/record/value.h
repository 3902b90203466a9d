#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/check.h"

namespace bdp {

class List;
class Object;

/// What a Value holds. The order has no meaning; kAbsent is 0 so that zeroed memory is absent.
enum class Tag : std::uint8_t {
  kAbsent,  ///< The row has no such field.
  kNull,
  kBool,
  kInt,  ///< 64 bits, signed.
  kDouble,
  kText,       ///< Bytes, meant to be UTF-8; see TextFlags.
  kBigInt,     ///< An integer beyond 64 bits, as its canonical decimal digits.
  kDecimal,    ///< An arbitrary-precision decimal, as the text that is printed for it.
  kTimestamp,  ///< A point in time, to the nanosecond.
  kList,
  kObject,
};

/// A set of tags, one bit each.
using TagSet = std::uint16_t;
constexpr TagSet tag_bit(Tag tag) {
  return static_cast<TagSet>(1U << static_cast<unsigned>(tag));
}

/// What is known of a text's bytes. No flag: nothing is known, and it is taken for valid UTF-8.
using TextFlags = std::uint8_t;
/// Printable ASCII without '"' and '\': its JSON form is itself between quotes.
inline constexpr TextFlags kPlainText = 1;
/// Not valid UTF-8, or cut from such a text; encoders must look at every byte.
inline constexpr TextFlags kBrokenText = 2;

/// Seconds and nanoseconds since 1970-01-01T00:00:00Z; `nanoseconds` is in [0, 1e9).
struct Timestamp {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
  friend bool operator==(const Timestamp&, const Timestamp&) = default;
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

/// One field of one row: 16 bytes, trivially copied. Text and containers are views into memory that
/// the row's Batch keeps alive; a container belongs to exactly one Value (deep_copy() to share).
class Value {
 public:
  constexpr Value() : integer_(0) {}

  static constexpr Value null() { return Value(Tag::kNull); }
  static constexpr Value boolean(bool b) {
    Value v(Tag::kBool);
    v.integer_ = b ? 1 : 0;
    return v;
  }
  static constexpr Value integer(std::int64_t i) {
    Value v(Tag::kInt);
    v.integer_ = i;
    return v;
  }
  static constexpr Value real(double d) {
    Value v(Tag::kDouble);
    v.real_ = d;
    return v;
  }
  /// A view: `text` must stay alive as long as the batch. At most 4 GiB - 1.
  static constexpr Value text(std::string_view text, TextFlags flags = 0) {
    return Value(Tag::kText, text, flags);
  }
  /// `digits`: canonical, "-" only in front, no leading zeros, beyond the range of 64 bits.
  static constexpr Value big_integer(std::string_view digits) {
    return Value(Tag::kBigInt, digits, kPlainText);
  }
  static constexpr Value decimal(std::string_view printed) {
    return Value(Tag::kDecimal, printed, kPlainText);
  }
  static constexpr Value timestamp(Timestamp t) {
    Value v(Tag::kTimestamp);
    v.integer_ = t.seconds;
    v.size_ = t.nanoseconds;
    return v;
  }
  static constexpr Value list(List* items) {
    Value v(Tag::kList);
    v.list_ = items;
    return v;
  }
  static constexpr Value object(Object* entries) {
    Value v(Tag::kObject);
    v.object_ = entries;
    return v;
  }

  constexpr Tag tag() const { return tag_; }
  constexpr bool is(Tag tag) const { return tag_ == tag; }
  constexpr bool present() const { return tag_ != Tag::kAbsent; }
  constexpr bool is_absent_or_null() const { return tag_ <= Tag::kNull; }

  // The reader must have looked at tag() first.
  constexpr bool as_bool() const { return integer_ != 0; }
  constexpr std::int64_t as_int() const { return integer_; }
  constexpr double as_double() const { return real_; }
  /// The bytes of kText, kBigInt and kDecimal.
  constexpr std::string_view as_text() const { return {text_, size_}; }
  constexpr TextFlags text_flags() const { return flags_; }
  constexpr Timestamp as_timestamp() const { return {integer_, size_}; }
  List& as_list() const { return *list_; }
  Object& as_object() const { return *object_; }

 private:
  explicit constexpr Value(Tag tag) : integer_(0), tag_(tag) {}
  constexpr Value(Tag tag, std::string_view text, TextFlags flags)
      : text_(text.data()),
        size_(static_cast<std::uint32_t>(text.size())),
        tag_(tag),
        flags_(flags) {}

  union {
    std::int64_t integer_;
    double real_;
    const char* text_;
    List* list_;
    Object* object_;
  };
  std::uint32_t size_ = 0;
  Tag tag_ = Tag::kAbsent;
  TextFlags flags_ = 0;
  std::uint16_t unused_ = 0;
};
static_assert(sizeof(Value) == 16);

}  // namespace bdp
