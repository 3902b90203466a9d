#include "filters/cidr/network.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>

namespace bdp::cidr {

std::optional<Address> Address::parse(std::string_view text) {
  char buffer[INET6_ADDRSTRLEN] = {};
  if (text.size() >= sizeof buffer) return std::nullopt;
  text.copy(buffer, text.size());
  Address result;
  result.is_v6 = text.find(':') != std::string_view::npos;
  if (inet_pton(result.is_v6 ? AF_INET6 : AF_INET, buffer, result.bytes.data()) != 1) {
    return std::nullopt;
  }
  return result;
}

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto base = Address::parse(text.substr(0, slash));
  if (!base) return std::nullopt;
  Network result{*base, base->is_v6 ? 128U : 32U};
  if (slash == std::string_view::npos) return result;
  const std::string_view digits = text.substr(slash + 1);
  unsigned prefix = 0;
  const char* const begin = digits.data();  // NOLINT(bugprone-suspicious-stringview-data-usage)
  const char* const end = begin + digits.size();
  const auto [after, problem] = std::from_chars(begin, end, prefix);
  if (problem != std::errc() || after != end || prefix > result.prefix) return std::nullopt;
  result.prefix = prefix;
  return result;
}

bool Network::contains(const Address& address) const {
  if (address.is_v6 != base.is_v6) return false;
  const unsigned whole = prefix / 8;
  if (std::memcmp(address.bytes.data(), base.bytes.data(), whole) != 0) return false;
  const unsigned rest = prefix % 8;
  if (rest == 0) return true;
  const unsigned differing = address.bytes[whole] ^ unsigned { base.bytes[whole] };
  return differing >> (8 - rest) == 0;
}

}  // namespace bdp::cidr
