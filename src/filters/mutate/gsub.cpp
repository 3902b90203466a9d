#include "filters/mutate/gsub.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "lang/regex.h"
#include "lang/regex_replace.h"
#include "lang/template.h"

namespace bdp::mutate {
namespace {

using lang::Found;
using lang::Regex;
using lang::RegexReplacement;
using lang::Template;

/// Replaces in a text, or in the texts of a list; other values stay. `replace` is
/// `Change(Value& text)`.
template <class Replace>
void replace_in(Batch& batch, const Selection& rows, const Field& field, Selection& failed,
                Replace replace) {
  change_field(batch, rows, field, tag_bit(Tag::kText) | tag_bit(Tag::kList), failed,
               [&](RowIndex row, Value& value) {
                 if (value.is(Tag::kText)) return replace(row, value);
                 return change_items(batch.arena(), value, [&](Value& item) {
                   return item.is(Tag::kText) ? replace(row, item) : Change::kNone;
                 });
               });
}

/// Nothing: the replacement names a group that the regex has not.
using Replacement = std::optional<RegexReplacement>;

Replacement compile_replacement(std::string_view text, const Regex& regex) {
  auto compiled = RegexReplacement::compile(text, regex);
  if (!compiled) return std::nullopt;
  return *std::move(compiled);
}

Change replace_text(Arena& arena, const Regex& regex, const Replacement& replacement, Value& text) {
  if (!replacement) {
    // Ruby finds out when it has something to replace.
    const Found found = regex.search(lang::Subject(text));
    return found == Found::kNoMatch ? Change::kSet : Change::kRaised;
  }
  const Found found = lang::gsub(arena, text, regex, *replacement, text);
  return found == Found::kLimit ? Change::kRaised : Change::kSet;
}

/// Regex and replacement are known beforehand.
class ConstantGsub final : public Operation {
 public:
  ConstantGsub(Field field, Regex regex, Replacement replacement)
      : field_(std::move(field)), regex_(std::move(regex)), replacement_(std::move(replacement)) {}

  void apply(Batch& batch, const Selection& rows, Selection& failed) const override {
    Arena& arena = batch.arena();
    replace_in(batch, rows, field_, failed, [&](RowIndex /*row*/, Value& text) {
      return replace_text(arena, regex_, replacement_, text);
    });
  }

 private:
  Field field_;
  Regex regex_;
  Replacement replacement_;
};

/// Regex, replacement or both depend on the row.
class DynamicGsub final : public Operation {
 public:
  DynamicGsub(Field field, std::optional<Regex> regex, Template needle, Template replacement)
      : field_(std::move(field)),
        regex_(std::move(regex)),
        needle_(std::move(needle)),
        replacement_(std::move(replacement)) {}

  void apply(Batch& batch, const Selection& rows, Selection& failed) const override {
    Compiled compiled;
    replace_in(batch, rows, field_, failed, [&](RowIndex row, Value& text) {
      const Regex* regex = this->regex(batch, row, compiled);
      if (regex == nullptr) return Change::kRaised;
      const std::optional<Value> replacement = replacement_.render(batch, row);
      if (!replacement) return Change::kRaised;
      if (compiled.of != regex || compiled.replacement_text != replacement->as_text()) {
        compiled.of = regex;
        compiled.replacement_text = replacement->as_text();
        compiled.replacement = compile_replacement(compiled.replacement_text, *regex);
      }
      return replace_text(batch.arena(), *regex, compiled.replacement, text);
    });
  }

 private:
  /// What the rows of one batch made of the templates.
  struct Compiled {
    std::unordered_map<std::string, std::optional<Regex>> regexes;  ///< Nothing: not a regex.
    const Regex* of = nullptr;  ///< The regex that `replacement` belongs to.
    std::string replacement_text;
    Replacement replacement;
  };

  /// Null: this row's needle is no regex.
  const Regex* regex(Batch& batch, RowIndex row, Compiled& compiled) const {
    if (regex_) return &*regex_;
    const std::optional<Value> needle = needle_.render(batch, row);
    if (!needle) return nullptr;
    const auto [entry, is_new] = compiled.regexes.try_emplace(std::string(needle->as_text()));
    if (is_new) {
      if (auto regex = Regex::compile(entry->first)) entry->second = *std::move(regex);
    }
    return entry->second ? &*entry->second : nullptr;
  }

  Field field_;
  std::optional<Regex> regex_;  ///< Nothing: `needle_` depends on the row.
  Template needle_;
  Template replacement_;
};

}  // namespace

Result<std::unique_ptr<Operation>> gsub(Field field, std::string_view needle,
                                        std::string_view replacement, Layout& layout) {
  Template needle_template = Template::compile(needle, layout);
  Template replacement_template = Template::compile(replacement, layout);
  std::optional<Regex> regex;
  if (needle.find("%{") == std::string_view::npos) {
    TRY_ASSIGN(regex, Regex::compile(needle));
  }
  if (regex && replacement_template.is_constant()) {
    Replacement compiled = compile_replacement(replacement_template.constant_text(), *regex);
    return std::make_unique<ConstantGsub>(std::move(field), *std::move(regex), std::move(compiled));
  }
  return std::make_unique<DynamicGsub>(std::move(field), std::move(regex),
                                       std::move(needle_template), std::move(replacement_template));
}

}  // namespace bdp::mutate
