#pragma once

#include <cstdint>

namespace bdp {

/// What became of the rows of a job, over all its runs. Rows that filters add (`split`, `clone`)
/// stand beside those that were read.
struct RowCounters {
  std::uint64_t read = 0;
  std::uint64_t added = 0;  ///< By filters.
  std::uint64_t delivered = 0;
  std::uint64_t already_there = 0;  ///< Stored by an earlier try, by row id.
  std::uint64_t dropped = 0;        ///< By filters, on purpose.
  std::uint64_t dead_letters = 0;
  std::uint64_t bytes_read = 0;  ///< Uncompressed.

  /// Nothing lost, nothing made: what came in is what went out.
  bool conserved() const {
    return read + added == delivered + already_there + dropped + dead_letters;
  }

  RowCounters& operator+=(const RowCounters& other) {
    read += other.read;
    added += other.added;
    delivered += other.delivered;
    already_there += other.already_there;
    dropped += other.dropped;
    dead_letters += other.dead_letters;
    bytes_read += other.bytes_read;
    return *this;
  }
  RowCounters& operator-=(const RowCounters& other) {
    read -= other.read;
    added -= other.added;
    delivered -= other.delivered;
    already_there -= other.already_there;
    dropped -= other.dropped;
    dead_letters -= other.dead_letters;
    bytes_read -= other.bytes_read;
    return *this;
  }
  friend bool operator==(const RowCounters&, const RowCounters&) = default;
};

}  // namespace bdp
