#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bdp::grok {

/// Finds out in one pass over a text which of many literals are in it, so that expressions whose
/// literal is not there need not be tried. Immutable once filled.
class LiteralScan {
 public:
  /// Which expressions may match, one bit each.
  using Candidates = std::vector<std::uint64_t>;

  /// The next expression; `literal` is in every text it matches. Of one that is too short nothing
  /// is known, and the expression is always a candidate.
  void add(std::string_view literal);

  /// It is worth a pass: some literals are long enough.
  bool is_useful() const { return !literals_.empty(); }

  /// `text` has kReadSlack behind it.
  void find(std::string_view text, Candidates& candidates) const;

  static bool has(const Candidates& candidates, std::size_t expression) {
    return (candidates[expression / 64] >> (expression % 64) & 1U) != 0;
  }

 private:
  static constexpr std::size_t kShortest = 3;
  static constexpr std::size_t kBuckets = 4096;

  struct Literal {
    std::string text;
    std::uint32_t expression;
    std::int32_t next;  ///< In its bucket; -1: the last.
  };

  /// Of three bytes, the first one lowest; a fourth does not count.
  static std::size_t bucket(std::uint32_t bytes) { return ((bytes << 8U) * 2654435761U) >> 20U; }

  std::uint32_t expressions_ = 0;
  Candidates always_;
  std::vector<Literal> literals_;
  std::array<std::int16_t, kBuckets> first_{};  ///< 1 + the first literal of each; 0: none.
};

}  // namespace bdp::grok
