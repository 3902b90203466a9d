#include "filters/mutate/number_text.h"

#include <string>

#include "lang/ruby_number.h"
#include "lang/text_case.h"

namespace bdp::mutate {
namespace {

/// The text as Ruby's Float() and Integer() get it: stripped, in the American style without group
/// separators, in lower case.
std::string normalised(std::string_view text, NumberStyle style) {
  const char group = style == NumberStyle::kUs ? ',' : '.';
  std::string result;
  for (char c : lang::strip(text)) {
    if (c == group) continue;
    if (style == NumberStyle::kEu && c == ',') c = '.';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    result += c;
  }
  return result;
}

}  // namespace

Value integer_of(std::string_view text, NumberStyle style, Arena& arena) {
  const std::string number = normalised(text, style);
  const Value real = lang::parse_float(number);
  if (!real.present()) return {};
  if (number.find('.') == std::string::npos) return lang::parse_integer(number, arena);
  return lang::truncate_to_integer(real.as_double(), arena);
}

Value float_of(std::string_view text, NumberStyle style) {
  return lang::parse_float(normalised(text, style));
}

}  // namespace bdp::mutate
