#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "lang/regex.h"

namespace bdp {

/// Regular expressions that events bring, compiled once each. One thread; a pattern that was asked
/// for long ago may be compiled again.
class RegexCache {
 public:
  /// Null: `pattern` is no regular expression. Valid until the next call.
  const lang::Regex* find(std::string_view pattern) {
    auto found = compiled_.find(pattern);
    if (found == compiled_.end()) {
      if (compiled_.size() == kMost) compiled_.clear();
      auto regex = lang::Regex::compile(pattern);
      std::optional<lang::Regex> kept;
      if (regex) kept = *std::move(regex);
      found = compiled_.emplace(std::string(pattern), std::move(kept)).first;
    }
    return found->second ? &*found->second : nullptr;
  }

 private:
  static constexpr std::size_t kMost = 1000;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unordered_map<std::string, std::optional<lang::Regex>, Hash, std::equal_to<>> compiled_;
};

}  // namespace bdp
