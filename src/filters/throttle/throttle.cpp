#include "filters/throttle/throttle.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "filters/throttle/event_counts.h"
#include "lang/template.h"
#include "os/clock.h"

namespace bdp {
namespace {

using lang::Template;
using throttle::EventCounts;

constexpr OptionField kOptions[] = {
    {.name = "key",
     .type = OptionType::kString,
     .help = "events with the same text are counted together",
     .required = true},
    {.name = "before_count",
     .type = OptionType::kNumber,
     .help = "events of a period before this one are throttled; -1: none",
     .fallback = "-1"},
    {.name = "after_count",
     .type = OptionType::kNumber,
     .help = "events of a period behind this one are throttled; -1: none",
     .fallback = "-1"},
    {.name = "period",
     .type = OptionType::kString,
     .help = "seconds that a period lasts, by the @timestamp of events",
     .fallback = "\"60\""},
    {.name = "max_age",
     .type = OptionType::kNumber,
     .help = "seconds after which a period is forgotten",
     .fallback = "3600"},
    {.name = "max_counters",
     .type = OptionType::kNumber,
     .help = "how many periods of keys are remembered; of more the keys that were seen longest ago "
             "are forgotten; -1: any number",
     .fallback = "100000"},
};

constexpr std::int64_t kDefaultPeriod = 60;

/// Ruby's `to_i`, where what is no period is one of a minute.
std::int64_t period_of(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\n\v\f\r"), text.size()));
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t period = 0;
  const auto problem = std::from_chars(text.data(), text.data() + text.size(), period).ec;
  return problem != std::errc() || period <= 0 ? kDefaultPeriod : period;
}

struct Rules {
  Template key;
  Template period;
  double before = -1;
  double after = -1;
  std::int64_t max_age = 0;
  std::size_t max_counters = 0;
  Slot timestamp = 0;
  Slot tags = 0;
};

/// Succeeds on the events that are to be throttled; what becomes of them, common options and later
/// filters say.
class Throttle final : public Filter {
 public:
  explicit Throttle(Rules rules) : rules_(std::move(rules)) {}

  std::unique_ptr<Scratch> new_scratch() const override {
    return std::make_unique<Counts>(rules_.max_age, rules_.max_counters);
  }
  bool needs_order() const override { return true; }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    EventCounts& counts = static_cast<Counts&>(*scratch).counts;
    for (const RowIndex row : rows) {
      const std::optional<Value> key = rules_.key.render(batch, row);
      const std::optional<Value> period = rules_.period.render(batch, row);
      if (!key || !period) {
        tag_failure(batch, row, rules_.tags, failure_tag());
        continue;
      }
      const auto count = static_cast<double>(
          counts.count(key->as_text(), second_of(batch, row), period_of(period->as_text())));
      const bool throttled = (rules_.before != -1 && count < rules_.before) ||
                             (rules_.after != -1 && count > rules_.after);
      if (throttled && matched != nullptr) matched->push_back(row);
    }
  }

 private:
  struct Counts final : Scratch {
    Counts(std::int64_t max_age, std::size_t max_counters) : counts(max_age, max_counters) {}
    EventCounts counts;
  };

  /// An event without a time is taken for one of now.
  std::int64_t second_of(const Batch& batch, RowIndex row) const {
    const Value time = batch.at(rules_.timestamp, row);
    if (time.is(Tag::kTimestamp)) return time.as_timestamp().seconds;
    const auto now = os::real_clock().wall().time_since_epoch();
    return std::chrono::floor<std::chrono::seconds>(now).count();
  }

  Rules rules_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  Rules rules{.key = Template::compile(options.string("key"), layout),
              .period = Template::compile(options.string("period"), layout)};
  rules.before = options.number("before_count");
  rules.after = options.number("after_count");
  const double age = options.number("max_age");
  if (!(age >= 0 && age <= 1e12)) {
    return options.error("max_age", "throttle: max_age must be 0 or more seconds");
  }
  rules.max_age = static_cast<std::int64_t>(age);
  const double counters = options.number("max_counters");
  if (counters != -1 && !(counters >= 1 && counters <= 1e12)) {
    return options.error("max_counters",
                         "throttle: max_counters must be 1 or more, or -1 for any number");
  }
  rules.max_counters = counters == -1 ? 0 : static_cast<std::size_t>(counters);
  rules.timestamp = layout.add("@timestamp");
  rules.tags = layout.add("tags");
  return std::make_unique<Throttle>(std::move(rules));
}

}  // namespace

constinit const FilterKind kThrottle = {
    .name = "throttle",
    .summary = "succeeds on events that come too rarely or too often; a job with it has one worker",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
