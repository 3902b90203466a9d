#include "config/text_check.h"

#include <algorithm>
#include <cstdint>

namespace bdp::config {
namespace {

/// Bytes of the sequence that starts `text`; 0: it is not valid.
std::size_t sequence_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0U) != 0x80) return 0;
  }
  // Overlong forms, surrogates, beyond U+10FFFF.
  if ((first == 0xE0 && at(1) < 0xA0) || (first == 0xED && at(1) > 0x9F)) return 0;
  if ((first == 0xF0 && at(1) < 0x90) || (first == 0xF4 && at(1) > 0x8F)) return 0;
  return length;
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0.
  Position at;
  at.line += static_cast<std::uint32_t>(std::ranges::count(before, '\n'));
  at.column +=
      static_cast<std::uint32_t>(std::ranges::count_if(before.substr(line_start), [](char c) {
        return (static_cast<unsigned char>(c) >> 6U) != 2;
      }));
  return at;
}

std::string shortened(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) >> 6U) == 2) --end;
  return std::string(text.substr(0, end)) + "...";
}

Result<std::string_view> check_text(std::string_view text, const std::string& file,
                                    std::size_t max_bytes) {
  const Document document{file, {}};
  if (text.size() > max_bytes) {
    return Error(Code::kExhausted, file + ": the file has " + std::to_string(text.size()) +
                                       " bytes; at most " + std::to_string(max_bytes) +
                                       " are read");
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return document.error({}, "the text is UTF-16; save the file as UTF-8");
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return document.error({},
                          "the file is empty; expected a document, such as {\"key\": \"value\"}");
  }
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return document.error(position_of(text, nul),
                          "a NUL byte; take it out, or save the file as UTF-8");
  }
  if (const auto invalid = find_invalid_utf8(text)) {
    return document.error(position_of(text, *invalid),
                          "a byte that is not UTF-8; save the file as UTF-8");
  }
  return text;
}

}  // namespace bdp::config
