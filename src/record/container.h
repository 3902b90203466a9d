#pragma once

#include <cstdint>
#include <string_view>

#include "record/arena.h"
#include "record/value.h"

namespace bdp {

/// The items of a list Value. Lives in an Arena, grows there; owned by one Value.
class List {
 public:
  static List* make(Arena& arena, std::uint32_t capacity = 4);

  std::uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Value& operator[](std::uint32_t i) { return items_[i]; }
  const Value& operator[](std::uint32_t i) const { return items_[i]; }
  Value* begin() { return items_; }
  Value* end() { return items_ + size_; }
  const Value* begin() const { return items_; }
  const Value* end() const { return items_ + size_; }

  void push_back(Arena& arena, Value item);
  /// Later items move down by one.
  void erase(std::uint32_t i);
  void clear() { size_ = 0; }

 private:
  Value* items_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

/// The entries of an object Value, in the order of their arrival; keys are unique. Lives in an
/// Arena, grows there; owned by one Value. Look-up is linear: records have few keys a level.
class Object {
 public:
  struct Entry {
    Value value;
    const char* key_data = nullptr;
    std::uint32_t key_size = 0;
    TextFlags key_flags = 0;
    std::string_view key() const { return {key_data, key_size}; }
  };

  static Object* make(Arena& arena, std::uint32_t capacity = 4);

  std::uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Entry* begin() { return entries_; }
  Entry* end() { return entries_ + size_; }
  const Entry* begin() const { return entries_; }
  const Entry* end() const { return entries_ + size_; }

  /// Null when there is no such key.
  Value* find(std::string_view key);
  const Value* find(std::string_view key) const;
  /// Sets or replaces; copies `key` into the arena when it is new.
  void set(Arena& arena, std::string_view key, Value value);
  /// As set(), for a key that is known to be new and to live as long as the batch.
  void append(Arena& arena, std::string_view key, Value value);
  /// Takes the entry out and returns its value; kAbsent when there is none. Order is kept.
  Value erase(std::string_view key);

 private:
  Entry* entries_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

/// A copy that shares no container with `value`. Text is shared: it does not change.
Value deep_copy(Arena& arena, Value value);

/// A copy all of whose memory, texts and keys too, is in `arena`.
Value deep_copy_with_text(Arena& arena, Value value);

}  // namespace bdp
