#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bdp::grok {

/// Which names the fields of the pattern library have.
enum class Naming : unsigned char { kLegacy, kEcs };

/// Regular expressions by name, which may hold `%{OTHER:field}`.
class PatternSet {
 public:
  /// The library, with one of its namings.
  static const PatternSet& library(Naming naming);

  void add(std::string_view name, std::string_view pattern) {
    patterns_.insert_or_assign(std::string(name), std::string(pattern));
  }
  /// Lines of `NAME pattern`; those that are empty or begin with # mean nothing.
  void add_lines(std::string_view text);

  /// Null: there is none of that name.
  const std::string* find(std::string_view name) const;
  /// The name that was meant by one that there is not; empty when none is near.
  std::string_view nearest(std::string_view name) const;
  const std::map<std::string, std::string, std::less<>>& patterns() const { return patterns_; }

 private:
  std::map<std::string, std::string, std::less<>> patterns_;
};

/// Adds the patterns of the files that `path` means: a folder, of whose files those are taken that
/// `glob` selects; a file; or a glob. kNotFound, kInvalid: a file cannot be read.
Status add_pattern_files(const std::string& path, const std::string& glob, PatternSet& to);

}  // namespace bdp::grok
