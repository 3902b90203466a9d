#include "pipeline/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/check.h"
#include "lang/parser.h"
#include "pipeline/option_value.h"

namespace bdp {
namespace {

using lang::Literal;
using Kind = Literal::Kind;

constexpr std::array kCommonFields = {
    OptionField{"add_field", OptionType::kHash, "fields to add; an existing one becomes a list",
                ""},
    OptionField{"remove_field", OptionType::kList, "fields to remove", ""},
    OptionField{"add_tag", OptionType::kList, "tags to add", ""},
    OptionField{"remove_tag", OptionType::kList, "tags to remove", ""},
    OptionField{"id", OptionType::kString, "a name of this filter, unique in the text", ""},
    OptionField{"enable_metric", OptionType::kBoolean, "accepted, without effect", "true"},
    OptionField{"periodic_flush", OptionType::kBoolean, "accepted, without effect", "false"},
};

/// The one item of a list, or the literal itself: Logstash takes `["a"]` for "a".
const Literal* only(const Literal& value) {
  if (value.kind != Kind::kList) return &value;
  return value.items.size() == 1 ? &value.items.front() : nullptr;
}

/// In a string only what Ruby would print for the number is taken for one.
std::optional<double> number_of(const Literal& value) {
  double result = 0;
  const std::string& text = value.text;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), result);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value.kind == Kind::kNumber) return result;
  const std::size_t first = text[0] == '-' ? 1 : 0;
  if (text.find('.') == std::string::npos) {
    const bool digits = text.find_first_not_of("0123456789", first) == std::string::npos;
    if (!digits || (text[first] == '0' && text != "0")) return std::nullopt;
    return result;
  }
  Literal printed = value;
  printed.kind = Kind::kNumber;
  if (literal_text(printed) != text) return std::nullopt;
  return result;
}

std::string wanted(std::string_view what, const Literal& value) {
  std::string message =
      "expected " + std::string(what) + ", found " + std::string(kind_name(value));
  if (const auto text = literal_text(value)) message += " '" + *text + "'";
  return message;
}

}  // namespace

std::span<const OptionField> common_option_fields() {
  return kCommonFields;
}

PluginOptions::PluginOptions(const lang::Plugin& plugin, const LanguageSettings& settings,
                             lang::Diagnostics& diagnostics)
    : plugin_(plugin.name), position_(plugin.at), settings_(settings), diagnostics_(diagnostics) {}

std::unique_ptr<const PluginOptions> PluginOptions::parse(const lang::Plugin& plugin,
                                                          std::span<const OptionField> fields,
                                                          const LanguageSettings& settings,
                                                          lang::Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  std::vector<std::string_view> names;
  for (const OptionField& field : fields) names.push_back(field.name);
  for (const OptionField& field : common_option_fields()) names.push_back(field.name);
  for (const lang::Attribute& attribute : plugin.attributes) {
    if (std::find(names.begin(), names.end(), attribute.name) != names.end()) continue;
    std::string advice = lang::did_you_mean(attribute.name, names);
    if (advice.empty()) {
      advice = "; it has";
      for (std::size_t i = 0; i < names.size(); ++i) {
        advice += (i == 0 ? " " : ", ") + std::string(names[i]);
      }
    }
    diagnostics.add(attribute.at,
                    "unknown filter option '" + attribute.name + "' of " + plugin.name + advice);
  }
  std::unique_ptr<PluginOptions> result(new PluginOptions(plugin, settings, diagnostics));
  for (const OptionField& field : fields) result->add(field, plugin);
  for (const OptionField& field : common_option_fields()) result->add(field, plugin);
  if (diagnostics.size() != before) return nullptr;
  return result;
}

bool PluginOptions::add(const OptionField& field, const lang::Plugin& plugin) {
  Option& option = options_[std::string(field.name)];
  option.type = field.type;
  option.at = plugin.at;
  for (const lang::Attribute& attribute : plugin.attributes) {
    if (attribute.name != field.name) continue;
    if (option.given) {
      merge_attribute(option.value, attribute.value);
    } else {
      option.value = attribute.value;
      option.at = attribute.value.at;
    }
    option.given = true;
  }
  if (!option.given) {
    if (field.required) {
      diagnostics_.add(plugin.at, plugin_ + " needs the option '" + std::string(field.name) +
                                      "': " + std::string(field.help));
      return false;
    }
    if (field.fallback.empty()) return true;
    lang::Diagnostics mistakes{field.name};
    auto literal = lang::parse_literal(field.fallback, mistakes);
    CHECK(literal.has_value());
    option.value = *std::move(literal);
  } else if (Status expanded = expand_literal(option.value, settings_.variable); !expanded) {
    diagnostics_.add(option.at, expanded.error().message());
    return false;
  }
  const std::string problem = check(field, option);
  if (problem.empty()) return true;
  CHECK(option.given);
  diagnostics_.add(option.at, plugin_ + ": " + std::string(field.name) + ": " + problem);
  return false;
}

std::string PluginOptions::check(const OptionField& field, Option& option) {
  Literal& value = option.value;
  if (field.type == OptionType::kHash) {
    if (value.kind == Kind::kList && value.items.size() % 2 == 0) value = hash_of_list(value);
    if (value.kind != Kind::kHash) {
      return wanted("a hash", value) + "; write { \"key\" => \"value\" }";
    }
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
      const Literal& key = value.items[i];
      option.hash.push_back({key.text, &value.items[i + 1], key.at});
    }
    return {};
  }
  if (field.type == OptionType::kList) {
    if (value.kind == Kind::kHash) return wanted("a list", value) + "; write [\"a\", \"b\"]";
    const std::span<const Literal> items =
        value.kind == Kind::kList ? std::span<const Literal>(value.items) : std::span(&value, 1);
    for (const Literal& item : items) {
      auto text = literal_text(item);
      if (!text)
        return wanted("a list of strings", value) + " with " + std::string(kind_name(item));
      option.list.push_back(*std::move(text));
    }
    return {};
  }
  const Literal* single = only(value);
  const auto text = single == nullptr ? std::nullopt : literal_text(*single);
  if (field.type == OptionType::kNumber) {
    const auto number = text ? number_of(*single) : std::nullopt;
    if (!number) return wanted("a number", value);
    option.number = *number;
    return {};
  }
  if (field.type == OptionType::kBoolean) {
    if (text != "true" && text != "false") return wanted("true or false", value);
    option.boolean = text == "true";
    return {};
  }
  if (!text) return wanted("a string", value);
  if (field.type == OptionType::kPassword) {
    if (single->kind == Kind::kNumber) return wanted("a string in quotes", value);
    option.type = OptionType::kString;
  }
  if (!field.choices.empty() &&
      std::find(field.choices.begin(), field.choices.end(), *text) == field.choices.end()) {
    const std::vector<std::string_view> choices(field.choices.begin(), field.choices.end());
    std::string message = "unknown choice '" + *text + "'";
    const std::string advice = lang::did_you_mean(*text, choices);
    if (!advice.empty()) return message + advice;
    message += "; write one of";
    for (std::size_t i = 0; i < choices.size(); ++i) {
      message += (i == 0 ? " " : ", ") + std::string(choices[i]);
    }
    return message;
  }
  option.text = *text;
  return {};
}

const PluginOptions::Option& PluginOptions::option(std::string_view name, OptionType type) const {
  const auto found = options_.find(name);
  CHECK(found != options_.end());
  CHECK(found->second.type == type);
  return found->second;
}

bool PluginOptions::given(std::string_view name) const {
  const auto found = options_.find(name);
  CHECK(found != options_.end());
  return found->second.given;
}

std::string_view PluginOptions::string(std::string_view name) const {
  return option(name, OptionType::kString).text;
}

double PluginOptions::number(std::string_view name) const {
  return option(name, OptionType::kNumber).number;
}

bool PluginOptions::boolean(std::string_view name) const {
  return option(name, OptionType::kBoolean).boolean;
}

std::span<const std::string> PluginOptions::list(std::string_view name) const {
  return option(name, OptionType::kList).list;
}

std::span<const Options::HashEntry> PluginOptions::hash(std::string_view name) const {
  return option(name, OptionType::kHash).hash;
}

Error PluginOptions::error(std::string_view option, std::string message) const {
  const auto found = options_.find(option);
  CHECK(found != options_.end());
  return diagnostics_.error_at(found->second.at, message);
}

Error PluginOptions::error(lang::Position at, std::string message) const {
  return diagnostics_.error_at(at, message);
}

}  // namespace bdp
