#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lang/regex.h"
#include "record/arena.h"
#include "record/value.h"

namespace bdp::lang {

/// The replacement of a gsub: `\1` `\k<name>` `\0` `\&` `` \` `` `\'` `\\` stand for parts of the
/// match and a backslash; all else, `$1` too, for itself. Immutable.
class RegexReplacement {
 public:
  /// kInvalid: it names a group that `regex` does not have.
  static Result<RegexReplacement> compile(std::string_view text, const Regex& regex);

  struct Part {
    enum class Kind : std::uint8_t { kText, kGroups, kBefore, kBehind };
    Kind kind = Kind::kText;
    std::string text = {};
    std::vector<std::uint32_t> groups = {};  ///< The last of them that took part.
  };
  const std::vector<Part>& parts() const { return parts_; }

 private:
  void append(char c);

  std::vector<Part> parts_;
};

/// Ruby's `subject.gsub(regex, replacement)` of a kText value. kMatch: `result` is a new text in
/// `arena`; else nothing matched, or the limit was hit, and `result` is not touched.
Found gsub(Arena& arena, Value subject, const Regex& regex, const RegexReplacement& replacement,
           Value& result);

}  // namespace bdp::lang
