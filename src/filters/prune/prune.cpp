#include "filters/prune/prune.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "filters/prune/pattern.h"
#include "lang/value_order.h"
#include "lang/value_text.h"
#include "pipeline/option_value.h"
#include "record/container.h"

namespace bdp {

Result<prune::Pattern> prune::Pattern::compile(std::string_view text, bool interpolate,
                                               Layout& layout) {
  Pattern result;
  if (interpolate) result.template_ = lang::Template::compile(text, layout);
  if (!interpolate || result.template_.is_constant()) {
    TRY_ASSIGN(result.regex_, lang::Regex::compile(text));
  }
  return result;
}

namespace {

using lang::Found;
using lang::Regex;
using lang::Subject;
using prune::Pattern;
using prune::ValueRule;

constexpr OptionField kOptions[] = {
    {.name = "whitelist_names",
     .type = OptionType::kList,
     .help = "regular expressions; fields whose names none of them matches are removed",
     .role = OptionRole::kRegex},
    {.name = "blacklist_names",
     .type = OptionType::kList,
     .help = "regular expressions; fields whose names one of them matches are removed",
     .fallback = R"(["%\{[^}]+\}"])",
     .role = OptionRole::kRegex},
    {.name = "whitelist_values",
     .type = OptionType::kHash,
     .help = "a regular expression for a field; a value, or item of a list, that it does not match "
             "is removed",
     .role = OptionRole::kReadsByRegex},
    {.name = "blacklist_values",
     .type = OptionType::kHash,
     .help = "a regular expression for a field; a value, or item of a list, that it matches is "
             "removed",
     .role = OptionRole::kReadsByRegex},
    {.name = "interpolate",
     .type = OptionType::kBoolean,
     .help = "%{field} in names and regular expressions stands for the event's value",
     .fallback = "false"},
};

struct Rules {
  std::vector<Pattern> kept_names;  ///< Empty: all are kept.
  std::vector<Pattern> removed_names;
  std::vector<ValueRule> values;
  Slot metadata = 0;
  Slot tags = 0;
};

/// What is left to be done once every rule has seen the event as it was.
struct Removal {
  RowIndex row = 0;
  Slot slot = 0;
  /// Of a list: the items that go, in Memory::items. Empty: the field.
  std::uint32_t first_item = 0;
  std::uint32_t end_item = 0;
};

struct Memory final : Scratch {
  RegexCache cache;
  std::vector<Removal> removals;
  std::vector<Value> items;
  Selection matched;
};

/// Removes fields by their names and values. Every rule sees the event as it was.
class Prune final : public Filter {
 public:
  explicit Prune(Rules rules)
      : rules_(std::move(rules)),
        names_are_constant_(std::ranges::all_of(rules_.kept_names, &Pattern::is_constant) &&
                            std::ranges::all_of(rules_.removed_names, &Pattern::is_constant)) {}

  std::unique_ptr<Scratch> new_scratch() const override { return std::make_unique<Memory>(); }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    Memory& memory = static_cast<Memory&>(*scratch);
    memory.removals.clear();
    memory.items.clear();
    memory.matched.clear();
    for (const RowIndex row : rows) {
      const std::size_t before = memory.removals.size();
      if (judge_values(batch, row, memory) &&
          (names_are_constant_ || judge_names(batch, row, memory))) {
        memory.matched.push_back(row);
      } else {
        memory.removals.resize(before);
        tag_failure(batch, row, rules_.tags, failure_tag());
      }
    }
    for (const Removal& removal : memory.removals) remove(batch, removal, memory);
    if (names_are_constant_) remove_columns(batch, rows, memory);
    if (matched != nullptr) *matched = memory.matched;
  }

 private:
  /// Nothing: some pattern is none for this row.
  std::optional<bool> matches_any(const std::vector<Pattern>& patterns, std::string_view name,
                                  Batch& batch, RowIndex row, Memory& memory) const {
    const Subject subject(name);
    for (const Pattern& pattern : patterns) {
      const Regex* regex = pattern.of_row(batch, row, memory.cache);
      if (regex == nullptr) return std::nullopt;
      if (regex->search(subject) == Found::kMatch) return true;
    }
    return false;
  }

  std::optional<bool> is_removed(std::string_view name, Batch& batch, RowIndex row,
                                 Memory& memory) const {
    if (!rules_.kept_names.empty()) {
      const auto kept = matches_any(rules_.kept_names, name, batch, row, memory);
      if (!kept) return std::nullopt;
      if (!*kept) return true;
    }
    return matches_any(rules_.removed_names, name, batch, row, memory);
  }

  bool judge_names(Batch& batch, RowIndex row, Memory& memory) const {
    for (Slot slot = 0; slot < batch.columns(); ++slot) {
      if (slot == rules_.metadata || !batch.at(slot, row).present()) continue;
      const auto removed = is_removed(batch.name(slot), batch, row, memory);
      if (!removed) return false;
      if (*removed) memory.removals.push_back({.row = row, .slot = slot});
    }
    return true;
  }

  /// Where all names are judged alike for all rows.
  void remove_columns(Batch& batch, const Selection& rows, Memory& memory) const {
    for (Slot slot = 0; slot < batch.columns(); ++slot) {
      Column& column = batch.column(slot);
      if (slot == rules_.metadata || column.empty() || rows.empty()) continue;
      if (!*is_removed(batch.name(slot), batch, rows.front(), memory)) continue;
      if (rows.size() == batch.rows()) {
        column.clear();
        continue;
      }
      Value* values = column.dense(batch.rows(), batch.arena());
      for (const RowIndex row : rows) values[row] = Value();
    }
  }

  bool judge_values(Batch& batch, RowIndex row, Memory& memory) const {
    for (const ValueRule& rule : rules_.values) {
      const Regex* regex = rule.pattern.of_row(batch, row, memory.cache);
      if (regex == nullptr) return false;
      const std::optional<Slot> slot = rule.slot_of_row(batch, row);
      if (!slot) continue;
      const Value value = batch.at(*slot, row);
      if (value.is_absent_or_null() || (value.is(Tag::kBool) && !value.as_bool())) continue;
      Removal removal{.row = row, .slot = *slot};
      if (!value.is(Tag::kList)) {
        if (goes(batch.arena(), value, *regex, rule)) memory.removals.push_back(removal);
        continue;
      }
      removal.first_item = static_cast<std::uint32_t>(memory.items.size());
      for (const Value& item : value.as_list()) {
        if (goes(batch.arena(), item, *regex, rule)) memory.items.push_back(item);
      }
      removal.end_item = static_cast<std::uint32_t>(memory.items.size());
      const std::uint32_t count = removal.end_item - removal.first_item;
      if (count == value.as_list().size()) removal.end_item = removal.first_item;
      if (count > 0) memory.removals.push_back(removal);
    }
    return true;
  }

  /// Logstash matches texts and stops at all else; here that is matched as the text it shows.
  static bool goes(Arena& arena, Value value, const Regex& regex, const ValueRule& rule) {
    const Value text = lang::to_s(arena, value);
    return (regex.search(Subject(text)) == Found::kMatch) != rule.keeps_matching;
  }

  static void remove(Batch& batch, const Removal& removal, const Memory& memory) {
    Column& column = batch.column(removal.slot);
    Value& value = column.dense(batch.rows(), batch.arena())[removal.row];
    if (removal.first_item == removal.end_item) {
      value = Value();
    } else if (value.is(Tag::kList)) {
      List* left = List::make(batch.arena(), value.as_list().size());
      const auto begin = memory.items.begin() + removal.first_item;
      const auto end = memory.items.begin() + removal.end_item;
      for (const Value& item : value.as_list()) {
        const bool gone =
            std::any_of(begin, end, [&](Value other) { return lang::same_value(item, other); });
        if (!gone) left->push_back(batch.arena(), item);
      }
      value = Value::list(left);
    }
  }

  Rules rules_;
  bool names_are_constant_;
};

/// Reads the options of one prune.
class Reader {
 public:
  Reader(const Options& options, Layout& layout)
      : options_(options), layout_(layout), interpolate_(options.boolean("interpolate")) {}

  Status read_names(std::string_view option, std::vector<Pattern>& into) {
    for (const std::string& text : options_.list(option)) {
      auto pattern = Pattern::compile(text, interpolate_, layout_);
      if (!pattern) return options_.error(option, not_usable(text, pattern.error()));
      into.push_back(*std::move(pattern));
    }
    return {};
  }

  Status read_values(std::string_view option, bool keeps_matching, std::vector<ValueRule>& into) {
    for (const Options::HashEntry& entry : options_.hash(option)) {
      const std::string text = literal_text(*entry.value).value_or("");
      auto pattern = Pattern::compile(text, interpolate_, layout_);
      if (!pattern) return options_.error(entry.at, not_usable(text, pattern.error()));
      ValueRule& rule = into.emplace_back();
      rule.name = lang::Template::compile(entry.key, layout_);
      if (!interpolate_ || rule.name.is_constant()) rule.slot = layout_.add(entry.key);
      rule.pattern = *std::move(pattern);
      rule.keeps_matching = keeps_matching;
    }
    return {};
  }

 private:
  static std::string not_usable(const std::string& text, const Error& why) {
    return "prune cannot use the pattern '" + text + "': " + std::string(why.message());
  }

  const Options& options_;
  Layout& layout_;
  bool interpolate_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  Reader reader(options, layout);
  Rules rules;
  TRY(reader.read_names("whitelist_names", rules.kept_names));
  TRY(reader.read_names("blacklist_names", rules.removed_names));
  TRY(reader.read_values("whitelist_values", true, rules.values));
  TRY(reader.read_values("blacklist_values", false, rules.values));
  rules.metadata = layout.add("@metadata");
  rules.tags = layout.add("tags");
  return std::make_unique<Prune>(std::move(rules));
}

}  // namespace

constinit const FilterKind kPrune = {
    .name = "prune",
    .summary = "removes fields by their names and values",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
