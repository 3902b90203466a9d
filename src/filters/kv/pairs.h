#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/container.h"

namespace bdp::kv {

/// The pairs found in one event, keys in the order of their arrival; a key that comes again has a
/// list of its values. One thread; keeps its memory.
class Pairs {
 public:
  struct Pair {
    std::string_view key;  ///< In the batch's arena, or a text of it.
    Value value;
    bool listed = false;  ///< `value` is the list of several values.
  };

  void clear() {
    pairs_.clear();
    by_key_.clear();
  }
  bool empty() const { return pairs_.empty(); }
  const std::vector<Pair>& all() const { return pairs_; }

  /// Null when the key is new.
  Pair* find(std::string_view key);
  void add(Arena& arena, std::string_view key, Value value);

 private:
  /// Up to this many are searched one by one.
  static constexpr std::size_t kFew = 24;

  std::vector<Pair> pairs_;
  std::unordered_map<std::string_view, std::uint32_t> by_key_;  ///< Of all, once there are many.
};

}  // namespace bdp::kv
