#include "filters/kv/kv.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "filters/ecs_option.h"
#include "filters/failure_tags.h"
#include "filters/field_option.h"
#include "filters/kv/key_fields.h"
#include "filters/kv/pairs.h"
#include "filters/kv/plain_scan.h"
#include "lang/regex_replace.h"
#include "lang/template.h"
#include "lang/text_builder.h"
#include "lang/text_case.h"
#include "pipeline/option_value.h"

namespace bdp {
namespace {

using kv::KeyFields;
using kv::Pairs;
using kv::PlainScan;
using lang::EventField;
using lang::Found;
using lang::Regex;
using lang::Subject;
using lang::Template;

constexpr std::string_view kWhitespaces[] = {"strict", "lenient"};
constexpr std::string_view kCases[] = {"lowercase", "uppercase", "capitalize"};

constexpr OptionField kOptions[] = {
    {.name = "source",
     .type = OptionType::kString,
     .help = "the field that holds pairs of keys and values, a text or a list of texts",
     .fallback = "\"message\"",
     .role = OptionRole::kReads},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field that gets the pairs as an object; the event itself, if not given"},
    {.name = "field_split",
     .type = OptionType::kString,
     .help = "the characters that end a pair, as in the brackets of a regular expression",
     .fallback = "\" \""},
    {.name = "field_split_pattern",
     .type = OptionType::kString,
     .help = "a regular expression for what ends a pair, in place of field_split",
     .role = OptionRole::kRegex},
    {.name = "value_split",
     .type = OptionType::kString,
     .help = "the characters between a key and its value",
     .fallback = "\"=\""},
    {.name = "value_split_pattern",
     .type = OptionType::kString,
     .help = "a regular expression for what stands between a key and its value",
     .role = OptionRole::kRegex},
    {.name = "whitespace",
     .type = OptionType::kString,
     .help = "lenient: blanks around what splits key and value do not count",
     .fallback = "\"lenient\"",
     .choices = kWhitespaces},
    {.name = "include_brackets",
     .type = OptionType::kBoolean,
     .help = "(), [] and <> around a value are taken off, as quotes are",
     .fallback = "true"},
    {.name = "include_keys",
     .type = OptionType::kList,
     .help = "only these keys are taken; all, if not given"},
    {.name = "exclude_keys", .type = OptionType::kList, .help = "keys that are not taken"},
    {.name = "default_keys",
     .type = OptionType::kHash,
     .help = "values of keys that are not found"},
    {.name = "prefix", .type = OptionType::kString, .help = "stands in front of each key"},
    {.name = "trim_key",
     .type = OptionType::kString,
     .help = "characters that are taken off both ends of keys"},
    {.name = "trim_value",
     .type = OptionType::kString,
     .help = "characters that are taken off both ends of values"},
    {.name = "remove_char_key",
     .type = OptionType::kString,
     .help = "characters that are taken out of keys"},
    {.name = "remove_char_value",
     .type = OptionType::kString,
     .help = "characters that are taken out of values"},
    {.name = "transform_key",
     .type = OptionType::kString,
     .help = "the case that keys are written in",
     .choices = kCases},
    {.name = "transform_value",
     .type = OptionType::kString,
     .help = "the case that values are written in",
     .choices = kCases},
    {.name = "allow_duplicate_values",
     .type = OptionType::kBoolean,
     .help = "a value that its key has already is taken again",
     .fallback = "true"},
    {.name = "allow_empty_values",
     .type = OptionType::kBoolean,
     .help = "keys with empty values are taken too",
     .fallback = "false"},
    {.name = "recursive",
     .type = OptionType::kBoolean,
     .help = "pairs inside a value become an object",
     .fallback = "false"},
    {.name = "timeout_millis",
     .type = OptionType::kNumber,
     .help = "accepted; what bounds a search here is the work that it does",
     .fallback = "30000"},
    {.name = "tag_on_timeout",
     .type = OptionType::kString,
     .help = "tag of an event on whose text a pattern runs away",
     .fallback = "\"_kv_filter_timeout\""},
    {.name = "tag_on_failure",
     .type = OptionType::kList,
     .help = "tags of an event whose pairs cannot be set",
     .fallback = "[\"_kv_filter_error\"]"},
    kEcsOption,
};

/// Pairs in values in values: deeper ones stay text.
constexpr unsigned kMaxDepth = 100;

/// What is done to each key, or each value: the options trim_*, remove_char_* and transform_*.
class Cleaning {
 public:
  static Result<Cleaning> compile(const Options& options, const std::string& what) {
    Cleaning result;
    const std::string trim = "trim_" + what;
    const std::string remove = "remove_char_" + what;
    const std::string transform = "transform_" + what;
    if (options.given(trim)) {
      const std::string set = "[" + std::string(options.string(trim)) + "]+";
      TRY(result.add(options, trim, "^" + set + "|" + set + "$"));
    }
    if (options.given(remove)) {
      TRY(result.add(options, remove, "[" + std::string(options.string(remove)) + "]"));
    }
    if (options.given(transform)) {
      const std::string_view name = options.string(transform);
      result.to_ = name == "lowercase"   ? lang::TextCase::kLower
                   : name == "uppercase" ? lang::TextCase::kUpper
                                         : lang::TextCase::kCapitalized;
    }
    return result;
  }

  bool changes_nothing() const { return removals_.empty() && !to_; }

  Value clean(Arena& arena, Value text) const {
    for (const Removal& removal : removals_) {
      Value changed;
      if (gsub(arena, text, removal.regex, removal.nothing, changed) == Found::kMatch) {
        text = changed;
      }
    }
    return to_ ? change_case(arena, text, *to_) : text;
  }

 private:
  struct Removal {
    Regex regex;
    lang::RegexReplacement nothing;
  };

  Status add(const Options& options, const std::string& option, const std::string& pattern) {
    auto regex = Regex::compile(pattern);
    if (!regex) {
      return options.error(option,
                           "kv cannot use these characters as [...] of a regular "
                           "expression: " +
                               std::string(regex.error().message()));
    }
    TRY_ASSIGN(auto nothing, lang::RegexReplacement::compile("", *regex));
    removals_.push_back({*std::move(regex), std::move(nothing)});
    return {};
  }

  std::vector<Removal> removals_;
  std::optional<lang::TextCase> to_;
};

struct Rules {
  EventField source = {};
  std::optional<EventField> target = {};
  Regex value_split = {};
  Regex pair = {};
  std::optional<PlainScan> plain = {};  ///< Finds the same as `pair`.
  bool straight = false;                ///< What is found is set as it is.
  Cleaning keys = {};
  Cleaning values = {};
  std::vector<Template> included = {};
  std::vector<Template> excluded = {};
  std::vector<std::pair<std::string, std::string>> defaults = {};
  std::optional<Template> prefix = {};
  bool duplicates = true;
  bool empty_values = false;
  bool recursive = false;
  FailureTags failure;
  std::string timeout_tag = {};
  Slot tags = 0;
};

struct Memory final : Scratch {
  Pairs pairs;
  KeyFields keys;
  std::vector<Value> included;
  std::vector<Value> excluded;
};

class Kv final : public Filter {
 public:
  explicit Kv(Rules rules) : rules_(std::move(rules)) {}

  std::unique_ptr<Scratch> new_scratch() const override { return std::make_unique<Memory>(); }
  std::string_view failure_tag() const override {
    return rules_.failure.first().empty() ? Filter::failure_tag() : rules_.failure.first();
  }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    Memory& memory = static_cast<Memory&>(*scratch);
    memory.keys.start_batch();
    std::size_t kept = 0;
    for (const RowIndex row : rows) {
      const Outcome outcome = parse_row(batch, row, memory);
      if (outcome == Outcome::kRejected) continue;
      rows[kept++] = row;
      if (outcome == Outcome::kFailed) rules_.failure.add(batch, row);
      if (outcome == Outcome::kTimeout) tag_failure(batch, row, rules_.tags, rules_.timeout_tag);
      if (outcome == Outcome::kMatched && matched != nullptr) matched->push_back(row);
    }
    rows.resize(kept);
  }

 private:
  enum class Outcome : std::uint8_t { kMatched, kUnmatched, kFailed, kTimeout, kRejected };

  Outcome parse_row(Batch& batch, RowIndex row, Memory& memory) const {
    memory.pairs.clear();
    const Value source = get_field(batch, row, rules_.source);
    if (source.is(Tag::kText)) {
      if (rules_.straight && PlainScan::can_read_ascii(source.as_text())) {
        if (const auto outcome = parse_straight(batch, row, source, memory.keys)) return *outcome;
      }
      const Outcome outcome = parse(batch, row, source, memory);
      if (outcome != Outcome::kMatched) return outcome;
    } else if (source.is(Tag::kList)) {
      for (const Value& item : source.as_list()) {
        if (!item.is(Tag::kText)) return Outcome::kFailed;
        const Outcome outcome = parse(batch, row, item, memory);
        if (outcome != Outcome::kMatched) return outcome;
      }
    }
    for (const auto& [key, value] : rules_.defaults) {
      if (memory.pairs.find(key) != nullptr) continue;
      memory.pairs.add(batch.arena(), key, Value::text(batch.arena().copy(value)));
    }
    if (memory.pairs.empty()) return Outcome::kUnmatched;
    return set(batch, row, memory.pairs, memory.keys);
  }

  bool is_plain(const Subject& subject) const {
    return rules_.plain && PlainScan::can_read(subject.text()) &&
           subject.encoding() != Subject::Encoding::kBroken;
  }

  /// The common case: plain pairs that become fields as they are found. Nothing: a key is none of
  /// a plain column, and the event is to be taken apart as others are.
  std::optional<Outcome> parse_straight(Batch& batch, RowIndex row, Value text,
                                        KeyFields& keys) const {
    const std::uint32_t event = keys.start_event();
    bool any = false;
    PlainScan::Pair pair;
    for (std::size_t from = 0; rules_.plain->next(text.as_text(), from, pair);) {
      if (pair.value.empty() && !rules_.empty_values) continue;
      const Value value = Value::text(pair.value, text.text_flags());
      KeyFields::Known& known = keys[keys.find(pair.key, batch)];
      if (known.column == nullptr) return std::nullopt;
      if (known.event != event) [[likely]] {
        known.event = event;
        known.listed = false;
        known.column[row] = value;
      } else {
        add_value(batch, row, known, value);
      }
      any = true;
    }
    return any ? Outcome::kMatched : Outcome::kUnmatched;
  }

  static void add_value(Batch& batch, RowIndex row, KeyFields::Known& known, Value value) {
    Value& there = known.column[row];
    if (!known.listed) {
      List* list = List::make(batch.arena());
      list->push_back(batch.arena(), there);
      there = Value::list(list);
      known.listed = true;
      batch.column(known.place->slot).note(Tag::kList);
    }
    there.as_list().push_back(batch.arena(), value);
  }

  /// kMatched: nothing went wrong.
  Outcome parse(Batch& batch, RowIndex row, Value text, Memory& memory) const {
    memory.included.clear();
    memory.excluded.clear();
    if (!render(batch, row, rules_.included, memory.included) ||
        !render(batch, row, rules_.excluded, memory.excluded)) {
      return Outcome::kFailed;
    }
    std::string_view prefix;
    if (rules_.prefix) {
      const auto rendered = rules_.prefix->render(batch, row);
      if (!rendered) return Outcome::kFailed;
      prefix = rendered->as_text();
    }
    return scan(batch.arena(), text, prefix, memory, memory.pairs, 0);
  }

  static bool render(Batch& batch, RowIndex row, const std::vector<Template>& templates,
                     std::vector<Value>& into) {
    for (const Template& one : templates) {
      const auto text = one.render(batch, row);
      if (!text) return false;
      into.push_back(*text);
    }
    return true;
  }

  static bool has(const std::vector<Value>& texts, std::string_view text) {
    return std::ranges::any_of(texts, [&](Value one) { return one.as_text() == text; });
  }

  Outcome scan(Arena& arena, Value text, std::string_view prefix, const Memory& memory, Pairs& into,
               unsigned depth) const {
    const Subject subject(text);
    if (is_plain(subject)) {
      return scan_plain(arena, text, prefix, memory, into, depth);
    }
    const Found splits = rules_.value_split.search(subject);
    if (splits == Found::kLimit) return Outcome::kTimeout;
    if (splits == Found::kNoMatch) return Outcome::kMatched;
    std::size_t from = 0;
    while (from < subject.text().size()) {
      lang::Match match;
      const Found found = rules_.pair.search(subject, match, from);
      if (found == Found::kLimit) return Outcome::kTimeout;
      if (found == Found::kNoMatch) break;
      from = match.end();
      const Value key = Value::text(*match.group(1), text.text_flags());
      std::string_view value;
      for (std::uint32_t group = 2; group <= rules_.pair.group_count(); ++group) {
        if (const auto candidate = match.group(group)) value = *candidate;
      }
      if (value.empty() && !rules_.empty_values) continue;
      const Outcome outcome =
          add(arena, key, Value::text(value, text.text_flags()), prefix, memory, into, depth);
      if (outcome != Outcome::kMatched) return outcome;
    }
    return Outcome::kMatched;
  }

  Outcome scan_plain(Arena& arena, Value text, std::string_view prefix, const Memory& memory,
                     Pairs& into, unsigned depth) const {
    PlainScan::Pair pair;
    for (std::size_t from = 0; rules_.plain->next(text.as_text(), from, pair);) {
      if (pair.value.empty() && !rules_.empty_values) continue;
      const Outcome outcome =
          add(arena, Value::text(pair.key, text.text_flags()),
              Value::text(pair.value, text.text_flags()), prefix, memory, into, depth);
      if (outcome != Outcome::kMatched) return outcome;
    }
    return Outcome::kMatched;
  }

  Outcome add(Arena& arena, Value found_key, Value value, std::string_view prefix,
              const Memory& memory, Pairs& into, unsigned depth) const {
    std::string_view key = rules_.keys.clean(arena, found_key).as_text();
    if (!memory.included.empty() && !has(memory.included, key)) return Outcome::kMatched;
    if (has(memory.excluded, key)) return Outcome::kMatched;
    if (!prefix.empty()) {
      lang::TextBuilder builder(arena);
      builder.append(prefix);
      builder.append(key);
      key = builder.finish();
    }
    value = rules_.values.clean(arena, value);
    if (!rules_.duplicates && is_known(into.find(key), value)) return Outcome::kMatched;
    if (rules_.recursive && depth < kMaxDepth) {
      Pairs inner;
      const Outcome outcome = scan(arena, value, prefix, memory, inner, depth + 1);
      if (outcome != Outcome::kMatched) return outcome;
      if (!inner.empty()) value = object_of(arena, inner);
    }
    into.add(arena, key, value);
    return Outcome::kMatched;
  }

  /// As in Logstash a part of the one value that the key has is known too.
  static bool is_known(const Pairs::Pair* there, Value value) {
    if (there == nullptr) return false;
    const auto same = [value](Value one) {
      return one.is(Tag::kText) && one.as_text() == value.as_text();
    };
    if (there->listed) {
      return std::any_of(there->value.as_list().begin(), there->value.as_list().end(), same);
    }
    return there->value.is(Tag::kText) &&
           there->value.as_text().find(value.as_text()) != std::string_view::npos;
  }

  static Value object_of(Arena& arena, const Pairs& pairs) {
    Object* object = Object::make(arena, static_cast<std::uint32_t>(pairs.all().size()));
    for (const Pairs::Pair& pair : pairs.all()) {
      object->append(arena, arena.copy(pair.key), pair.value);
    }
    return Value::object(object);
  }

  Outcome set(Batch& batch, RowIndex row, const Pairs& pairs, KeyFields& keys) const {
    if (rules_.target) {
      return set_event_field(batch, row, *rules_.target, object_of(batch.arena(), pairs))
                 ? Outcome::kMatched
                 : Outcome::kFailed;
    }
    keys.start_event();
    for (const Pairs::Pair& pair : pairs.all()) {
      const Outcome outcome =
          set_field_of(batch, row, keys[keys.find(pair.key, batch)], pair.value);
      if (outcome != Outcome::kMatched) return outcome;
    }
    return Outcome::kMatched;
  }

  static Outcome set_field_of(Batch& batch, RowIndex row, const KeyFields::Known& known,
                              Value value) {
    if (known.column != nullptr) {
      known.column[row] = value;
      batch.column(known.place->slot).note(value.tag());
      return Outcome::kMatched;
    }
    if (known.too_many) {
      batch.reject(row, Error(Code::kInvalid,
                              "kv: the events of this batch have so many keys that there is no "
                              "room for '" +
                                  std::string(known.key) + "'"));
      return Outcome::kRejected;
    }
    return known.place && set_event_field(batch, row, *known.place, value) ? Outcome::kMatched
                                                                           : Outcome::kFailed;
  }

  Rules rules_;
};

/// `((?:\\.|[^CLASS])+)`: a run of other characters; a backslash takes the next one along.
std::string run_outside(std::string_view set) {
  return "((?:\\\\.|[^" + std::string(set) + "])+)";
}

std::string run_until(const std::string& pattern) {
  return "((?:\\\\.|(?!" + pattern + ").)+)";
}

std::string between(std::string_view open, std::string_view close) {
  return std::string(open) + run_outside(close) + "?" + std::string(close);
}

Status compile_patterns(const Options& options, Rules& rules) {
  for (const char* option : {"value_split", "field_split_pattern", "value_split_pattern"}) {
    if ((options.given(option) || std::string_view(option) == "value_split") &&
        options.string(option).empty()) {
      return options.error(option, "kv: " + std::string(option) + " is empty; say what splits");
    }
  }
  const bool field_pattern = options.given("field_split_pattern");
  const bool value_pattern = options.given("value_split_pattern");
  const std::string field_set(options.string("field_split"));
  const std::string value_set(options.string("value_split"));
  const std::string field_split =
      "(?:" +
      (field_pattern ? std::string(options.string("field_split_pattern")) : "[" + field_set + "]") +
      ")";
  std::string value_split =
      "(?:" +
      (value_pattern ? std::string(options.string("value_split_pattern")) : "[" + value_set + "]") +
      ")";
  const auto compile = [&](const char* option, const std::string& pattern) -> Result<Regex> {
    // A backslash may be matched in two ways: a row of them has no end of possibilities.
    auto regex = Regex::compile(pattern, {.frugal = true});
    if (!regex) {
      return options.error(option,
                           "kv cannot use this to split: " + std::string(regex.error().message()));
    }
    return *std::move(regex);
  };
  const char* const field_option = field_pattern ? "field_split_pattern" : "field_split";
  const char* const value_option = value_pattern ? "value_split_pattern" : "value_split";
  TRY(compile(field_option, field_split));
  if (options.string("whitespace") == "lenient") value_split = " *" + value_split + " *";
  TRY_ASSIGN(rules.value_split, compile(value_option, value_split));
  std::string values = between("\"", "\"") + "|" + between("'", "'");
  if (options.boolean("include_brackets")) {
    values += "|" + between("\\(", "\\)") + "|" + between("\\[", "\\]") + "|" + between("<", ">");
  }
  values += "|" + (field_pattern ? run_until(field_split) : run_outside(field_set));
  const std::string key = field_pattern || value_pattern
                              ? run_until("(?:" + value_split + "|" + field_split + ")")
                              : run_outside(value_set + field_set);
  if (!field_pattern && !value_pattern) {
    rules.plain = PlainScan::make(field_set, value_set, options.string("whitespace") == "lenient",
                                  options.boolean("include_brackets"));
  }
  TRY_ASSIGN(rules.pair, compile(field_option, key + value_split + "(?:" + values +
                                                   ")?(?:" + field_split + "|$)"));
  return {};
}

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  Rules rules{.failure = FailureTags(options, "tag_on_failure", layout)};
  TRY_ASSIGN(rules.source, field_option(options, "source", layout));
  if (options.given("target")) {
    TRY_ASSIGN(rules.target, field_option(options, "target", layout));
  }
  TRY(compile_patterns(options, rules));
  TRY_ASSIGN(rules.keys, Cleaning::compile(options, "key"));
  TRY_ASSIGN(rules.values, Cleaning::compile(options, "value"));
  for (const std::string& key : options.list("include_keys")) {
    rules.included.push_back(Template::compile(key, layout));
  }
  for (const std::string& key : options.list("exclude_keys")) {
    rules.excluded.push_back(Template::compile(key, layout));
  }
  for (const Options::HashEntry& entry : options.hash("default_keys")) {
    rules.defaults.emplace_back(entry.key, printed_literal(*entry.value));
  }
  if (options.given("prefix")) rules.prefix = Template::compile(options.string("prefix"), layout);
  rules.duplicates = options.boolean("allow_duplicate_values");
  rules.empty_values = options.boolean("allow_empty_values");
  rules.recursive = options.boolean("recursive");
  rules.straight = rules.plain && !rules.target && rules.keys.changes_nothing() &&
                   rules.values.changes_nothing() && rules.included.empty() &&
                   rules.excluded.empty() && rules.defaults.empty() && !rules.prefix &&
                   rules.duplicates && !rules.recursive;
  rules.timeout_tag = options.string("tag_on_timeout");
  rules.tags = layout.add("tags");
  return std::make_unique<Kv>(std::move(rules));
}

bool may_make(const Options& options, std::string_view) {
  return !options.given("target");
}

}  // namespace

constinit const FilterKind kKv = {
    .name = "kv",
    .summary = "takes pairs of keys and values out of a text",
    .options = kOptions,
    .build = build,
    .may_make = may_make,
};

}  // namespace bdp
