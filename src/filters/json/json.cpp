#include "filters/json/json.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "filters/ecs_option.h"
#include "filters/failure_tags.h"
#include "filters/field_option.h"
#include "filters/json/object_fields.h"
#include "formats/utf8.h"
#include "lang/iso_time.h"
#include "lang/value_text.h"
#include "os/clock.h"

namespace bdp {
namespace {

using json::ObjectFields;
using lang::EventField;

constexpr OptionField kOptions[] = {
    {.name = "source",
     .type = OptionType::kString,
     .help = "the field that holds a JSON text",
     .required = true,
     .role = OptionRole::kReads},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field that gets the value; if not given, it is an object, and its entries become "
             "fields of the event"},
    {.name = "tag_on_failure",
     .type = OptionType::kList,
     .help = "tags of an event whose text is no JSON, or cannot be set",
     .fallback = "[\"_jsonparsefailure\"]"},
    {.name = "skip_on_invalid_json",
     .type = OptionType::kBoolean,
     .help = "a text that is no JSON is no failure: the event stays as it is",
     .fallback = "false"},
    kEcsOption,
};

constexpr std::uint32_t kMaxDepth = 1000;
constexpr JsonDialect kDialect = {.exact_decimals = true, .half_surrogates = true};
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct Rules {
  EventField source = {};
  std::optional<EventField> target = {};
  bool skip_invalid = false;
  FailureTags failure;
  EventField timestamp = {};
  Slot bad_timestamp = 0;
  Slot tags = 0;
};

class Json final : public Filter {
 public:
  explicit Json(Rules rules) : rules_(std::move(rules)) {}

  std::unique_ptr<Scratch> new_scratch() const override { return std::make_unique<Memory>(); }
  std::string_view failure_tag() const override {
    return rules_.failure.first().empty() ? Filter::failure_tag() : rules_.failure.first();
  }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    if (batch.column(rules_.source.slot).empty()) return;
    Memory& memory = static_cast<Memory&>(*scratch);
    memory.fields.start();
    JsonParser& parser = memory.parser;
    parser.set_arena(batch.arena());
    std::size_t kept = 0;
    for (const RowIndex row : rows) {
      const Outcome outcome = parse_row(batch, row, parser, memory.fields);
      if (outcome == Outcome::kRejected) continue;
      rows[kept++] = row;
      if (outcome == Outcome::kFailed) rules_.failure.add(batch, row);
      if (outcome == Outcome::kMatched && matched != nullptr) matched->push_back(row);
    }
    rows.resize(kept);
  }

 private:
  enum class Outcome : std::uint8_t { kMatched, kUnmatched, kFailed, kRejected };

  struct Memory final : Scratch {
    ObjectFields fields;
    Arena none;  ///< Before the first batch.
    JsonParser parser{none, kMaxDepth, best_simd_level(), kDialect};
  };

  Outcome parse_row(Batch& batch, RowIndex row, JsonParser& parser, ObjectFields& fields) const {
    const Value source = get_field(batch, row, rules_.source);
    if (source.is_absent_or_null()) return Outcome::kUnmatched;
    if (source.is(Tag::kBool) && !source.as_bool()) return Outcome::kUnmatched;
    const Outcome invalid = rules_.skip_invalid ? Outcome::kUnmatched : Outcome::kFailed;
    if (!source.is(Tag::kText)) return invalid;
    std::string_view text = source.as_text();
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    parser.open(text, 0);
    if (!parser.is_ascii() && valid_utf8_prefix(text) != text.size()) return invalid;
    parser.skip_blanks();
    if (rules_.target) {
      // A text of nothing is null.
      Value value = Value::null();
      if (!parser.at_end() && !parser.parse_value(value)) return invalid;
      parser.skip_blanks();
      if (!parser.at_end()) return invalid;
      return set_event_field(batch, row, *rules_.target, value) ? Outcome::kMatched
                                                                : Outcome::kFailed;
    }
    if (parser.at_end()) return Outcome::kFailed;
    return fields.read(parser, batch) ? set_fields(batch, row, fields) : invalid_object(text);
  }

  /// What is JSON but no object fails even where invalid texts are skipped.
  Outcome invalid_object(std::string_view text) const {
    if (!rules_.skip_invalid) return Outcome::kFailed;
    Arena arena;
    JsonParser parser(arena, kMaxDepth, best_simd_level(), kDialect);
    parser.open(text);
    parser.skip_blanks();
    Value value;
    const bool valid = parser.parse_value(value) && (parser.skip_blanks(), parser.at_end());
    return valid ? Outcome::kFailed : Outcome::kUnmatched;
  }

  Outcome set_fields(Batch& batch, RowIndex row, const ObjectFields& fields) const {
    Value timestamp;
    for (const ObjectFields::Entry& entry : fields.entries()) {
      const json::Field& field = fields.field(entry.field);
      if (field.name == "@timestamp") {
        timestamp = entry.value;
      } else if (field.too_many) {
        batch.reject(row, Error(Code::kInvalid,
                                "json: the events of this batch have so many names that there is "
                                "no room for '" +
                                    std::string(field.name) + "'"));
        return Outcome::kRejected;
      } else if (!field.place || !set_event_field(batch, row, *field.place, entry.value)) {
        return Outcome::kFailed;
      }
    }
    const bool given = timestamp.present() && !timestamp.is(Tag::kNull) &&
                       (!timestamp.is(Tag::kBool) || timestamp.as_bool());
    return !given || set_timestamp(batch, row, timestamp) ? Outcome::kMatched : Outcome::kFailed;
  }

  bool set_timestamp(Batch& batch, RowIndex row, Value given) const {
    std::optional<Timestamp> time;
    if (given.is(Tag::kText)) time = lang::parse_iso_time(given.as_text());
    if (!time) {
      const auto now = os::real_clock().wall().time_since_epoch();
      const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
      time = Timestamp{seconds.count(), static_cast<std::uint32_t>((now - seconds).count())};
      tag_failure(batch, row, rules_.tags, "_timestampparsefailure");
      batch.set(rules_.bad_timestamp, row, lang::to_s(batch.arena(), given));
    }
    return set_event_field(batch, row, rules_.timestamp, Value::timestamp(*time));
  }

  Rules rules_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  Rules rules{.failure = FailureTags(options, "tag_on_failure", layout)};
  TRY_ASSIGN(rules.source, field_option(options, "source", layout));
  if (options.given("target")) {
    TRY_ASSIGN(rules.target, field_option(options, "target", layout));
  }
  rules.skip_invalid = options.boolean("skip_on_invalid_json");
  rules.timestamp = {{layout.add("@timestamp"), {}}, lang::FieldRule::kTimestamp};
  rules.bad_timestamp = layout.add("_@timestamp");
  rules.tags = layout.add("tags");
  return std::make_unique<Json>(std::move(rules));
}

bool may_make(const Options& options, std::string_view) {
  return !options.given("target");
}

}  // namespace

constinit const FilterKind kJson = {
    .name = "json",
    .summary = "takes a JSON text apart into fields",
    .options = kOptions,
    .build = build,
    .may_make = may_make,
};

}  // namespace bdp
