#pragma once

#include <compare>
#include <string>

namespace bdp {

/// An id that cannot be mistaken for another: a TenantId does not convert to a JobId.
template <class Tag>
struct Id {
  std::string text;
  friend bool operator==(const Id&, const Id&) = default;
  friend auto operator<=>(const Id&, const Id&) = default;
};

using TenantId = Id<struct TenantTag>;
using JobId = Id<struct JobTag>;

}  // namespace bdp
