#include "control/plugin_reader.h"

#include <algorithm>

#include "pipeline/option_value.h"

namespace bdp {
namespace {

constexpr std::string_view kRefused = "refused: ";
constexpr std::string_view kAccepted = "accepted: ";

/// What filters have and inputs and outputs have not.
constexpr std::string_view kOnlyOfFilters[] = {"remove_field", "add_tag", "remove_tag",
                                               "periodic_flush"};

const LanguageSettings& plain_settings() {
  static const LanguageSettings settings;
  return settings;
}

}  // namespace

std::unique_ptr<const PluginOptions> read_plugin(const lang::Plugin& plugin, const PluginKind& kind,
                                                 PipelineNotes& notes) {
  const std::size_t before = notes.mistakes.size();
  auto options = PluginOptions::parse(plugin, kind.options, plain_settings(), notes.mistakes);
  for (const lang::Attribute& attribute : plugin.attributes) {
    if (std::ranges::find(kOnlyOfFilters, attribute.name) != std::end(kOnlyOfFilters)) {
      notes.mistakes.add(attribute.at, plugin.name + " has no option '" + attribute.name +
                                           "'; write it in a mutate filter");
    }
    const auto field = std::ranges::find(kind.options, attribute.name, &OptionField::name);
    if (field == kind.options.end()) continue;
    const std::string option = "the option '" + attribute.name + "' of " + plugin.name;
    if (field->help.starts_with(kRefused)) {
      notes.mistakes.add(attribute.at, option + " has no counterpart here: " +
                                           std::string(field->help.substr(kRefused.size())));
    } else if (field->help.starts_with(kAccepted)) {
      notes.warnings.add(attribute.at, option + " has no effect: " +
                                           std::string(field->help.substr(kAccepted.size())));
    }
  }
  return notes.mistakes.size() == before ? std::move(options) : nullptr;
}

lang::Position place_of(const lang::Plugin& plugin, std::string_view option) {
  for (const lang::Attribute& attribute : plugin.attributes) {
    if (attribute.name == option) return attribute.value.at;
  }
  return plugin.at;
}

std::optional<std::string> codec_of(const lang::Plugin& plugin, std::string_view fallback,
                                    PipelineNotes& notes) {
  for (const lang::Attribute& attribute : plugin.attributes) {
    if (attribute.name != "codec") continue;
    const lang::Literal& codec = attribute.value;
    bool good = true;
    for (std::size_t i = 0; i + 1 < codec.items.size(); i += 2) {
      const std::string& option = codec.items[i].text;
      const bool utf8 = option == "charset" && literal_text(codec.items[i + 1]) == "UTF-8";
      if (utf8 || option == "ecs_compatibility") continue;
      notes.mistakes.add(codec.items[i].at, "the option '" + option + "' of the codec " +
                                                codec.text +
                                                " has no counterpart here; take it away");
      good = false;
    }
    if (!good) return std::nullopt;
    return codec.text;
  }
  return std::string(fallback);
}

}  // namespace bdp
