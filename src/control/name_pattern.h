#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bdp {

/// A regular expression that a whole file name must match. Copies share what is compiled; safe for
/// many threads.
class NamePattern {
 public:
  /// An error has no position; its message goes on after the name of what holds the expression.
  static Result<NamePattern> compile(const std::string& regex);

  /// False also for a name that is not UTF-8, and when matching takes more steps than any sensible
  /// expression needs.
  bool matches(std::string_view name) const;
  const std::string& text() const { return text_; }

 private:
  struct Compiled;
  NamePattern(std::string text, std::shared_ptr<const Compiled> compiled)
      : text_(std::move(text)), compiled_(std::move(compiled)) {}

  std::string text_;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace bdp
