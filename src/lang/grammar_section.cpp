#include <array>
#include <utility>

#include "lang/grammar.h"
#include "lang/sections.h"

namespace bdp::lang {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"input", "filter", "output"};

bool is_section(std::string_view word) {
  return word == kNames[0] || word == kNames[1] || word == kNames[2];
}

}  // namespace

bool looks_like_sections(std::string_view text) {
  Cursor cursor(text);
  cursor.skip_blanks();
  if (!is_section(cursor.take_word())) return false;
  cursor.skip_blanks();
  return cursor.peek() == '{';
}

std::vector<Section> parse_sections(std::string_view text, Diagnostics& diagnostics) {
  return Grammar(text, false, diagnostics).sections();
}

std::vector<Section> Grammar::sections() {
  std::vector<Section> result;
  values_may_be_plugins_ = true;
  for (;;) {
    cursor_.skip_blanks();
    if (cursor_.at_end() || diagnostics_.full()) return result;
    Section section;
    section.at = cursor_.at();
    section.name = cursor_.take_word();
    cursor_.skip_blanks();
    if (!is_section(section.name) || cursor_.peek() != '{') {
      fail(section.at, "expected input { }, filter { } or output { }" +
                           did_you_mean(section.name, {kNames.begin(), kNames.end()}));
      cursor_.skip_to_brace();
      if (cursor_.peek() == '{') cursor_.skip_braces();
      if (cursor_.peek() == '}') cursor_.advance();
      continue;
    }
    const Position open = cursor_.at();
    cursor_.advance();
    section.begin = cursor_.at().offset;
    block(section.body, 0);
    section.end = cursor_.at().offset;
    if (!cursor_.take("}") && !diagnostics_.full()) {
      fail(open, "the braces of '" + section.name + "' are not closed");
    }
    result.push_back(std::move(section));
  }
}

bool Grammar::plugin_value(Literal& into) {
  auto value = plugin(into.text, into.at);
  if (!value) return false;
  for (Attribute& attribute : value->attributes) {
    Literal& name = into.items.emplace_back();
    name.text = std::move(attribute.name);
    name.at = attribute.at;
    into.items.push_back(std::move(attribute.value));
  }
  return true;
}

}  // namespace bdp::lang
