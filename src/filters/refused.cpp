#include "filters/refused.h"

namespace bdp {
namespace {

constexpr OptionField kRubyOptions[] = {
    {.name = "code", .type = OptionType::kString, .help = "not run"},
    {.name = "init", .type = OptionType::kString, .help = "not run"},
    {.name = "path", .type = OptionType::kString, .help = "not run"},
    {.name = "script_params", .type = OptionType::kHash, .help = "not used"},
    {.name = "tag_on_exception", .type = OptionType::kString, .help = "not used"},
    {.name = "tag_with_exception_message", .type = OptionType::kBoolean, .help = "not used"},
};

constexpr OptionField kSleepOptions[] = {
    {.name = "time", .type = OptionType::kString, .help = "not waited"},
    {.name = "every", .type = OptionType::kString, .help = "not used"},
    {.name = "replay", .type = OptionType::kBoolean, .help = "not used"},
};

constexpr OptionField kAggregateOptions[] = {
    {.name = "task_id", .type = OptionType::kString, .help = "not used"},
    {.name = "code", .type = OptionType::kString, .help = "not run"},
    {.name = "map_action", .type = OptionType::kString, .help = "not used"},
    {.name = "end_of_task", .type = OptionType::kBoolean, .help = "not used"},
    {.name = "aggregate_maps_path", .type = OptionType::kString, .help = "not used"},
    {.name = "timeout", .type = OptionType::kNumber, .help = "not used"},
    {.name = "inactivity_timeout", .type = OptionType::kNumber, .help = "not used"},
    {.name = "timeout_code", .type = OptionType::kString, .help = "not run"},
    {.name = "push_map_as_event_on_timeout", .type = OptionType::kBoolean, .help = "not used"},
    {.name = "push_previous_map_as_event", .type = OptionType::kBoolean, .help = "not used"},
    {.name = "timeout_timestamp_field", .type = OptionType::kString, .help = "not used"},
    {.name = "timeout_task_id_field", .type = OptionType::kString, .help = "not used"},
    {.name = "timeout_tags", .type = OptionType::kList, .help = "not used"},
};

constexpr OptionField kMetricsOptions[] = {
    {.name = "meter", .type = OptionType::kList, .help = "not counted"},
    {.name = "timer", .type = OptionType::kHash, .help = "not measured"},
    {.name = "rates", .type = OptionType::kList, .help = "not used"},
    {.name = "percentiles", .type = OptionType::kList, .help = "not used"},
    {.name = "flush_interval", .type = OptionType::kNumber, .help = "not used"},
    {.name = "clear_interval", .type = OptionType::kNumber, .help = "not used"},
    {.name = "ignore_older_than", .type = OptionType::kNumber, .help = "not used"},
};

Result<std::unique_ptr<Filter>> refuse_aggregate(const Options& options, Layout& /*layout*/) {
  return options.error(
      options.position(),
      "aggregate is refused: its code is Ruby, which is not run here, and its maps are lost when a "
      "job is stopped; store the events and sum them up by a query, such as `mysimbdp query "
      "\"SELECT taskid, sum(duration) FROM table GROUP BY taskid\"`");
}

Result<std::unique_ptr<Filter>> refuse_metrics(const Options& options, Layout& /*layout*/) {
  return options.error(
      options.position(),
      "metrics is refused: it counts by the machine's clock, and a job that is continued or "
      "repeated would store other figures each time; each run tells its own rates, and a query "
      "counts, such as `mysimbdp query \"SELECT response, count(*) FROM table GROUP BY "
      "response\"`");
}

Result<std::unique_ptr<Filter>> refuse_ruby(const Options& options, Layout& /*layout*/) {
  return options.error(
      options.position(),
      "ruby is not run here: a tenant's code must not run in the platform, and events are worked "
      "on "
      "by columns; write what it does with mutate (convert, gsub, merge, copy, rename), if/else, "
      "split, kv, json, translate, prune or truncate");
}

Result<std::unique_ptr<Filter>> refuse_sleep(const Options& options, Layout& /*layout*/) {
  return options.error(
      options.position(),
      "sleep is refused: filters never wait, for one that does holds up every event "
      "behind it; to slow a job down, give its service profile less");
}

}  // namespace

constinit const FilterKind kAggregate = {
    .name = "aggregate",
    .summary = "refused: its code is not run",
    .options = kAggregateOptions,
    .build = refuse_aggregate,
};

constinit const FilterKind kMetrics = {
    .name = "metrics",
    .summary = "refused: it would store other figures each time",
    .options = kMetricsOptions,
    .build = refuse_metrics,
};

constinit const FilterKind kRuby = {
    .name = "ruby",
    .summary = "refused: code is not run",
    .options = kRubyOptions,
    .build = refuse_ruby,
};

constinit const FilterKind kSleep = {
    .name = "sleep",
    .summary = "refused: filters never wait",
    .options = kSleepOptions,
    .build = refuse_sleep,
};

}  // namespace bdp
