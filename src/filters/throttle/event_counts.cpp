#include "filters/throttle/event_counts.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace bdp::throttle {

std::uint64_t EventCounts::count(std::string_view key, std::int64_t second, std::int64_t period) {
  auto found = keys_.find(key);
  if (found != keys_.end() && found->second.newest < newest_ - max_age_) {
    counters_ -= found->second.counts.size();
    keys_.erase(found);
    found = keys_.end();
  }
  if (found == keys_.end()) {
    found =
        keys_.emplace(std::string(key), Key{.begin = second, .newest = second, .counts = {}}).first;
  }
  Key& entry = found->second;
  entry.newest = std::max(entry.newest, second);
  newest_ = std::max(newest_, second);
  const std::int64_t into_period = ((second - entry.begin) % period + period) % period;
  const auto [counter, is_new] = entry.counts.try_emplace(second - into_period);
  if (is_new) ++counters_;
  const std::uint64_t count = ++counter->second;
  const std::int64_t oldest = entry.counts.rbegin()->first - max_age_;
  while (entry.counts.begin()->first < oldest) {
    entry.counts.erase(entry.counts.begin());
    --counters_;
  }
  if (max_counters_ != 0 && counters_ > max_counters_) forget_some();
  return count;
}

void EventCounts::forget_some() {
  std::vector<std::pair<std::int64_t, std::string_view>> by_age;
  by_age.reserve(keys_.size());
  for (const auto& [key, entry] : keys_) by_age.emplace_back(entry.newest, key);
  std::ranges::sort(by_age);
  // A fifth more than needed: most events must not come here.
  const std::size_t wanted = max_counters_ - max_counters_ / 5;
  for (const auto& [newest, key] : by_age) {
    if (counters_ <= wanted && newest >= newest_ - max_age_) break;
    const auto found = keys_.find(key);
    counters_ -= found->second.counts.size();
    keys_.erase(found);
  }
}

}  // namespace bdp::throttle
