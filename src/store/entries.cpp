#include "store/entries.h"

#include <array>
#include <cstdio>
#include <vector>

namespace bdp {
namespace {

constexpr std::size_t kEntriesPerPage = 256;

}  // namespace

std::string number_text(std::uint64_t number) {
  std::array<char, 32> text{};
  const int size =
      std::snprintf(text.data(), text.size(), "%016llu", static_cast<unsigned long long>(number));
  return {text.data(), static_cast<std::size_t>(size)};
}

Status each_entry(const Store& store, const std::string& prefix,
                  const std::function<Status(const StoreEntry&)>& take) {
  std::string after;
  while (true) {
    TRY_ASSIGN(const std::vector<StoreEntry> page, store.list(prefix, after, kEntriesPerPage));
    for (const StoreEntry& entry : page) TRY(take(entry));
    if (page.size() < kEntriesPerPage) return {};
    after = page.back().key;
  }
}

}  // namespace bdp
