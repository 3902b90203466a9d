#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace bdp {

/// A buffer of bytes that grows, and is never filled before it is written. Kept and used again:
/// clear() keeps the memory.
class Bytes {
 public:
  std::string_view view() const { return {storage_.get(), size_}; }
  char* data() { return storage_.get(); }
  const char* data() const { return storage_.get(); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void clear() { size_ = 0; }
  /// Keeps the first `size` bytes.
  void truncate(std::size_t size) { size_ = size; }

  /// Where to write next, with room for `room` bytes; to be followed by set_end().
  char* reserve(std::size_t room) {
    if (capacity_ - size_ < room) [[unlikely]]
      grow(room);
    return storage_.get() + size_;
  }
  /// What lies before `end` is content now.
  void set_end(const char* end) { size_ = static_cast<std::size_t>(end - storage_.get()); }
  /// The end of the room there is.
  const char* limit() const { return storage_.get() + capacity_; }

  void append(std::string_view text) {
    char* to = reserve(text.size());
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    size_ += text.size();
  }
  void push_back(char c) {
    *reserve(1) = c;
    ++size_;
  }

 private:
  void grow(std::size_t room) {
    constexpr std::size_t kLeast = 4096;
    const std::size_t capacity = std::max({size_ + room, capacity_ * 2, kLeast});
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    if (size_ > 0) std::memcpy(larger.get(), storage_.get(), size_);
    storage_ = std::move(larger);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> storage_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace bdp
