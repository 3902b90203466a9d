#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include "record/arena.h"
#include "record/value.h"

namespace bdp::lang {

/// Writes one text of unknown length into an arena. Nothing else may take memory from the arena
/// until finish() or abandon().
class TextBuilder {
 public:
  explicit TextBuilder(Arena& arena, std::size_t expected = 128)
      : arena_(arena),
        begin_(arena.allocate_text(expected)),
        next_(begin_),
        end_(begin_ + expected) {}

  /// `bytes` of room at the end; say with advance() how many were used.
  char* room(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - next_) < bytes) [[unlikely]]
      grow(bytes);
    return next_;
  }
  void advance(std::size_t bytes) { next_ += bytes; }

  void append(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(room(text.size()), text.data(), text.size());
    next_ += text.size();
  }
  void append(char c) {
    *room(1) = c;
    ++next_;
  }

  std::size_t size() const { return static_cast<std::size_t>(next_ - begin_); }

  /// The text; the memory not used goes back to the arena.
  std::string_view finish() {
    arena_.give_back(static_cast<std::size_t>(end_ - next_));
    end_ = next_;
    return {begin_, size()};
  }
  /// All memory goes back.
  void abandon() {
    next_ = begin_;
    finish();
  }

 private:
  void grow(std::size_t bytes);

  Arena& arena_;
  char* begin_;
  char* next_;
  char* end_;
};

/// kPlainText if every byte allows it; `known` is what is known of the parts it is made of.
TextFlags flags_of(std::string_view text);

}  // namespace bdp::lang
