#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/ast.h"
#include "lang/regex.h"
#include "record/arena.h"
#include "record/value.h"

namespace bdp::translate {

/// How a text is looked up.
enum class Lookup : std::uint8_t {
  kExact,   ///< The whole text is a key.
  kRegex,   ///< The first key, as a regular expression, that matches.
  kPieces,  ///< Every key in the text is replaced by its value.
};

/// Keys and what they mean. Filled once, then shared by threads; the values live as long as it.
class Dictionary {
 public:
  explicit Dictionary(Lookup lookup) : lookup_(lookup) {}

  /// Of a key that comes again the last value counts, at the first one's place. kInvalid: the key
  /// is no regular expression.
  Status add(std::string_view key, const lang::Literal& value);
  /// As above; key and value live in memory(), or as long as this.
  Status add(std::string_view key, Value value);
  /// Adds copies of all that `other`, which is looked up in the same way, has.
  void add_all(const Dictionary& other);

  /// For what is added.
  Arena& memory() { return memory_; }
  std::size_t size() const { return entries_.size(); }

  /// What `text` is translated to; text that is not the dictionary's is in `arena`. Nothing: it is
  /// not.
  std::optional<Value> find(Arena& arena, Value text) const;

 private:
  struct Entry {
    std::string_view key;
    Value value;
    std::optional<lang::Regex> regex;
  };

  void put(Entry entry);
  std::optional<Value> replace_pieces(Arena& arena, Value text) const;

  Lookup lookup_;
  Arena memory_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string_view, std::uint32_t> by_key_;
  std::array<std::vector<std::uint32_t>, 256> by_first_byte_;
};

}  // namespace bdp::translate
