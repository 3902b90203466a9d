#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace date {
class time_zone;  // NOLINT(readability-identifier-naming): the library's.
}

namespace bdp::date_filter {

/// A time zone of the system's tz database, or a fixed offset. Immutable; cheap to copy.
class Zone {
 public:
  /// A stretch of time with one offset, which the last look-up found.
  struct Stretch {
    std::int64_t begin = 1;  ///< Seconds since 1970 in UTC; begin > end: nothing is known.
    std::int64_t end = 0;
    std::int64_t offset = 0;
  };

  Zone() = default;
  static Zone of_offset(std::int64_t seconds) { return Zone(nullptr, seconds); }
  /// By id: `Europe/Paris`, `UTC`, `EST`, `+03:00`. Nothing: there is none of that name.
  static std::optional<Zone> find(std::string_view id);

  /// The seconds in UTC of a local time; of one that comes twice the first. Nothing: clocks leave
  /// it out. `known` is the caller's for this zone, kept from one call to the next.
  std::optional<std::int64_t> to_utc(std::int64_t local, Stretch& known) const {
    if (zone_ == nullptr) return local - offset_;
    const std::int64_t utc = local - known.offset;
    // Away from both ends no other offset can be meant.
    if (utc > known.begin + kMargin && utc < known.end - kMargin) return utc;
    return look_up(local, known);
  }
  std::int64_t to_local(std::int64_t utc) const;

 private:
  static constexpr std::int64_t kMargin = 2 * 86400;

  Zone(const ::date::time_zone* zone, std::int64_t offset) : zone_(zone), offset_(offset) {}
  std::optional<std::int64_t> look_up(std::int64_t local, Stretch& known) const;

  const ::date::time_zone* zone_ = nullptr;  ///< Null: a fixed offset.
  std::int64_t offset_ = 0;
};

/// Reads `Z`, `+02`, `+0200`, `-02:00:30` as Joda-Time does, off the front of `text`. False: there
/// stands no offset.
bool take_offset(std::string_view& text, std::int64_t& seconds);

}  // namespace bdp::date_filter
