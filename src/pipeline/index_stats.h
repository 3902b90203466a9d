#pragma once

#include <cstdint>

namespace bdp {

/// What a store that keeps such figures says of an output: the second report's `index_stats`, under
/// the names of Elasticsearch's own API. Of the primaries, since the index exists.
struct IndexStats {
  std::uint64_t index_total = 0;
  std::uint64_t index_time_in_millis = 0;
  std::uint64_t index_current = 0;
  std::uint64_t index_failed = 0;
  std::uint64_t delete_total = 0;
  std::uint64_t delete_time_in_millis = 0;
  std::uint64_t delete_current = 0;
  std::uint64_t noop_update_total = 0;
  bool is_throttled = false;
  std::uint64_t throttle_time_in_millis = 0;
  double write_load = 0;
  std::uint64_t size_in_bytes = 0;
  std::uint64_t total_data_set_size_in_bytes = 0;
  std::uint64_t reserved_in_bytes = 0;
};

}  // namespace bdp
