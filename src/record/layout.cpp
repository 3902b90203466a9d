#include "record/layout.h"

namespace bdp {

Slot Layout::add(std::string_view name) {
  if (const auto found = slots_.find(name); found != slots_.end()) return found->second;
  const Slot slot = size();
  names_.emplace_back(name);
  slots_.emplace(std::string(name), slot);
  return slot;
}

std::optional<Slot> Layout::find(std::string_view name) const {
  const auto found = slots_.find(name);
  if (found == slots_.end()) return std::nullopt;
  return found->second;
}

void Layout::truncate(Slot size) {
  while (names_.size() > size) {
    slots_.erase(slots_.find(names_.back()));
    names_.pop_back();
  }
}

}  // namespace bdp
