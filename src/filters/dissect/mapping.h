#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "filters/dissect/dissection.h"
#include "lang/event_field.h"
#include "pipeline/filter.h"

namespace bdp::dissect {

/// What became of the rows of one batch.
class RowStates {
 public:
  /// `matched`: what a row is that nothing is done to.
  void start(RowIndex rows, bool matched) {
    states_.assign(rows, matched ? kMatched : 0);
    any_failed_ = false;
  }
  void match(RowIndex row) { states_[row] = static_cast<std::uint8_t>(states_[row] | kMatched); }
  void fail(RowIndex row) {
    states_[row] = static_cast<std::uint8_t>(states_[row] | kFailed);
    any_failed_ = true;
  }
  bool any_failed() const { return any_failed_; }
  bool failed(RowIndex row) const { return (states_[row] & kFailed) != 0; }
  /// Cut by a mapping, and by none in vain.
  bool matched(RowIndex row) const { return states_[row] == kMatched; }

 private:
  static constexpr std::uint8_t kMatched = 1;
  static constexpr std::uint8_t kFailed = 2;

  std::vector<std::uint8_t> states_;
  bool any_failed_ = false;
};

/// What one thread's dissect keeps between batches.
struct Memory final : Scratch {
  RowStates states;
  std::vector<Part> parts;      ///< Of one row.
  std::vector<Value*> columns;  ///< Where the plain fields go; null: not plain.
  /// For each mapping its sources, by place in the selection. Logstash goes through the mappings in
  /// no certain order, so none works on what another one has set.
  std::vector<std::vector<Value>> sources;
};

/// One entry of the option `mapping`: a source, and the dissection of its text.
class Mapping {
 public:
  /// kInvalid says what is wrong with the dissection or the source's name.
  static Result<Mapping> compile(std::string_view source, std::string_view pattern, Layout& layout);

  void take_sources(const Batch& batch, const Selection& rows, std::vector<Value>& into) const;

  /// Cuts the `sources` of the rows that have one. A row fails as a whole: none of its fields is
  /// set.
  void apply(Batch& batch, const Selection& rows, const std::vector<Value>& sources,
             Memory& memory) const;

 private:
  /// A field that is set, in the order in which they are.
  struct Target {
    std::size_t field = 0;                 ///< Of the dissection.
    std::optional<lang::EventField> name;  ///< Nothing: it is no reference, setting it raises.
    /// Of indirect ones: the field of the dissection whose text is the name, if there is one.
    std::optional<std::size_t> key;
  };

  /// False: Logstash raises.
  bool set(Batch& batch, RowIndex row, Value source, const Target& target, Memory& memory) const;
  bool append(Batch& batch, RowIndex row, Value text, const Target& target) const;
  bool set_indirect(Batch& batch, RowIndex row, Value text, std::string_view name) const;

  FieldRef source_;
  Dissection dissection_;
  std::vector<Target> targets_;
};

}  // namespace bdp::dissect
