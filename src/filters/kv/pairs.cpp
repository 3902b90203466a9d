#include "filters/kv/pairs.h"

#include <algorithm>

namespace bdp::kv {

Pairs::Pair* Pairs::find(std::string_view key) {
  if (pairs_.size() <= kFew) {
    const auto found = std::ranges::find(pairs_, key, &Pair::key);
    return found == pairs_.end() ? nullptr : &*found;
  }
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &pairs_[found->second];
}

void Pairs::add(Arena& arena, std::string_view key, Value value) {
  if (Pair* there = find(key)) {
    if (!there->listed) {
      List* list = List::make(arena);
      list->push_back(arena, there->value);
      there->value = Value::list(list);
      there->listed = true;
    }
    there->value.as_list().push_back(arena, value);
    return;
  }
  pairs_.push_back({.key = key, .value = value});
  if (pairs_.size() <= kFew) return;
  for (std::size_t i = by_key_.size(); i < pairs_.size(); ++i) {
    by_key_.emplace(pairs_[i].key, static_cast<std::uint32_t>(i));
  }
}

}  // namespace bdp::kv
