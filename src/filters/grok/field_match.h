#pragma once

#include <optional>
#include <string>
#include <vector>

#include "filters/grok/expression.h"
#include "filters/grok/literal_scan.h"
#include "lang/event_field.h"
#include "pipeline/filter.h"

namespace bdp::grok {

/// What is done with captures.
struct CaptureRules {
  bool break_on_match = true;
  bool keep_empty = false;
  std::vector<std::string> overwritten;
  std::string target;  ///< In brackets; empty: the event itself.
};

/// What one thread's grok keeps between rows.
struct Memory final : Scratch {
  LiteralScan::Candidates candidates;
};

/// One entry of the option `match`: a field, and the expressions that are tried on its text.
/// Immutable; shared by threads.
class FieldMatch {
 public:
  FieldMatch(FieldRef source, std::vector<Expression> expressions, const CaptureRules& rules,
             Layout& layout);

  /// Tries the expressions on the row's text, or on each text of a list, and sets what they
  /// capture. Captures are views of the text. kLimit: one ran away, and no more is to be done.
  lang::Found match(Batch& batch, RowIndex row, Memory& memory) const;

 private:
  struct Target {
    std::optional<lang::EventField> field;  ///< Nothing: it is no reference, setting it raises.
    bool overwrites = false;
    CaptureType type = CaptureType::kText;
    std::vector<std::uint32_t> groups;
  };
  struct Step {
    lang::Regex regex;
    std::vector<Target> targets;
  };

  lang::Found match_text(Batch& batch, RowIndex row, Value text, Memory& memory) const;
  /// False: Logstash raises.
  bool capture(Batch& batch, RowIndex row, const Target& target, const lang::Match& match,
               TextFlags flags) const;
  bool set(Batch& batch, RowIndex row, const Target& target, Value value) const;

  FieldRef source_;
  std::vector<Step> steps_;
  LiteralScan literals_;
  bool break_on_match_;
  bool keep_empty_;
};

}  // namespace bdp::grok
