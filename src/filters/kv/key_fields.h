#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/event_field.h"
#include "record/batch.h"

namespace bdp::kv {

/// The fields that the keys of a batch's events name. Expects that a key is followed by the one
/// that followed it last time, so that most keys are compared once and never looked up. For one
/// batch at a time, one thread; keeps its memory.
class KeyFields {
 public:
  struct Known {
    std::string_view key;
    std::optional<lang::EventField> place;  ///< Nothing: the key is no reference.
    bool too_many = false;                  ///< There is no room for a column of this name.
    std::uint32_t next = ~0U;               ///< What followed last time.
    /// The values of `place` by row, when it is a plain column that no other key writes as well.
    Value* column = nullptr;
    // For the caller: the event that the key was last seen in, and whether it has a list there.
    std::uint32_t event = 0;
    bool listed = false;
  };

  /// Forgets the keys of the batch before.
  void start_batch();
  /// Returns the event's number in its batch, from 1.
  std::uint32_t start_event() {
    before_ = kNone;
    return ++event_;
  }

  /// The number of what is known of `key`, which lives as long as the batch, with kReadSlack behind
  /// it.
  std::uint32_t find(std::string_view key, Batch& batch) {
    std::uint32_t& guess = before_ == kNone ? first_ : known_[before_].next;
    if (guess == kNone || !is_same(known_[guess].key, key)) {
      // Adding moves the others: the guess is found anew.
      const std::uint32_t found = look_up(key, batch);
      (before_ == kNone ? first_ : known_[before_].next) = found;
      before_ = found;
    } else {
      before_ = guess;
    }
    return before_;
  }
  Known& operator[](std::uint32_t number) { return known_[number]; }

 private:
  static constexpr std::uint32_t kNone = ~0U;
  /// Up to this many are searched one by one.
  static constexpr std::size_t kFew = 24;

  static bool is_same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); i += 8) {
      std::uint64_t left = 0;
      std::uint64_t right = 0;
      std::memcpy(&left, a.data() + i, 8);
      std::memcpy(&right, b.data() + i, 8);
      const std::uint64_t different = left ^ right;
      if (different != 0 && i + static_cast<unsigned>(std::countr_zero(different)) / 8 < a.size()) {
        return false;
      }
    }
    return true;
  }
  std::uint32_t look_up(std::string_view key, Batch& batch);

  std::vector<Known> known_;
  std::unordered_map<std::string_view, std::uint32_t> by_key_;  ///< Of all, once there are many.
  std::uint32_t first_ = kNone;
  std::uint32_t before_ = kNone;
  std::uint32_t event_ = 0;
};

}  // namespace bdp::kv
