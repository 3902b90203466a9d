#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "filters/csv/csv_filter.h"
#include "formats/csv_record.h"
#include "pipeline/filter.h"

namespace bdp::csv {

/// What became of one row.
enum class Outcome : std::uint8_t {
  kMatched,
  kUnmatched,  ///< Goes on, but the common options are not for it.
  kEnded,
};

/// The rows of a batch that were not matched, which are few.
class Outcomes {
 public:
  void start(RowIndex rows) {
    if (marks_.size() < rows) marks_.resize(rows);
  }
  void set(RowIndex row, Outcome outcome) {
    if (outcome == Outcome::kMatched) return;
    marks_[row] = outcome;
    any_ = true;
  }
  /// Takes the ended ones out of `rows` and puts the matched ones into `matched`; forgets all.
  void sort(Selection& rows, Selection* matched) {
    if (!any_) {
      if (matched != nullptr) *matched = rows;
      return;
    }
    std::erase_if(rows, [&](RowIndex row) { return marks_[row] == Outcome::kEnded; });
    if (matched != nullptr) {
      for (const RowIndex row : rows) {
        if (marks_[row] == Outcome::kMatched) matched->push_back(row);
      }
    }
    std::fill(marks_.begin(), marks_.end(), Outcome::kMatched);
    any_ = false;
  }

 private:
  std::vector<Outcome> marks_;  ///< By row; all kMatched unless any_.
  bool any_ = false;
};

/// What one thread's CsvFilter keeps between rows and batches.
struct Memory final : Scratch {
  /// The columns learnt from the first row.
  enum class Columns : std::uint8_t {
    kUnknown,
    kKnown,
    kNone,  ///< The first row was empty.
  };
  Columns columns = Columns::kUnknown;
  std::vector<std::optional<std::string>> names;  ///< Nothing: an empty field.

  // Of one batch.
  std::vector<Target> extra_targets;  ///< Behind the configured columns.
  std::vector<CsvField> fields;       ///< Of one row.
  Outcomes outcomes;
  Selection rest;
  Selection complex;
  std::vector<Value*> destinations;  ///< By field: a column's values, or a spare one's.
  std::vector<std::uint8_t> taken;   ///< By slot: is a destination.

  /// Makes the fields of the first row the names of the columns. A row that is none leaves none for
  /// ever; one without fields leaves the columns unknown.
  void learn(CsvFault fault) {
    if (fault == CsvFault::kNoRow) columns = Columns::kNone;
    if (fault != CsvFault::kNone || fields.empty()) return;
    columns = Columns::kKnown;
    for (const CsvField& field : fields) {
      names.emplace_back();
      if (!field.missing()) names.back() = std::string(field.text);
    }
  }

  /// A column's worth of values that belongs to no batch.
  Value* spare(std::size_t index, RowIndex rows) {
    if (spares_.size() <= index) spares_.resize(index + 1);
    Spare& spare = spares_[index];
    if (spare.rows < rows) {
      spare.values = std::make_unique_for_overwrite<Value[]>(rows);
      spare.rows = rows;
    }
    return spare.values.get();
  }

 private:
  struct Spare {
    std::unique_ptr<Value[]> values;
    RowIndex rows = 0;
  };
  std::vector<Spare> spares_;
};

}  // namespace bdp::csv
