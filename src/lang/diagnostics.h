#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lang/ast.h"

namespace bdp::lang {

/// The mistakes found in one source text. They become one Error, a line each, in the order of
/// their places: `file:line:column: what; what would be right`.
class Diagnostics {
 public:
  explicit Diagnostics(std::string_view file) : file_(file) {}

  void add(Position at, std::string_view message);
  /// Adds an error whose message names its place already.
  void add(Position at, const Error& error);

  bool empty() const { return found_.empty(); }
  std::size_t size() const { return found_.size(); }
  /// So many that more would only be noise.
  bool full() const { return found_.size() >= kMost; }

  /// `file:line:column`
  std::string place(Position at) const;
  /// One mistake, as an Error of kInvalid.
  Error error_at(Position at, std::string_view message) const;
  /// `file:line:column: what; what would be right`, in the order of the places.
  std::vector<std::string> lines() const;
  /// All of them. There must be one.
  Error error() const;

 private:
  static constexpr std::size_t kMost = 50;
  struct Mistake {
    Position at;
    std::string text;
  };
  std::string file_;
  std::vector<Mistake> found_;
};

/// "; did you mean 'NEAREST'?", or nothing when no candidate is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace bdp::lang
