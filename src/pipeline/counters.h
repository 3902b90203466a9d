#pragma once

#include <array>
#include <cstdint>
#include <string_view>

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

  RowCounters& operator+=(const RowCounters& other);
  RowCounters& operator-=(const RowCounters& other);
  friend bool operator==(const RowCounters&, const RowCounters&) = default;
};

/// One of them, by the name that records and programs know it by.
struct RowCounter {
  std::string_view name;
  std::uint64_t RowCounters::* member;
};

inline constexpr std::array<RowCounter, 7> kRowCounters = {{
    {"read", &RowCounters::read},
    {"added", &RowCounters::added},
    {"delivered", &RowCounters::delivered},
    {"already_there", &RowCounters::already_there},
    {"dropped", &RowCounters::dropped},
    {"dead_letters", &RowCounters::dead_letters},
    {"bytes_read", &RowCounters::bytes_read},
}};

inline RowCounters& RowCounters::operator+=(const RowCounters& other) {
  for (const RowCounter& counter : kRowCounters) this->*counter.member += other.*counter.member;
  return *this;
}

inline RowCounters& RowCounters::operator-=(const RowCounters& other) {
  for (const RowCounter& counter : kRowCounters) this->*counter.member -= other.*counter.member;
  return *this;
}

}  // namespace bdp
