#include "lang/excerpt.h"

#include <utf8proc.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "lang/cursor.h"
#include "lang/utf8.h"

namespace bdp::lang {
namespace {

/// What is shown behind the caret at least, if there is so much.
constexpr std::size_t kBehind = 24;
constexpr std::string_view kCut = "...";

/// One character as it is shown.
struct Glyph {
  std::string text;
  std::size_t width = 1;
  bool in_word = false;
};

std::optional<std::string_view> line_of(std::string_view text, std::uint32_t line) {
  for (std::uint32_t i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::vector<Glyph> glyphs_of(std::string_view line) {
  std::vector<Glyph> result;
  for (std::size_t at = 0; at < line.size();) {
    const Character character = read_character(line, at);
    Glyph glyph{.text = std::string(line.substr(at, character.bytes))};
    at += character.bytes;
    const auto width = utf8proc_charwidth(static_cast<utf8proc_int32_t>(character.code));
    if (character.valid && character.code == '\t') {
      glyph.text = " ";
    } else if (!character.valid || character.code < 0x20 || character.code == 0x7F || width < 0) {
      glyph.text = "?";
    } else {
      glyph.width = static_cast<std::size_t>(width);
      glyph.in_word = character.code >= 0x80 || is_word_byte(glyph.text[0]);
    }
    result.push_back(std::move(glyph));
  }
  return result;
}

std::size_t width_of(const std::vector<Glyph>& glyphs, std::size_t from, std::size_t to) {
  std::size_t sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += glyphs[i].width;
  return sum;
}

}  // namespace

std::string excerpt(std::string_view text, std::uint32_t line, std::uint32_t column,
                    unsigned columns) {
  const auto found = line_of(text, line);
  if (!found) return {};
  const std::vector<Glyph> glyphs = glyphs_of(*found);
  const std::size_t caret = std::min<std::size_t>(column - 1, glyphs.size());
  const std::string number = std::to_string(line);
  const std::string margin = "  " + number + " | ";
  const std::size_t room = std::max<std::size_t>(columns, margin.size() + 40) - margin.size();

  // The part that is shown: from the line's begin, unless the caret is too far away for that.
  std::size_t begin = 0;
  const std::size_t after = std::min(glyphs.size(), caret + kBehind);
  if (width_of(glyphs, 0, after) + kCut.size() > room) {
    while (begin < caret && width_of(glyphs, begin, after) + 2 * kCut.size() > room) ++begin;
  }
  std::string shown(begin > 0 ? kCut : "");
  std::string under(begin > 0 ? kCut.size() : 0, ' ');
  std::size_t end = begin;
  std::size_t width = shown.size();
  const bool all = width + width_of(glyphs, begin, glyphs.size()) <= room;
  const std::size_t limit = all ? room : room - kCut.size();
  for (; end < glyphs.size() && width + glyphs[end].width <= limit; ++end) {
    shown += glyphs[end].text;
    width += glyphs[end].width;
  }
  if (end < glyphs.size()) shown += kCut;
  under.append(width_of(glyphs, begin, caret), ' ');
  under += '^';
  for (std::size_t i = caret + 1; caret < end && glyphs[caret].in_word && i < end; ++i) {
    if (!glyphs[i].in_word) break;
    under.append(glyphs[i].width, '~');
  }
  std::string result = margin + shown + "\n";
  result += std::string(number.size() + 2, ' ') + " | " + under + "\n";
  return result;
}

}  // namespace bdp::lang
