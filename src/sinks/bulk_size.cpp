#include "sinks/bulk_size.h"

#include <algorithm>

namespace bdp {
namespace {

constexpr std::size_t kLeastBytes = 64 * 1024;
/// An answer that takes longer is a sign of too much at once.
constexpr std::chrono::seconds kSlow{10};
constexpr std::chrono::seconds kQuick{2};

}  // namespace

void BulkSize::taken(std::size_t sent, std::chrono::nanoseconds latency) {
  if (latency > kSlow) {
    overloaded();
    return;
  }
  const std::size_t now = bytes();
  // A bulk far below the limit says nothing about the limit.
  if (latency > kQuick || sent < now / 2) return;
  bytes_.store(std::min(most_, now + now / 4), std::memory_order_relaxed);
}

void BulkSize::overloaded() {
  bytes_.store(std::max(std::min(kLeastBytes, most_), bytes() / 2), std::memory_order_relaxed);
}

}  // namespace bdp
