#include "filters/reference.h"

#include <span>
#include <string_view>

#include "filters/all.h"
#include "pipeline/options.h"

namespace bdp {
namespace {

constexpr std::string_view kIntroduction =
    "# Filters\n\n"
    "Made from the filters' own descriptions: `mysimbdp reference filters > "
    "docs/reference/filters.md`.\n"
    "State: *works*; *no effect*: taken, so that a configuration runs unchanged; *deprecated*: "
    "works, "
    "has a\nnewer name; *refused*: `mysimbdp check` says why, and what to write.\n";

std::string_view type_name(OptionType type) {
  switch (type) {
    case OptionType::kString:
      return "string";
    case OptionType::kPassword:
      return "password";
    case OptionType::kNumber:
      return "number";
    case OptionType::kBoolean:
      return "boolean";
    case OptionType::kList:
      return "list";
    case OptionType::kHash:
      break;
  }
  return "hash";
}

std::string_view state_of(std::string_view text) {
  if (text.starts_with("refused") || text.starts_with("not ")) return "refused";
  if (text.starts_with("accepted")) return "no effect";
  return text.starts_with("deprecated") ? "deprecated" : "works";
}

/// `text` as code in a cell of a table.
std::string code(std::string_view text) {
  std::string result = "`";
  for (const char c : text) {
    if (c == '|') {
      result += "\\|";
    } else if (c == '\n') {
      result += "\\n";
    } else {
      result += c;
    }
  }
  return result + "`";
}

std::string default_of(const OptionField& field) {
  if (field.required) return "required";
  return field.fallback.empty() ? "" : code(field.fallback);
}

std::string meaning_of(const OptionField& field) {
  std::string text(field.help);
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    text += (i == 0 ? ": " : ", ") + code(field.choices[i]);
  }
  return text;
}

void append_options(std::span<const OptionField> fields, std::string& to) {
  to += "\n| option | type | default | state | meaning |\n| --- | --- | --- | --- | --- |\n";
  for (const OptionField& field : fields) {
    to += "| " + code(field.name) + " | " + std::string(type_name(field.type)) + " | " +
          default_of(field) + " | " + std::string(state_of(field.help)) + " | " +
          meaning_of(field) + " |\n";
  }
}

}  // namespace

std::string filter_reference() {
  std::string text(kIntroduction);
  text += "\n| filter | state | what it does |\n| --- | --- | --- |\n";
  for (const FilterKind* kind : all_filters()) {
    text += "| [" + std::string(kind->name) + "](#" + std::string(kind->name) + ") | " +
            std::string(state_of(kind->summary)) + " | " + std::string(kind->summary) + " |\n";
  }
  text += "\n## Options of every filter\n";
  append_options(common_option_fields(), text);
  for (const FilterKind* kind : all_filters()) {
    text += "\n## " + std::string(kind->name) + "\n\n" + std::string(kind->summary) + "\n";
    if (!kind->options.empty()) append_options(kind->options, text);
  }
  return text;
}

}  // namespace bdp
