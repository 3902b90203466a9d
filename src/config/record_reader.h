#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/document.h"

namespace bdp::config {

/// Reads the fields of a JSON record that this program wrote itself: what is not as written is
/// damage, which broken() tells of at the end. `node` outlives it.
class RecordReader {
 public:
  explicit RecordReader(const Node& node);

  std::string text(std::string_view key);
  /// What append_bytes_field() wrote.
  std::string bytes(std::string_view key);
  std::uint64_t unsigned_number(std::string_view key);
  std::int64_t signed_number(std::string_view key);
  bool boolean(std::string_view key);
  /// A time in nanoseconds since 1970.
  template <class Time>
  Time time(std::string_view key) {
    return Time(std::chrono::nanoseconds(signed_number(key)));
  }
  /// The record itself when it has no such map.
  const Node& map(std::string_view key);
  /// Null: there is no such list.
  const Node* list(std::string_view key);

  bool has(std::string_view key) const { return node_.find(key) != nullptr; }
  void reject() { broken_ = true; }
  bool broken() const { return broken_; }

 private:
  const Node* field(std::string_view key, Node::Kind kind);

  const Node& node_;
  bool broken_ = false;
};

/// Appends `"KEY":"..."`, or `"KEY_hex":"..."` where `bytes` are not UTF-8.
void append_bytes_field(std::string& json, std::string_view key, std::string_view bytes);

}  // namespace bdp::config
