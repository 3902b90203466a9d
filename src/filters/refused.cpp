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
