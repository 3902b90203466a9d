#include "filters/geoip/geoip.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "filters/ecs_option.h"
#include "filters/geoip/database.h"
#include "lang/event_field.h"
#include "record/container.h"

namespace bdp {
namespace {

using geoip::Database;
using lang::EventField;

constexpr std::string_view kDatabaseTypes[] = {"City", "ASN"};
constexpr OptionField kOptions[] = {
    {.name = "source",
     .type = OptionType::kString,
     .help = "the field with the address",
     .required = true,
     .role = OptionRole::kReads},
    {.name = "database",
     .type = OptionType::kString,
     .help = "a database of MaxMind's format: GeoLite2-City.mmdb, GeoLite2-ASN.mmdb",
     .required = true},
    {.name = "default_database_type",
     .type = OptionType::kString,
     .help = "accepted: the database has what it has",
     .choices = kDatabaseTypes},
    {.name = "cache_size",
     .type = OptionType::kNumber,
     .help = "accepted: the database is in memory, nothing is cached",
     .fallback = "1000"},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field under which `geo` and `as` are put; without ECS `geoip`"},
    {.name = "fields",
     .type = OptionType::kList,
     .help = "which of the fields are set, by their names without ECS; all, if not given"},
    {.name = "tag_on_failure",
     .type = OptionType::kList,
     .help = "tags of an event whose address is none, or not in the database",
     .fallback = "[\"_geoip_lookup_failure\"]"},
    kEcsOption,
};

/// A field, what it is called with and without ECS, and where the database has it.
struct Known {
  std::string_view name;
  std::string_view ecs;  ///< Empty: not set with ECS.
  std::array<const char*, 4> path;
};
constexpr Known kKnown[] = {
    {"city_name", "[geo][city_name]", {"city", "names", "en", nullptr}},
    {"country_name", "[geo][country_name]", {"country", "names", "en", nullptr}},
    {"continent_code", "[geo][continent_code]", {"continent", "code", nullptr, nullptr}},
    {"continent_name", "[geo][continent_name]", {"continent", "names", "en", nullptr}},
    {"country_code2", "[geo][country_iso_code]", {"country", "iso_code", nullptr, nullptr}},
    {"country_code3", "", {"country", "iso_code", nullptr, nullptr}},
    {"postal_code", "[geo][postal_code]", {"postal", "code", nullptr, nullptr}},
    {"dma_code", "", {"location", "metro_code", nullptr, nullptr}},
    {"region_name", "[geo][region_name]", {"subdivisions", "0", "names", "en"}},
    {"region_code", "", {"subdivisions", "0", "iso_code", nullptr}},
    {"timezone", "[geo][timezone]", {"location", "time_zone", nullptr, nullptr}},
    {"latitude", "", {"location", "latitude", nullptr, nullptr}},
    {"longitude", "", {"location", "longitude", nullptr, nullptr}},
    {"asn", "[as][number]", {"autonomous_system_number", nullptr, nullptr, nullptr}},
    {"as_org",
     "[as][organization][name]",
     {"autonomous_system_organization", nullptr, nullptr, nullptr}},
};

struct Target {
  EventField field;
  std::array<const char*, 5> path{};  ///< Ends with null.
};

class GeoIp final : public Filter {
 public:
  struct Rules {
    FieldRef source;
    std::vector<Target> targets;
    std::optional<EventField> ip;
    std::optional<EventField> location;
    Slot tags = 0;
    std::vector<std::string> failure_tags;
  };

  GeoIp(Database database, Rules rules)
      : database_(std::move(database)), rules_(std::move(rules)) {}

  std::string_view failure_tag() const override {
    return rules_.failure_tags.empty() ? "_geoip_lookup_failure"
                                       : std::string_view(rules_.failure_tags.front());
  }

  void apply(Batch& batch, Selection& rows, Selection* matched,
             Scratch* /*scratch*/) const override {
    for (const RowIndex row : rows) {
      Value source = get_field(batch, row, rules_.source);
      if (source.is(Tag::kList) && !source.as_list().empty()) source = source.as_list()[0];
      MMDB_entry_s entry{};
      const bool found = source.is(Tag::kText) &&
                         database_.find(source.as_text(), entry) == Database::Search::kFound;
      if (found && set(batch, row, source, geoip::Entry(entry))) {
        if (matched != nullptr) matched->push_back(row);
        continue;
      }
      for (const std::string& tag : rules_.failure_tags) tag_failure(batch, row, rules_.tags, tag);
    }
  }

 private:
  bool set(Batch& batch, RowIndex row, Value source, const geoip::Entry& entry) const {
    Arena& arena = batch.arena();
    if (rules_.ip && !set_event_field(batch, row, *rules_.ip, source)) return false;
    for (const Target& target : rules_.targets) {
      const Value value = entry.get(target.path.data(), arena);
      if (value.present() && !set_event_field(batch, row, target.field, value)) return false;
    }
    if (!rules_.location) return true;
    static constexpr const char* kLatitude[] = {"location", "latitude", nullptr};
    static constexpr const char* kLongitude[] = {"location", "longitude", nullptr};
    const Value latitude = entry.get(kLatitude, arena);
    const Value longitude = entry.get(kLongitude, arena);
    if (!latitude.present() || !longitude.present()) return true;
    Object* place = Object::make(arena, 2);
    place->set(arena, "lat", latitude);
    place->set(arena, "lon", longitude);
    return set_event_field(batch, row, *rules_.location, Value::object(place));
  }

  Database database_;
  Rules rules_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  GeoIp::Rules rules;
  const auto source = FieldPath::parse(options.string("source"));
  if (!source) return options.error("source", std::string(source.error().message()));
  rules.source = FieldRef::resolve(*source, layout);
  const bool ecs = ecs_mode(options) != EcsMode::kDisabled;
  std::string target(options.given("target") ? options.string("target")
                                             : std::string_view(ecs ? "" : "geoip"));
  if (ecs && target.empty()) {
    // [client][ip] is described by [client][geo].
    if (source->rest.empty() || source->rest.back() != "ip") {
      return options.error("source",
                           "geoip has no target, and its source does not end with [ip]; give it "
                           "a target");
    }
    FieldPath above = *source;
    above.rest.pop_back();
    target = above.text();
  }
  if (!target.starts_with('[')) target = "[" + target + "]";
  const auto field = [&](std::string_view name) -> Result<EventField> {
    const auto path = FieldPath::parse(target + std::string(name));
    if (!path) return options.error("target", std::string(path.error().message()));
    return EventField::resolve(*path, layout);
  };
  const auto chosen = options.list("fields");
  const auto wanted = [&](std::string_view name) {
    return !options.given("fields") || std::ranges::find(chosen, name) != chosen.end();
  };
  for (const Known& known : kKnown) {
    if (!wanted(known.name) || (ecs && known.ecs.empty())) continue;
    Target& added = rules.targets.emplace_back();
    TRY_ASSIGN(added.field,
               field(ecs ? std::string(known.ecs) : "[" + std::string(known.name) + "]"));
    std::ranges::copy(known.path, added.path.begin());
  }
  if (wanted("ip")) {
    TRY_ASSIGN(rules.ip, field("[ip]"));
  }
  if (wanted("location")) {
    TRY_ASSIGN(rules.location, field(ecs ? "[geo][location]" : "[location]"));
  }
  auto database = Database::open(std::string(options.string("database")));
  if (!database) return options.error("database", std::string(database.error().message()));
  rules.tags = layout.add("tags");
  const auto tags = options.list("tag_on_failure");
  rules.failure_tags.assign(tags.begin(), tags.end());
  return std::make_unique<GeoIp>(*std::move(database), std::move(rules));
}

}  // namespace

constinit const FilterKind kGeoIp = {
    .name = "geoip",
    .summary = "tells where an address is, by a database that the user gives",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
