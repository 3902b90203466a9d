#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>

namespace bdp {

/// What the ids of one source have in common: 80 bits of a hash over (tenant, dataset, source).
struct SourceIdentity {
  std::uint64_t high = 0;
  std::uint16_t low = 0;
  friend bool operator==(const SourceIdentity&, const SourceIdentity&) = default;
};

/// The id of a row, the same whenever the same input is ingested again. Big-endian order of the
/// bytes is the order of the rows in their source, so that every store's B-tree appends.
struct RowId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  /// `position`: below 2^48, ascending over the source.
  static RowId at(SourceIdentity source, std::uint64_t position) {
    return {source.high, (std::uint64_t{source.low} << 48U) | (position & 0xFFFFFFFFFFFFULL)};
  }
  /// The id of the `number`-th row that a filter made from the row `parent`.
  static RowId child(RowId parent, std::uint32_t number);

  std::array<char, 16> bytes() const;
  /// 32 lower-case hexadecimal digits.
  std::string hex() const;

  friend bool operator==(const RowId&, const RowId&) = default;
  friend auto operator<=>(const RowId&, const RowId&) = default;
};

}  // namespace bdp
