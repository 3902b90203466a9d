#pragma once

#include <cstddef>
#include <cstdint>
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
  };

  /// Forgets the keys of the batch before.
  void start_batch();
  void start_event() { before_ = kNone; }

  /// `key` lives as long as the batch. Valid until the next call.
  const Known& find(std::string_view key, Batch& batch) {
    std::uint32_t& guess = before_ == kNone ? first_ : known_[before_].next;
    if (guess == kNone || known_[guess].key != key) {
      // Adding moves the others: the guess is found anew.
      const std::uint32_t found = look_up(key, batch);
      (before_ == kNone ? first_ : known_[before_].next) = found;
      before_ = found;
    } else {
      before_ = guess;
    }
    return known_[before_];
  }

 private:
  static constexpr std::uint32_t kNone = ~0U;
  /// Up to this many are searched one by one.
  static constexpr std::size_t kFew = 24;

  std::uint32_t look_up(std::string_view key, Batch& batch);

  std::vector<Known> known_;
  std::unordered_map<std::string_view, std::uint32_t> by_key_;  ///< Of all, once there are many.
  std::uint32_t first_ = kNone;
  std::uint32_t before_ = kNone;
};

}  // namespace bdp::kv
