#include "pipeline/filter_review.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "lang/condition.h"
#include "lang/diagnostics.h"
#include "lang/expression_text.h"
#include "lang/parser.h"
#include "lang/regex_ambiguity.h"
#include "pipeline/filter_facts.h"
#include "pipeline/options.h"
#include "record/field_path.h"

namespace bdp {
namespace {

using lang::Expression;
using lang::Operand;
using lang::Position;
using lang::Verdict;

constexpr std::string_view kDeprecated = "deprecated: ";

std::string place_of(Position at) {
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

bool names_field(const Operand& operand) {
  return operand.kind == Operand::Kind::kField;
}

/// What a comparison without fields comes to; nothing: it depends on the event.
std::optional<Verdict> constant_comparison(const Expression& comparison,
                                           const LanguageSettings& settings) {
  const bool one_sided = comparison.kind == Expression::Kind::kTruth;
  if (names_field(comparison.left) || (!one_sided && names_field(comparison.right))) return {};
  auto layout = std::make_shared<Layout>();
  lang::Diagnostics mistakes("");
  const auto condition = lang::Condition::compile(comparison, settings.variable, *layout, mistakes);
  if (!condition) return {};
  Batch batch(layout);
  batch.set_rows(1);
  auto scratch = condition->new_scratch();
  const RowIndex row = 0;
  return condition->test(batch, {&row, 1}, scratch).front();
}

/// What a condition always comes to; nothing: it depends on the event.
std::optional<Verdict> constant_verdict(const Expression& expression,
                                        const LanguageSettings& settings) {
  using Kind = Expression::Kind;
  if (expression.children.empty()) return constant_comparison(expression, settings);
  const bool conjunction = expression.kind == Kind::kAnd || expression.kind == Kind::kNand;
  const bool negated = expression.kind == Kind::kNot || expression.kind == Kind::kNand;
  if (expression.kind == Kind::kXor) return {};
  const auto outcome = [negated](bool holds) {
    return holds != negated ? Verdict::kYes : Verdict::kNo;
  };
  if (expression.kind == Kind::kNot) {
    const auto child = constant_verdict(expression.children.front(), settings);
    if (!child || *child == Verdict::kFails) return child;
    return outcome(*child == Verdict::kYes);
  }
  bool all_known = true;
  for (const Expression& child : expression.children) {
    const auto verdict = constant_verdict(child, settings);
    all_known = all_known && verdict.has_value();
    if (verdict == (conjunction ? Verdict::kNo : Verdict::kYes)) return outcome(!conjunction);
  }
  return all_known ? std::optional(outcome(conjunction)) : std::nullopt;
}

/// Goes through the text in the order of events.
class Reviewer {
 public:
  Reviewer(std::string_view file, const LanguageSettings& settings,
           std::span<const FilterKind* const> kinds,
           const std::optional<std::vector<std::string>>& input_fields)
      : settings_(settings), kinds_(kinds), found_(file), any_field_(!input_fields.has_value()) {
    for (const std::string_view always : {"tags", "@metadata"}) fields_.emplace(always);
    if (input_fields) fields_.insert(input_fields->begin(), input_fields->end());
  }

  /// True: no event gets to its end.
  bool block(const lang::Block& block) {
    std::optional<Position> end;
    bool told = false;
    for (const lang::Statement& statement : block) {
      const auto* filter = std::get_if<lang::Plugin>(&statement.node);
      const auto* choice = std::get_if<lang::Conditional>(&statement.node);
      const Position at = filter != nullptr ? filter->at : choice->branches.front().at;
      if (end && !told) {
        found_.add(at, "no event gets here: the filter at " + place_of(*end) +
                           " ends them all; take one of the two away");
        told = true;
      }
      const bool ends = filter != nullptr ? plugin(*filter) : conditional(*choice);
      if (ends && !end) end = at;
    }
    return end.has_value();
  }

  std::vector<std::string> lines() const { return found_.lines(); }

 private:
  /// A filter that may make fields of any name.
  struct Maker {
    const FilterKind* kind;
    std::shared_ptr<const PluginOptions> options;
  };

  bool plugin(const lang::Plugin& plugin) {
    const auto kind = std::ranges::find(kinds_, plugin.name, &FilterKind::name);
    if (kind == kinds_.end()) return false;
    const std::shared_ptr<const PluginOptions> options =
        PluginOptions::parse(plugin, (*kind)->options, settings_, ignored_);
    if (options == nullptr) return false;
    deprecated_options(plugin, **kind);
    const FilterFacts facts = facts_of(plugin, **kind, *options);
    for (const FilterFacts::Pattern& pattern : facts.patterns) regex(pattern);
    fields_.insert(facts.reads.begin(), facts.reads.end());
    fields_.insert(facts.writes.begin(), facts.writes.end());
    if (facts.names_from_events) any_field_ = true;
    if ((*kind)->may_make != nullptr) makers_.push_back({*kind, options});
    return (*kind)->ends_all != nullptr && (*kind)->ends_all(*options);
  }

  void deprecated_options(const lang::Plugin& plugin, const FilterKind& kind) {
    for (const lang::Attribute& attribute : plugin.attributes) {
      const auto field = std::ranges::find(kind.options, attribute.name, &OptionField::name);
      if (field == kind.options.end() || !field->help.starts_with(kDeprecated)) continue;
      found_.add(attribute.at, "the option '" + attribute.name + "' of " + plugin.name +
                                   " is deprecated; write '" +
                                   std::string(field->help.substr(kDeprecated.size())) + "'");
    }
  }

  void regex(const FilterFacts::Pattern& pattern) {
    const auto repeat = lang::runaway_repeat(pattern.text, pattern.grok);
    if (!repeat) return;
    found_.add(pattern.at, "this expression can run away: '" + *repeat +
                               "' can share one text among its rounds in many ways, and tries all "
                               "of them on a text that does not match; make the parts exclude each "
                               "other, or write (?>...) around it");
  }

  bool conditional(const lang::Conditional& conditional) {
    std::map<std::string, Position> before;
    std::optional<std::string> never;  ///< Why the branches from here on get no event.
    bool ends = true;
    for (const lang::Conditional::Branch& branch : conditional.branches) {
      if (never) {
        found_.add(branch.at, "this branch is never reached: " + *never);
        never.reset();
      }
      if (branch.condition != nullptr) {
        never = condition(branch, before);
      }
      ends = block(branch.body) && ends;
    }
    return ends && conditional.branches.back().condition == nullptr;
  }

  /// Not nothing: why no event gets to the branches behind this one.
  std::optional<std::string> condition(const lang::Conditional::Branch& branch,
                                       std::map<std::string, Position>& before) {
    const Expression& expression = *branch.condition;
    operands(expression);
    const std::string text = lang::text_of(expression);
    const auto verdict = constant_verdict(expression, settings_);
    if (verdict == Verdict::kYes) {
      found_.add(expression.at,
                 "this condition always holds, whatever the event; compare a field, or take the "
                 "'if' away");
      return "the condition at " + place_of(expression.at) + " always holds; take it away";
    }
    if (verdict) {
      found_.add(expression.at,
                 *verdict == Verdict::kNo
                     ? "this condition never holds, whatever the event: its branch is never "
                       "reached; compare a field"
                     : "this condition compares what cannot be compared, whatever the event: no "
                       "event gets past it; compare a field");
    }
    if (const auto known = before.find(text); known != before.end()) {
      found_.add(expression.at, "this branch is never reached: the same condition stands at " +
                                    place_of(known->second) + " already; take one away");
    }
    const Expression* denied =
        expression.kind == Expression::Kind::kNot ? &expression.children.front() : nullptr;
    const auto opposite = before.find(denied != nullptr ? lang::text_of(*denied) : "!" + text);
    before.emplace(text, expression.at);
    if (opposite == before.end() || opposite->first == text) return {};
    return "the conditions at " + place_of(opposite->second) + " and " + place_of(expression.at) +
           " are opposites, so one of them holds; take it away";
  }

  void operands(const Expression& expression) {
    for (const Expression& child : expression.children) operands(child);
    if (!expression.children.empty()) return;
    operand(expression.left);
    if (expression.kind == Expression::Kind::kTruth) return;
    operand(expression.right);
    const bool matches = expression.kind == Expression::Kind::kMatch ||
                         expression.kind == Expression::Kind::kNoMatch;
    if (matches && !names_field(expression.right)) {
      regex({expression.right.text, false, expression.right.at});
    }
  }

  void operand(const Operand& operand) {
    if (!names_field(operand)) return;
    const auto path = FieldPath::parse(operand.text);
    if (!path) return;
    const std::string& name = path->top;
    if (name.size() > 1 && (name.front() == '"' || name.front() == '\'') &&
        name.front() == name.back()) {
      found_.add(operand.at, operand.text +
                                 " is the field of this name, quotes included, and no "
                                 "list of one; write == " +
                                 name);
      return;
    }
    if (is_known(name) || !told_.insert(name).second) return;
    const std::vector<std::string_view> known(fields_.begin(), fields_.end());
    std::string advice = lang::did_you_mean(name, known);
    if (advice.empty()) advice = "; it is always missing";
    found_.add(operand.at, "nothing before this condition makes the field [" + name + "]" + advice);
  }

  bool is_known(const std::string& name) const {
    if (any_field_ || fields_.contains(name)) return true;
    return std::ranges::any_of(makers_, [&name](const Maker& maker) {
      return maker.kind->may_make(*maker.options, name);
    });
  }

  const LanguageSettings& settings_;
  std::span<const FilterKind* const> kinds_;
  lang::Diagnostics found_;
  lang::Diagnostics ignored_{""};
  FieldNames fields_;
  std::vector<Maker> makers_;
  FieldNames told_;
  bool any_field_;
};

}  // namespace

std::vector<std::string> review_filter(
    std::string_view text, std::string_view file, const LanguageSettings& settings,
    std::span<const FilterKind* const> kinds,
    const std::optional<std::vector<std::string>>& input_fields) {
  lang::Diagnostics mistakes(file);
  const lang::Block block = lang::parse_block(text, settings.support_escapes, mistakes);
  if (!mistakes.empty()) return {};
  Reviewer reviewer(file, settings, kinds, input_fields);
  reviewer.block(block);
  return reviewer.lines();
}

}  // namespace bdp
