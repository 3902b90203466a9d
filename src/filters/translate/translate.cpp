#include "filters/translate/translate.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "filters/ecs_option.h"
#include "filters/field_option.h"
#include "filters/translate/dictionary.h"
#include "lang/template.h"
#include "lang/value_text.h"
#include "record/container.h"

namespace bdp {
namespace {

using lang::EventField;
using translate::Dictionary;
using translate::Lookup;

constexpr OptionField kOptions[] = {
    {.name = "source",
     .type = OptionType::kString,
     .help = "the field whose value is looked up; of a list the first item"},
    {.name = "field", .type = OptionType::kString, .help = "deprecated: source"},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field that gets what is found; if not given the source, or translation where "
             "ECS is disabled"},
    {.name = "destination", .type = OptionType::kString, .help = "deprecated: target"},
    {.name = "dictionary", .type = OptionType::kHash, .help = "what each text is translated to"},
    {.name = "dictionary_path",
     .type = OptionType::kString,
     .help = "refused: dictionaries are not read from files; write them as dictionary"},
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
             "target, when it is not"},
    kEcsOption,
};

struct Rules {
  explicit Rules(Lookup lookup) : dictionary(lookup) {}

  Dictionary dictionary;
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

  void apply(Batch& batch, Selection& rows, Selection* matched,
             Scratch* /*scratch*/) const override {
    for (const RowIndex row : rows) {
      const Outcome outcome = !rules_->list            ? translate_one(batch, row)
                              : rules_->list_of_values ? translate_values(batch, row)
                                                       : translate_objects(batch, row);
      if (outcome == Outcome::kFailed) tag_failure(batch, row, rules_->tags, failure_tag());
      if (outcome == Outcome::kMatched && matched != nullptr) matched->push_back(row);
    }
  }

 private:
  enum class Outcome : std::uint8_t { kMatched, kUnmatched, kFailed };

  /// The target may be set.
  bool is_free(const Batch& batch, RowIndex row) const {
    return rules_->overrides || !get_field(batch, row, rules_->target).present();
  }

  std::optional<Value> look_up(Arena& arena, Value value) const {
    return rules_->dictionary.find(arena, lang::to_s(arena, value));
  }

  Outcome translate_one(Batch& batch, RowIndex row) const {
    Value value = get_field(batch, row, rules_->source);
    if (!value.present() || !is_free(batch, row)) return Outcome::kUnmatched;
    if (value.is(Tag::kList)) value = value.as_list().empty() ? Value() : value.as_list()[0];
    std::optional<Value> found = look_up(batch.arena(), value);
    if (!found && rules_->fallback) {
      found = rules_->fallback->render(batch, row);
      if (!found) return Outcome::kFailed;
    }
    if (!found) return rules_->in_place ? Outcome::kMatched : Outcome::kUnmatched;
    return set_event_field(batch, row, rules_->target, *found) ? Outcome::kMatched
                                                               : Outcome::kFailed;
  }

  Outcome translate_values(Batch& batch, RowIndex row) const {
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
      std::optional<Value> found = look_up(batch.arena(), item);
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

  Outcome translate_objects(Batch& batch, RowIndex row) const {
    // Objects are changed where they are; they must not be those of all rows.
    batch.column(rules_->list->slot).dense(batch.rows(), batch.arena());
    const Value value = get_field(batch, row, *rules_->list);
    if (!value.is(Tag::kList)) return Outcome::kUnmatched;
    bool any = false;
    for (Value& item : value.as_list()) {
      const Value* inner = find_below(item, rules_->item_source);
      if (inner == nullptr) continue;
      if (!rules_->overrides && find_below(item, rules_->item_target) != nullptr) continue;
      std::optional<Value> found = look_up(batch.arena(), *inner);
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

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  if (options.given("dictionary_path")) {
    return options.error("dictionary_path",
                         "translate does not read dictionaries from files; write the entries as "
                         "dictionary => { \"key\" => \"value\" }");
  }
  const Lookup lookup = !options.boolean("exact")  ? Lookup::kPieces
                        : options.boolean("regex") ? Lookup::kRegex
                                                   : Lookup::kExact;
  auto rules = std::make_unique<Rules>(lookup);
  TRY(read_fields(options, layout, *rules));
  for (const Options::HashEntry& entry : options.hash("dictionary")) {
    if (Status added = rules->dictionary.add(entry.key, *entry.value); !added) {
      return options.error(entry.at, "translate cannot use the pattern '" + entry.key +
                                         "': " + std::string(added.error().message()));
    }
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
