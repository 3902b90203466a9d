#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace bdp::throttle {

/// Counts events by key and period. A key's first event begins its first period; the others follow
/// it without a gap. One thread.
class EventCounts {
 public:
  /// Periods that began more than `max_age` seconds before the key's newest one are forgotten, and
  /// keys that were last seen so long before the newest event. Of more counters than
  /// `max_counters`, 0 for any number, those of the keys that were seen longest ago are forgotten.
  EventCounts(std::int64_t max_age, std::size_t max_counters)
      : max_age_(max_age), max_counters_(max_counters) {}

  /// How many events of `key` there were in the period that an event at `second` is in, with it.
  std::uint64_t count(std::string_view key, std::int64_t second, std::int64_t period);

  std::size_t counters() const { return counters_; }

 private:
  struct Key {
    std::int64_t begin = 0;                        ///< Of the first period.
    std::int64_t newest = 0;                       ///< Its latest event.
    std::map<std::int64_t, std::uint64_t> counts;  ///< By the second that a period begins with.
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  void forget_some();

  std::int64_t max_age_;
  std::size_t max_counters_;
  std::int64_t newest_ = 0;  ///< The latest event of all.
  std::size_t counters_ = 0;
  std::unordered_map<std::string, Key, Hash, std::equal_to<>> keys_;
};

}  // namespace bdp::throttle
