#include "filters/date/date.h"

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "filters/date/format.h"
#include "lang/event_field.h"
#include "lang/template.h"

namespace bdp {
namespace {

using date_filter::Format;
using date_filter::Names;
using date_filter::RowZone;
using date_filter::Zone;
using lang::EventField;

constexpr OptionField kOptions[] = {
    {.name = "match",
     .type = OptionType::kList,
     .help = "the field, and the formats that are tried in turn: ISO8601, UNIX, UNIX_MS, TAI64N, "
             "or a pattern such as \"dd/MMM/yyyy:HH:mm:ss Z\"",
     .required = true,
     .role = OptionRole::kReadsFirst},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field that gets the point in time",
     .fallback = "\"@timestamp\""},
    {.name = "timezone",
     .type = OptionType::kString,
     .help = "the time zone of dates that name none: Europe/Paris, +02:00, or %{field}; UTC, if "
             "not given"},
    {.name = "locale",
     .type = OptionType::kString,
     .help = "the language of the names of months and days: en-US, fr, ...",
     .fallback = "\"en-US\""},
    {.name = "tag_on_failure",
     .type = OptionType::kList,
     .help = "tags of an event whose date has none of the formats",
     .fallback = "[\"_dateparsefailure\"]"},
};

constexpr std::size_t kMostZones = 1000;

struct Memory final : Scratch {
  RowZone constant;
  /// By the text that events gave. Nothing: there is no such zone.
  std::unordered_map<std::string, std::optional<RowZone>> zones;
};

class Date final : public Filter {
 public:
  struct Rules {
    FieldRef source;
    EventField target;
    std::vector<Format> formats;
    Zone zone;
    std::optional<lang::Template> dynamic_zone;
    Slot tags = 0;
    std::vector<std::string> failure_tags;
  };

  explicit Date(Rules rules) : rules_(std::move(rules)) {}

  std::unique_ptr<Scratch> new_scratch() const override { return std::make_unique<Memory>(); }
  std::string_view failure_tag() const override {
    return rules_.failure_tags.empty() ? "_dateparsefailure"
                                       : std::string_view(rules_.failure_tags.front());
  }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    auto& memory = static_cast<Memory&>(*scratch);
    memory.constant.zone = rules_.zone;
    if (batch.column(rules_.source.slot).empty()) return;
    for (const RowIndex row : rows) {
      const Value value = get_field(batch, row, rules_.source);
      if (value.is_absent_or_null()) continue;
      const auto time = read(batch, row, value, memory);
      if (time && set(batch, row, *time)) {
        if (matched != nullptr) matched->push_back(row);
      } else {
        for (const std::string& tag : rules_.failure_tags)
          tag_failure(batch, row, rules_.tags, tag);
      }
    }
  }

 private:
  /// Milliseconds since 1970; nothing when no format fits.
  std::optional<std::int64_t> read(Batch& batch, RowIndex row, Value value, Memory& memory) const {
    RowZone* zone = &memory.constant;
    if (rules_.dynamic_zone) {
      zone = this->zone(batch, row, memory);
      if (zone == nullptr) return std::nullopt;
    }
    for (const Format& format : rules_.formats) {
      RowZone* const used =
          rules_.dynamic_zone && format.ignores_dynamic_zone() ? &memory.constant : zone;
      if (const auto time = format.read(value, *used)) return time;
    }
    return std::nullopt;
  }

  /// The zone that the row names; null: there is none of that name.
  RowZone* zone(Batch& batch, RowIndex row, Memory& memory) const {
    const auto id = rules_.dynamic_zone->render(batch, row);
    if (!id) return nullptr;
    if (memory.zones.size() >= kMostZones) memory.zones.clear();
    const auto [entry, is_new] = memory.zones.try_emplace(std::string(id->as_text()));
    if (is_new) {
      if (const auto zone = Zone::find(entry->first)) entry->second = RowZone{*zone, {}};
    }
    return entry->second ? &*entry->second : nullptr;
  }

  bool set(Batch& batch, RowIndex row, std::int64_t milliseconds) const {
    std::int64_t seconds = milliseconds / 1000;
    std::int64_t rest = milliseconds % 1000;
    if (rest < 0) {
      --seconds;
      rest += 1000;
    }
    return set_event_field(
        batch, row, rules_.target,
        Value::timestamp({seconds, static_cast<std::uint32_t>(rest * 1'000'000)}));
  }

  Rules rules_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  Date::Rules rules;
  const auto match = options.list("match");
  if (match.size() < 2) {
    return options.error("match", "date's match has " + std::to_string(match.size()) +
                                      " items; write the field and at least one format: "
                                      "match => [ \"time\", \"ISO8601\" ]");
  }
  const auto source = FieldPath::parse(match.front());
  if (!source) return options.error("match", std::string(source.error().message()));
  rules.source = FieldRef::resolve(*source, layout);
  const auto target = FieldPath::parse(options.string("target"));
  if (!target) return options.error("target", std::string(target.error().message()));
  rules.target = EventField::resolve(*target, layout);

  const std::shared_ptr<const Names> names = Names::of_locale(options.string("locale"));
  for (const std::string& text : match.subspan(1)) {
    auto format = Format::compile(text, names);
    if (!format) return options.error("match", std::string(format.error().message()));
    rules.formats.push_back(*std::move(format));
  }
  const std::string_view zone = options.given("timezone") ? options.string("timezone") : "UTC";
  auto zone_template = lang::Template::compile(zone, layout);
  if (!zone_template.is_constant()) {
    rules.dynamic_zone = std::move(zone_template);
  } else if (const auto found = Zone::find(zone)) {
    rules.zone = *found;
  } else {
    return options.error("timezone", "there is no time zone '" + std::string(zone) +
                                         "'; write an id such as Europe/Paris, or an offset such "
                                         "as +02:00");
  }
  rules.tags = layout.add("tags");
  const auto tags = options.list("tag_on_failure");
  rules.failure_tags.assign(tags.begin(), tags.end());
  return std::make_unique<Date>(std::move(rules));
}

}  // namespace

constinit const FilterKind kDate = {
    .name = "date",
    .summary = "reads a date and makes it the time of the event",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
