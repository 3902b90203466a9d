#include "filters/grok/grok.h"

#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "filters/ecs_option.h"
#include "filters/grok/expression.h"
#include "filters/grok/field_match.h"
#include "filters/grok/pattern_set.h"
#include "pipeline/option_value.h"

namespace bdp {
namespace {

using grok::Expression;
using grok::FieldMatch;
using grok::PatternSet;

constexpr std::string_view kTimeoutScopes[] = {"pattern", "event"};

constexpr OptionField kOptions[] = {
    {.name = "match",
     .type = OptionType::kHash,
     .help = "field, and the expression or list of expressions for its text",
     .role = OptionRole::kReadsByGrok},
    {.name = "patterns_dir",
     .type = OptionType::kList,
     .help = "folders or files with patterns, a line each: NAME pattern"},
    {.name = "patterns_files_glob",
     .type = OptionType::kString,
     .help = "which files of these folders",
     .fallback = "\"*\""},
    {.name = "pattern_definitions",
     .type = OptionType::kHash,
     .help = "patterns of this filter only, by name",
     .role = OptionRole::kGrok},
    {.name = "break_on_match",
     .type = OptionType::kBoolean,
     .help = "stop at the first expression that matches",
     .fallback = "true"},
    {.name = "named_captures_only",
     .type = OptionType::kBoolean,
     .help = "false: %{WORD} without a name sets the field WORD",
     .fallback = "true"},
    {.name = "keep_empty_captures",
     .type = OptionType::kBoolean,
     .help = "set fields of which nothing was captured, too",
     .fallback = "false"},
    {.name = "overwrite",
     .type = OptionType::kList,
     .help = "fields that a capture replaces; others become lists"},
    {.name = "target",
     .type = OptionType::kString,
     .help = "field under which the captures are put"},
    {.name = "tag_on_failure",
     .type = OptionType::kList,
     .help = "tags of an event that nothing matches",
     .fallback = "[\"_grokparsefailure\"]"},
    {.name = "tag_on_timeout",
     .type = OptionType::kString,
     .help = "tag of an event on which an expression ran away",
     .fallback = "\"_groktimeout\""},
    {.name = "timeout_millis",
     .type = OptionType::kNumber,
     .help = "accepted; an expression is stopped after a number of steps instead",
     .fallback = "30000"},
    {.name = "timeout_scope",
     .type = OptionType::kString,
     .help = "accepted: pattern or event",
     .fallback = "\"pattern\"",
     .choices = kTimeoutScopes},
    kEcsOption,
};

class Grok final : public Filter {
 public:
  struct Rules {
    std::vector<FieldMatch> fields;
    bool break_on_match = true;
    Slot tags = 0;
    std::vector<std::string> failure_tags;
    std::string timeout_tag;
  };

  explicit Grok(Rules rules) : rules_(std::move(rules)) {}

  std::unique_ptr<Scratch> new_scratch() const override { return std::make_unique<grok::Memory>(); }
  std::string_view failure_tag() const override {
    return rules_.failure_tags.empty() ? "_grokparsefailure"
                                       : std::string_view(rules_.failure_tags.front());
  }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    auto& memory = static_cast<grok::Memory&>(*scratch);
    for (const RowIndex row : rows) {
      switch (match(batch, row, memory)) {
        case lang::Found::kMatch:
          if (matched != nullptr) matched->push_back(row);
          break;
        case lang::Found::kNoMatch:
          for (const std::string& tag : rules_.failure_tags) {
            tag_failure(batch, row, rules_.tags, tag);
          }
          break;
        case lang::Found::kLimit:
          tag_failure(batch, row, rules_.tags, rules_.timeout_tag);
          break;
      }
    }
  }

 private:
  lang::Found match(Batch& batch, RowIndex row, grok::Memory& memory) const {
    lang::Found result = lang::Found::kNoMatch;
    for (const FieldMatch& field : rules_.fields) {
      const lang::Found found = field.match(batch, row, memory);
      if (found == lang::Found::kLimit) return found;
      if (found != lang::Found::kMatch) continue;
      result = found;
      if (rules_.break_on_match) break;
    }
    return result;
  }

  Rules rules_;
};

/// The library, and over it what the filter defines for itself.
Result<PatternSet> patterns_of(const Options& options) {
  PatternSet patterns = PatternSet::library(
      ecs_mode(options) == EcsMode::kDisabled ? grok::Naming::kLegacy : grok::Naming::kEcs);
  const std::string glob(options.string("patterns_files_glob"));
  for (const std::string& path : options.list("patterns_dir")) {
    const Status added = grok::add_pattern_files(path, glob, patterns);
    if (!added) return options.error("patterns_dir", std::string(added.error().message()));
  }
  for (const Options::HashEntry& entry : options.hash("pattern_definitions")) {
    patterns.add(entry.key, literal_text(*entry.value).value_or(""));
  }
  return patterns;
}

/// The expressions of one entry of `match`.
std::vector<std::string> texts_of(const lang::Literal& value) {
  std::vector<std::string> result;
  if (value.kind == lang::Literal::Kind::kList) {
    for (const lang::Literal& item : value.items) {
      result.push_back(literal_text(item).value_or(""));
    }
  } else {
    result.push_back(literal_text(value).value_or(""));
  }
  return result;
}

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  TRY_ASSIGN(const PatternSet patterns, patterns_of(options));
  grok::CaptureRules captures;
  captures.keep_empty = options.boolean("keep_empty_captures");
  const auto overwritten = options.list("overwrite");
  captures.overwritten.assign(overwritten.begin(), overwritten.end());
  if (options.given("target")) {
    const std::string_view target = options.string("target");
    captures.target = target.starts_with('[') ? target : "[" + std::string(target) + "]";
  }
  Grok::Rules rules;
  rules.break_on_match = options.boolean("break_on_match");
  captures.break_on_match = rules.break_on_match;
  for (const Options::HashEntry& entry : options.hash("match")) {
    const auto source = FieldPath::parse(entry.key);
    if (!source) return options.error(entry.at, std::string(source.error().message()));
    std::vector<Expression> expressions;
    for (const std::string& text : texts_of(*entry.value)) {
      auto expression = Expression::compile(text, patterns, options.boolean("named_captures_only"));
      if (!expression) {
        return options.error(entry.at, "grok cannot use the expression '" + text +
                                           "': " + std::string(expression.error().message()));
      }
      expressions.push_back(*std::move(expression));
    }
    rules.fields.emplace_back(FieldRef::resolve(*source, layout), std::move(expressions), captures,
                              layout);
  }
  rules.tags = layout.add("tags");
  const auto tags = options.list("tag_on_failure");
  rules.failure_tags.assign(tags.begin(), tags.end());
  rules.timeout_tag = options.string("tag_on_timeout");
  return std::make_unique<Grok>(std::move(rules));
}

}  // namespace

constinit const FilterKind kGrok = {
    .name = "grok",
    .summary = "takes a text apart by patterns",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
