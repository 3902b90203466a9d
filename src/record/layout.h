#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bdp {

/// The number of a column in a batch.
using Slot = std::uint32_t;

/// Names of top-level fields and their slots. Filled while a program is compiled, constant and
/// shared by all threads after that. Slots are given in order and never change.
class Layout {
 public:
  /// The slot of `name`, which is added when it is new.
  Slot add(std::string_view name);
  std::optional<Slot> find(std::string_view name) const;
  std::string_view name(Slot slot) const { return names_[slot]; }
  Slot size() const { return static_cast<Slot>(names_.size()); }

  /// Takes names off the end until `size` are left.
  void truncate(Slot size);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::vector<std::string> names_;
  std::unordered_map<std::string, Slot, Hash, std::equal_to<>> slots_;
};

}  // namespace bdp
