#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bdp::dissect {

/// What becomes of the text between two delimiters.
enum class FieldKind : std::uint8_t {
  kSkipped,   ///< `%{}`, `%{?name}`: only an indirect field may ask for it.
  kNormal,    ///< `%{name}`: set.
  kAppended,  ///< `%{+name/2}`: added to what the field has, behind a delimiter.
  kIndirect,  ///< `%{&name}`: set, under the name that is the text of the field `name`.
};

struct DissectField {
  FieldKind kind = FieldKind::kSkipped;
  std::string name;
  std::uint32_t order = 0;  ///< Of appended fields with the same name.
  std::string join;         ///< What stands before an appended text.
};

/// A part of the text that was cut.
struct Part {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

/// A dissection, `%{a} - %{b->} %{c}`: fields with delimiters between them, which all must be found
/// in this order. Immutable; shared by threads.
class Dissection {
 public:
  /// kInvalid says what is wrong with the pattern and what would be right.
  static Result<Dissection> parse(std::string_view pattern);

  const std::vector<DissectField>& fields() const { return fields_; }

  /// Finds the text of each field; `parts` has room for as many. False: a delimiter is missing.
  bool cut(std::string_view text, Part* parts) const;

 private:
  struct Delimiter {
    std::string text;
    bool repeats = false;  ///< Several in a row count as one.
  };

  Delimiter prefix_;
  std::vector<DissectField> fields_;
  std::vector<Delimiter> delimiters_;  ///< Behind each field; the last has one or none.
};

}  // namespace bdp::dissect
