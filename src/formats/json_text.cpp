#include "formats/json_text.h"

#include <simdjson.h>

#include <array>
#include <cmath>
#include <cstring>

#include "formats/utf8.h"
#include "record/container.h"
#include "record/scalar_text.h"

namespace bdp {
namespace {

/// The escaped form of every byte that JSON does not allow in a string as it is.
struct Escape {
  std::array<char, 7> text{};
  std::uint8_t size = 0;
};

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

constexpr auto kEscapes = [] {
  std::array<Escape, 128> escapes{};
  for (std::size_t c = 0; c < ' '; ++c) {
    escapes[c] = {{'\\', 'u', '0', '0', kHexDigits[c / 16], kHexDigits[c % 16]}, 6};
  }
  constexpr std::string_view kShort = "\"\"\\\\\bb\ff\nn\rr\tt";
  for (std::size_t i = 0; i < kShort.size(); i += 2) {
    escapes[static_cast<unsigned char>(kShort[i])] = {{'\\', kShort[i + 1]}, 2};
  }
  return escapes;
}();
static_assert(sizeof(Escape) == 8);

/// A byte becomes at most so many.
constexpr std::size_t kMostPerByte = 6;
/// Texts are escaped in stretches, so that a long one does not claim all that it might need.
constexpr std::size_t kStretch = 4096;

/// Writes `text` escaped, without quotes; may write whole blocks behind the end it returns.
template <class Simd>
BDP_INLINE char* escape(char* to, std::string_view text) {
  char tail[simd::kWidth];
  for (std::size_t at = 0; at < text.size();) {
    const char* block = text.data() + at;
    if (text.size() - at < simd::kWidth && !simd::block_is_readable(block)) [[unlikely]] {
      std::memcpy(tail, block, text.size() - at);
      block = tail;
    }
    const std::uint64_t special = ((Simd::below(block, ' ') & ~Simd::above_127(block)) |
                                   Simd::equal(block, '"') | Simd::equal(block, '\\')) &
                                  simd::first_bits(text.size() - at);
    std::memcpy(to, block, simd::kWidth);
    if (special == 0) {
      const std::size_t size = std::min(simd::kWidth, text.size() - at);
      to += size;
      at += size;
      continue;
    }
    const auto clean = static_cast<std::size_t>(std::countr_zero(special));
    to += clean;
    at += clean;
    const Escape& escaped = kEscapes[static_cast<unsigned char>(text[at])];
    std::memcpy(to, &escaped, sizeof escaped);
    to += escaped.size;
    ++at;
  }
  return to;
}

char* escape_portable(char* to, std::string_view text) {
  return escape<simd::Portable>(to, text);
}

#if defined(BDP_HAVE_AVX2)
BDP_TARGET_AVX2 char* escape_avx2(char* to, std::string_view text) {
  return escape<simd::Avx2>(to, text);
}
#endif

void append_broken(std::string_view text, Bytes& out) {
  while (!text.empty()) {
    const std::size_t size = utf8_character_size(text);
    if (size == 0) {
      const auto byte = static_cast<unsigned char>(text.front());
      const char shown[] = {'\\', '\\', 'x', kHexDigits[byte / 16U], kHexDigits[byte % 16U]};
      out.append({shown, sizeof shown});
    } else if (text.front() == '\\') {
      out.append(R"(\\\\)");
    } else if (size == 1 && kEscapes[static_cast<unsigned char>(text.front())].size > 0) {
      const Escape& escaped = kEscapes[static_cast<unsigned char>(text.front())];
      out.append({escaped.text.data(), escaped.size});
    } else {
      out.append(text.substr(0, size));
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

void append_escaped(std::string_view text, Bytes& out, [[maybe_unused]] SimdLevel level) {
  auto* escape_stretch = escape_portable;
#if defined(BDP_HAVE_AVX2)
  if (level == SimdLevel::kAvx2) escape_stretch = escape_avx2;
#endif
  while (!text.empty()) {
    const std::string_view stretch = text.substr(0, kStretch);
    out.set_end(escape_stretch(out.reserve(stretch.size() * kMostPerByte + simd::kWidth), stretch));
    text.remove_prefix(stretch.size());
  }
}

void append_double(double number, Bytes& out) {
  char* to = out.reserve(kScalarTextRoom + 2);
  const bool quoted = !std::isfinite(number);
  *to = '"';
  to = write_double(to + (quoted ? 1 : 0), number);
  *to = '"';
  out.set_end(to + (quoted ? 1 : 0));
}

void append_list(const List& list, Bytes& out, SimdLevel level) {
  out.push_back('[');
  bool first = true;
  for (const Value& item : list) {
    if (!first) out.push_back(',');
    first = false;
    append_json(item, out, level);
  }
  out.push_back(']');
}

void append_object(const Object& object, Bytes& out, SimdLevel level) {
  out.push_back('{');
  bool first = true;
  for (const Object::Entry& entry : object) {
    if (!entry.value.present()) continue;
    if (!first) out.push_back(',');
    first = false;
    append_json_string(entry.key(), entry.key_flags, out, level);
    out.push_back(':');
    append_json(entry.value, out, level);
  }
  out.push_back('}');
}

}  // namespace

void append_json_string(std::string_view text, TextFlags flags, Bytes& out, SimdLevel level) {
  out.push_back('"');
  if ((flags & kPlainText) != 0) {
    out.append(text);
  } else if ((flags & kBrokenText) != 0 && !simdjson::validate_utf8(text.data(), text.size())) {
    append_broken(text, out);
  } else {
    append_escaped(text, out, level);
  }
  out.push_back('"');
}

void append_json(Value value, Bytes& out, SimdLevel level) {
  switch (value.tag()) {
    case Tag::kAbsent:
    case Tag::kNull:
      out.append("null");
      break;
    case Tag::kBool:
      out.append(value.as_bool() ? "true" : "false");
      break;
    case Tag::kInt:
      out.set_end(write_integer(out.reserve(kScalarTextRoom), value.as_int()));
      break;
    case Tag::kDouble:
      append_double(value.as_double(), out);
      break;
    case Tag::kText:
      append_json_string(value.as_text(), value.text_flags(), out, level);
      break;
    case Tag::kBigInt:
    case Tag::kDecimal:
      out.append(value.as_text());
      break;
    case Tag::kTimestamp: {
      char* to = out.reserve(kScalarTextRoom + 2);
      *to++ = '"';
      to = write_timestamp(to, value.as_timestamp());
      *to++ = '"';
      out.set_end(to);
      break;
    }
    case Tag::kList:
      append_list(value.as_list(), out, level);
      break;
    case Tag::kObject:
      append_object(value.as_object(), out, level);
      break;
  }
}

}  // namespace bdp
