#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/ast.h"
#include "lang/diagnostics.h"
#include "pipeline/filter_kind.h"

namespace bdp {

/// The options that every filter has: add_field, remove_field, add_tag, remove_tag, id,
/// enable_metric, periodic_flush.
std::span<const OptionField> common_option_fields();

/// The attributes of one plugin block, checked against the options of its kind and the common
/// ones. Immutable once made.
class PluginOptions final : public Options {
 public:
  /// Null: there were mistakes, and all of them are in `diagnostics`. `settings` and `diagnostics`
  /// must outlive the result.
  static std::unique_ptr<const PluginOptions> parse(const lang::Plugin& plugin,
                                                    std::span<const OptionField> fields,
                                                    const LanguageSettings& settings,
                                                    lang::Diagnostics& diagnostics);

  bool given(std::string_view name) const override;
  std::string_view string(std::string_view name) const override;
  double number(std::string_view name) const override;
  bool boolean(std::string_view name) const override;
  std::span<const std::string> list(std::string_view name) const override;
  std::span<const HashEntry> hash(std::string_view name) const override;
  const LanguageSettings& settings() const override { return settings_; }
  lang::Position position() const override { return position_; }
  Error error(std::string_view option, std::string message) const override;
  Error error(lang::Position at, std::string message) const override;

 private:
  struct Option {
    OptionType type = OptionType::kString;
    bool given = false;
    lang::Position at;
    lang::Literal value;  ///< All attributes of this name in one; variables are in place.
    std::string text;
    double number = 0;
    bool boolean = false;
    std::vector<std::string> list;
    std::vector<HashEntry> hash;
  };

  PluginOptions(const lang::Plugin& plugin, const LanguageSettings& settings,
                lang::Diagnostics& diagnostics);
  const Option& option(std::string_view name, OptionType type) const;
  bool add(const OptionField& field, const lang::Plugin& plugin);
  /// Gives the option its typed value. Not nothing: why its literal has none.
  static std::string check(const OptionField& field, Option& option);

  std::string plugin_;
  lang::Position position_;
  const LanguageSettings& settings_;
  lang::Diagnostics& diagnostics_;
  std::map<std::string, Option, std::less<>> options_;
};

}  // namespace bdp
