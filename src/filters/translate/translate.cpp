#include "filters/translate/translate.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "filters/ecs_option.h"
#include "filters/field_option.h"
#include "filters/translate/dictionary.h"
#include "filters/translate/dictionary_file.h"
#include "lang/template.h"
#include "lang/value_text.h"
#include "os/files.h"
#include "record/container.h"

namespace bdp {
namespace {

using lang::EventField;
using translate::Dictionary;
using translate::DictionaryFile;
using translate::DictionaryFormat;
using translate::Lookup;

constexpr std::string_view kRefreshBehaviours[] = {"merge", "replace"};
constexpr std::string_view kLoadStrategies[] = {"one_shot", "streaming"};
constexpr OptionField kOptions[] = {
    {.name = "source",
     .type = OptionType::kString,
     .help = "the field whose value is looked up; of a list the first item",
     .role = OptionRole::kReads},
    {.name = "field",
     .type = OptionType::kString,
     .help = "deprecated: source",
     .role = OptionRole::kReads},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field that gets what is found; if not given the source, or translation where "
             "ECS is disabled"},
    {.name = "destination", .type = OptionType::kString, .help = "deprecated: target"},
    {.name = "dictionary", .type = OptionType::kHash, .help = "what each text is translated to"},
    {.name = "dictionary_path",
     .type = OptionType::kString,
     .help = "a file that holds the dictionary: JSON, YAML (.yml, .yaml), or CSV of two columns"},
    {.name = "refresh_interval",
     .type = OptionType::kNumber,
     .help = "seconds between two looks whether dictionary_path has changed; 0: never again",
     .fallback = "300"},
    {.name = "refresh_behaviour",
     .type = OptionType::kString,
     .help = "what becomes of entries that a changed file no longer has: they stay, or go",
     .fallback = "\"merge\"",
     .choices = kRefreshBehaviours},
    {.name = "yaml_dictionary_code_point_limit",
     .type = OptionType::kNumber,
     .help = "how many characters a YAML dictionary may have",
     .fallback = "134217728"},
    {.name = "yaml_load_strategy",
     .type = OptionType::kString,
     .help = "accepted: a file is read at once",
     .choices = kLoadStrategies},
    {.name = "exact",
     .type = OptionType::kBoolean,
     .help = "the whole text is looked up; if not, every key in it is replaced",
     .fallback = "true"},
    {.name = "regex",
     .type = OptionType::kBoolean,
     .help = "keys are regular expressions, of which the first that matches counts",
     .fallback = "false"},
    {.name = "override",
     .type = OptionType::kBoolean,
     .help = "a value that the target has is replaced; false, if it is not the source",
     .fallback = "false"},
    {.name = "fallback",
     .type = OptionType::kString,
     .help = "what the target gets when nothing is found"},
    {.name = "iterate_on",
     .type = OptionType::kString,
     .help = "a list: of values, when it is the source too; of objects that have source and "
             "target, when it is not",
     .role = OptionRole::kChanges},
    kEcsOption,
};

struct Rules {
  std::shared_ptr<const Dictionary> dictionary;  ///< Null: it is the file's.
  std::unique_ptr<DictionaryFile> file;
  EventField source;
  EventField target;
  std::optional<EventField> list;
  bool list_of_values = false;
  FieldPath item_source;  ///< Inside an object of the list.
  FieldPath item_target;
  bool in_place = false;
  bool overrides = false;
  std::optional<lang::Template> fallback;
  Slot tags = 0;
};

/// The value at `path` in an object, null when there is none.
Value* find_below(Value& at, const FieldPath& path) {
  if (!at.is(Tag::kObject)) return nullptr;
  Value* value = at.as_object().find(path.top);
  for (const std::string& key : path.rest) {
    if (value == nullptr || !value->is(Tag::kObject)) return nullptr;
    value = value->as_object().find(key);
  }
  return value;
}

/// Sets the value at `path`, making objects on the way. False: something else stands there.
bool set_below(Arena& arena, Value& at, const FieldPath& path, Value value) {
  if (!at.is(Tag::kObject)) return false;
  Object* object = &at.as_object();
  const std::string* key = &path.top;
  for (const std::string& next : path.rest) {
    Value* inner = object->find(*key);
    if (inner == nullptr) {
      object->set(arena, *key, Value::object(Object::make(arena)));
      inner = object->find(*key);
    }
    if (!inner->is(Tag::kObject)) return false;
    object = &inner->as_object();
    key = &next;
  }
  object->set(arena, *key, value);
  return true;
}

class Translate final : public Filter {
 public:
  explicit Translate(std::unique_ptr<const Rules> rules) : rules_(std::move(rules)) {}

  /// Whoever asks is about to run: a dictionary that is only checked is not watched.
  std::unique_ptr<Scratch> new_scratch() const override {
    if (rules_->file != nullptr) rules_->file->watch();
    return nullptr;
  }

  void apply(Batch& batch, Selection& rows, Selection* matched,
             Scratch* /*scratch*/) const override {
    const Dictionary& dictionary = current(batch);
    for (const RowIndex row : rows) {
      const Outcome outcome = !rules_->list            ? translate_one(dictionary, batch, row)
                              : rules_->list_of_values ? translate_values(dictionary, batch, row)
                                                       : translate_objects(dictionary, batch, row);
      if (outcome == Outcome::kFailed) tag_failure(batch, row, rules_->tags, failure_tag());
      if (outcome == Outcome::kMatched && matched != nullptr) matched->push_back(row);
    }
  }

 private:
  enum class Outcome : std::uint8_t { kMatched, kUnmatched, kFailed };

  /// The values of a dictionary that is replaced live as long as the batch.
  const Dictionary& current(Batch& batch) const {
    if (rules_->file == nullptr) return *rules_->dictionary;
    const std::shared_ptr<const Dictionary> dictionary = rules_->file->current();
    batch.keep(dictionary);
    return *dictionary;
  }

  /// The target may be set.
  bool is_free(const Batch& batch, RowIndex row) const {
    return rules_->overrides || !get_field(batch, row, rules_->target).present();
  }

  static std::optional<Value> look_up(const Dictionary& dictionary, Arena& arena, Value value) {
    return dictionary.find(arena, lang::to_s(arena, value));
  }

  Outcome translate_one(const Dictionary& dictionary, Batch& batch, RowIndex row) const {
    Value value = get_field(batch, row, rules_->source);
    if (!value.present() || !is_free(batch, row)) return Outcome::kUnmatched;
    if (value.is(Tag::kList)) value = value.as_list().empty() ? Value() : value.as_list()[0];
    std::optional<Value> found = look_up(dictionary, batch.arena(), value);
    if (!found && rules_->fallback) {
      found = rules_->fallback->render(batch, row);
      if (!found) return Outcome::kFailed;
    }
    if (!found) return rules_->in_place ? Outcome::kMatched : Outcome::kUnmatched;
    return set_event_field(batch, row, rules_->target, *found) ? Outcome::kMatched
                                                               : Outcome::kFailed;
  }

  Outcome translate_values(const Dictionary& dictionary, Batch& batch, RowIndex row) const {
    const Value value = get_field(batch, row, rules_->source);
    if (!value.present() || !is_free(batch, row)) return Outcome::kUnmatched;
    std::optional<Value> fallback;
    if (rules_->fallback) {
      fallback = rules_->fallback->render(batch, row);
      if (!fallback) return Outcome::kFailed;
    }
    List* list = List::make(batch.arena());
    bool any = false;
    const auto add = [&](Value item) {
      std::optional<Value> found = look_up(dictionary, batch.arena(), item);
      if (!found) found = fallback;
      any |= found.has_value();
      list->push_back(batch.arena(), found.value_or(Value::null()));
    };
    if (value.is(Tag::kList)) {
      for (const Value& item : value.as_list()) add(item);
    } else if (!value.is(Tag::kNull)) {
      add(value);
    }
    if (!set_event_field(batch, row, rules_->target, Value::list(list))) return Outcome::kFailed;
    return any || rules_->in_place ? Outcome::kMatched : Outcome::kUnmatched;
  }

  Outcome translate_objects(const Dictionary& dictionary, Batch& batch, RowIndex row) const {
    // Objects are changed where they are; they must not be those of all rows.
    batch.column(rules_->list->slot).dense(batch.rows(), batch.arena());
    const Value value = get_field(batch, row, *rules_->list);
    if (!value.is(Tag::kList)) return Outcome::kUnmatched;
    bool any = false;
    for (Value& item : value.as_list()) {
      const Value* inner = find_below(item, rules_->item_source);
      if (inner == nullptr) continue;
      if (!rules_->overrides && find_below(item, rules_->item_target) != nullptr) continue;
      std::optional<Value> found = look_up(dictionary, batch.arena(), *inner);
      if (!found && rules_->fallback) {
        found = rules_->fallback->render(batch, row);
        if (!found) return Outcome::kFailed;
      }
      if (!found) continue;
      if (!set_below(batch.arena(), item, rules_->item_target, *found)) return Outcome::kFailed;
      any = true;
    }
    return any ? Outcome::kMatched : Outcome::kUnmatched;
  }

  std::unique_ptr<const Rules> rules_;
};

Result<std::string> name_of(const Options& options, std::string_view option,
                            std::string_view old_option) {
  if (options.given(option) && options.given(old_option)) {
    return options.error(old_option, "translate: " + std::string(old_option) +
                                         " is the old name of " + std::string(option) +
                                         ", which is given too; leave it out");
  }
  return std::string(options.string(options.given(option) ? option : old_option));
}

Status read_fields(const Options& options, Layout& layout, Rules& rules) {
  TRY_ASSIGN(const std::string source, name_of(options, "source", "field"));
  TRY_ASSIGN(std::string target, name_of(options, "target", "destination"));
  if (source.empty()) {
    return options.error(options.position(),
                         "translate needs the option 'source': the field whose value is looked up");
  }
  const std::string_view source_option = options.given("source") ? "source" : "field";
  const std::string_view target_option = options.given("target") ? "target" : "destination";
  if (target.empty()) target = ecs_mode(options) == EcsMode::kDisabled ? "translation" : source;
  TRY_ASSIGN(rules.source, field_of(options, source_option, source, layout));
  TRY_ASSIGN(rules.target, field_of(options, target_option, target, layout));
  TRY_ASSIGN(rules.item_source, FieldPath::parse(source));
  TRY_ASSIGN(rules.item_target, FieldPath::parse(target));
  rules.in_place = rules.item_source.text() == rules.item_target.text();
  rules.overrides = options.given("override") ? options.boolean("override") : rules.in_place;
  if (rules.in_place && !rules.overrides) {
    return options.error("override",
                         "translate: override => false would do nothing where the target is the "
                         "source; name another target");
  }
  if (options.given("iterate_on")) {
    TRY_ASSIGN(rules.list, field_option(options, "iterate_on", layout));
    TRY_ASSIGN(const FieldPath list, FieldPath::parse(options.string("iterate_on")));
    rules.list_of_values = list.text() == rules.item_source.text();
  }
  return {};
}

Result<std::shared_ptr<const Dictionary>> inline_dictionary(const Options& options, Lookup lookup) {
  auto dictionary = std::make_shared<Dictionary>(lookup);
  for (const Options::HashEntry& entry : options.hash("dictionary")) {
    if (Status added = dictionary->add(entry.key, *entry.value); !added) {
      return options.error(entry.at, "translate cannot use the pattern '" + entry.key +
                                         "': " + std::string(added.error().message()));
    }
  }
  return dictionary;
}

Result<std::size_t> code_point_limit(const Options& options, DictionaryFormat format) {
  constexpr std::string_view kOption = "yaml_dictionary_code_point_limit";
  if (options.given(kOption) && format != DictionaryFormat::kYaml) {
    return options.error(kOption,
                         "translate: the dictionary is no YAML, whose characters "
                         "yaml_dictionary_code_point_limit limits; leave it out");
  }
  const double limit = options.number(kOption);
  if (!(limit >= 1 && limit <= 1e12)) {
    return options.error(kOption, "translate: yaml_dictionary_code_point_limit must be 1 or more");
  }
  return static_cast<std::size_t>(limit);
}

Result<std::unique_ptr<DictionaryFile>> open_file(const Options& options, Lookup lookup) {
  if (options.given("dictionary")) {
    return options.error("dictionary_path",
                         "translate takes dictionary or dictionary_path; leave one of them out");
  }
  const std::string path(options.string("dictionary_path"));
  const auto format = translate::dictionary_format(path);
  if (!format) {
    return options.error("dictionary_path", "translate cannot tell what '" + path +
                                                "' is written in; name it .json, .yml, .yaml or "
                                                ".csv");
  }
  TRY_ASSIGN(const std::size_t limit, code_point_limit(options, *format));
  // More than a century overflows what counts nanoseconds.
  const std::chrono::duration<double> interval(
      std::clamp(options.number("refresh_interval"), 0.0, 3e9));
  auto file = DictionaryFile::open(
      os::real_files(), {.path = path,
                         .format = *format,
                         .lookup = lookup,
                         .code_points = limit,
                         .interval = std::chrono::duration_cast<std::chrono::nanoseconds>(interval),
                         .merge = options.string("refresh_behaviour") == "merge"});
  if (!file) return options.error("dictionary_path", std::string(file.error().message()));
  return file;
}

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  const Lookup lookup = !options.boolean("exact")  ? Lookup::kPieces
                        : options.boolean("regex") ? Lookup::kRegex
                                                   : Lookup::kExact;
  auto rules = std::make_unique<Rules>();
  TRY(read_fields(options, layout, *rules));
  if (options.given("dictionary_path")) {
    TRY_ASSIGN(rules->file, open_file(options, lookup));
  } else {
    TRY_ASSIGN(rules->dictionary, inline_dictionary(options, lookup));
  }
  if (options.given("fallback")) {
    rules->fallback = lang::Template::compile(options.string("fallback"), layout);
  }
  rules->tags = layout.add("tags");
  return std::make_unique<Translate>(std::move(rules));
}

}  // namespace

constinit const FilterKind kTranslate = {
    .name = "translate",
    .summary = "looks a value up in a dictionary",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
