#include "formats/bson_value.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <string>

#include "formats/decimal128.h"
#include "formats/utf8.h"
#include "record/container.h"

namespace bdp {
namespace {

static_assert(std::endian::native == std::endian::little, "BSON is written as memory holds it");

template <class Number>
void append_number(Number number, Bytes& out) {
  char* to = out.reserve(sizeof number);
  std::memcpy(to, &number, sizeof number);
  out.set_end(to + sizeof number);
}

bool is_broken(std::string_view text, TextFlags flags) {
  return (flags & kBrokenText) != 0 && !simdjson::validate_utf8(text.data(), text.size());
}

void append_shown(std::string_view text, bool hide_nul, Bytes& out) {
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  while (!text.empty()) {
    const std::size_t size = utf8_character_size(text);
    if (size == 0 || (hide_nul && text.front() == '\0')) {
      const auto byte = static_cast<unsigned char>(text.front());
      const char shown[] = {'\\', 'x', kHexDigits[byte / 16U], kHexDigits[byte % 16U]};
      out.append({shown, sizeof shown});
      text.remove_prefix(1);
      continue;
    }
    out.append(text.front() == '\\' ? std::string_view(R"(\\)") : text.substr(0, size));
    text.remove_prefix(size);
  }
}

void append_text(std::string_view text, TextFlags flags, Bytes& out) {
  const std::size_t begin = out.size();
  append_number(std::int32_t{0}, out);
  if (is_broken(text, flags)) {
    append_shown(text, false, out);
  } else {
    out.append(text);
  }
  out.push_back('\0');
  const auto size = static_cast<std::int32_t>(out.size() - begin - sizeof(std::int32_t));
  std::memcpy(out.data() + begin, &size, sizeof size);
}

/// A document or an array: `append_elements` writes what is in it.
template <class Append>
bool append_document(unsigned level, Bytes& out, Append append_elements) {
  if (level > kBsonLevels) return false;
  const std::size_t begin = out.size();
  append_number(std::int32_t{0}, out);
  if (!append_elements()) return false;
  out.push_back('\0');
  const auto size = static_cast<std::int32_t>(out.size() - begin);
  std::memcpy(out.data() + begin, &size, sizeof size);
  return true;
}

bool append_list(const List& list, unsigned level, Bytes& out) {
  return append_document(level, out, [&] {
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      std::array<char, 16> digits{};
      const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), i).ptr;
      const std::string_view name(digits.data(), static_cast<std::size_t>(end - digits.data()));
      if (!append_bson_element(name, kPlainText, list[i], level, out)) return false;
    }
    return true;
  });
}

bool append_object(const Object& object, unsigned level, Bytes& out) {
  return append_document(level, out, [&] {
    return std::ranges::all_of(object, [&](const Object::Entry& entry) {
      return !entry.value.present() ||
             append_bson_element(entry.key(), entry.key_flags, entry.value, level, out);
    });
  });
}

}  // namespace

std::int64_t bson_date(Timestamp time) {
  return time.seconds * 1000 + time.nanoseconds / 1'000'000;
}

void append_bson_name(std::string_view name, TextFlags flags, Bytes& out) {
  if (name.find('\0') != std::string_view::npos || is_broken(name, flags)) {
    append_shown(name, true, out);
  } else {
    out.append(name);
  }
  out.push_back('\0');
}

bool append_bson_element(std::string_view name, TextFlags name_flags, Value value, unsigned level,
                         Bytes& out) {
  const auto begin = [&](BsonType type) {
    out.push_back(static_cast<char>(type));
    append_bson_name(name, name_flags, out);
  };
  switch (value.tag()) {
    case Tag::kAbsent:
    case Tag::kNull:
      begin(BsonType::kNull);
      break;
    case Tag::kBool:
      begin(BsonType::kBool);
      out.push_back(value.as_bool() ? '\1' : '\0');
      break;
    case Tag::kInt:
      begin(BsonType::kInt64);
      append_number(value.as_int(), out);
      break;
    case Tag::kDouble:
      begin(BsonType::kDouble);
      append_number(value.as_double(), out);
      break;
    case Tag::kTimestamp:
      begin(BsonType::kDate);
      append_number(bson_date(value.as_timestamp()), out);
      break;
    case Tag::kText:
      begin(BsonType::kText);
      append_text(value.as_text(), value.text_flags(), out);
      break;
    case Tag::kBigInt:
    case Tag::kDecimal:
      if (const auto decimal = parse_decimal128(value.as_text())) {
        begin(BsonType::kDecimal128);
        append_number(decimal->low, out);
        append_number(decimal->high, out);
      } else {
        begin(BsonType::kText);
        append_text(value.as_text(), kPlainText, out);
      }
      break;
    case Tag::kList:
      begin(BsonType::kArray);
      return append_list(value.as_list(), level + 1, out);
    case Tag::kObject:
      begin(BsonType::kDocument);
      return append_object(value.as_object(), level + 1, out);
  }
  return true;
}

}  // namespace bdp
