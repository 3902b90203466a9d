#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bdp::cidr {

/// An IP address, of version 4 or 6.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v6 = false;

  /// Nothing: the text is no address.
  static std::optional<Address> parse(std::string_view text);
};

/// Addresses that begin with the same bits: `10.0.0.0/8`, `fe80::/64`, or one alone.
struct Network {
  Address base;
  unsigned prefix = 0;  ///< Bits that count.

  static std::optional<Network> parse(std::string_view text);
  bool contains(const Address& address) const;
};

}  // namespace bdp::cidr
