#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "record/arena.h"
#include "record/batch.h"
#include "record/field_path.h"

namespace bdp::lang {

/// What a condition says of one row.
enum class Verdict : std::uint8_t {
  kNo,
  kYes,
  kFails,  ///< It compares what cannot be compared; Logstash raises.
};

/// The verdict of a test that can be made.
constexpr Verdict verdict(bool holds) {
  return holds ? Verdict::kYes : Verdict::kNo;
}

/// Memory of a condition that is kept between batches; one a thread.
struct ConditionScratch {
  /// What a node asks of its later children.
  struct Question {
    Selection rows;
    std::vector<std::size_t> places;
    std::vector<Verdict> answers;
  };
  std::vector<Question> levels;  ///< One for each level of the tree.
  std::vector<Verdict> verdicts;
  Arena arena;
};

/// One node of a compiled condition. Immutable; shared by threads.
class Predicate {
 public:
  virtual ~Predicate() = default;
  /// Writes one verdict for each of `rows`.
  virtual void test(const Batch& batch, std::span<const RowIndex> rows, Verdict* verdicts,
                    ConditionScratch& scratch) const = 0;
};

using PredicatePtr = std::unique_ptr<const Predicate>;

/// Applies `test`, of a Value, to a field of each row; once for all rows where all have the same.
/// `relevant`: for values of other tags the verdict is that of an absent one.
template <class Test>
void test_field(const Batch& batch, const FieldRef& field, std::span<const RowIndex> rows,
                Verdict* verdicts, TagSet relevant, const Test& test) {
  const Column& column = batch.column(field.slot);
  constexpr TagSet kContainers = tag_bit(Tag::kList) | tag_bit(Tag::kObject);
  const TagSet worth_looking = field.rest.empty() ? relevant : kContainers;
  if ((column.tags() & worth_looking) == 0) {
    std::fill_n(verdicts, rows.size(), test(Value()));
  } else if (!column.is_dense()) {
    if (!rows.empty()) std::fill_n(verdicts, rows.size(), test(get_field(batch, rows[0], field)));
  } else if (field.rest.empty()) {
    for (std::size_t i = 0; i < rows.size(); ++i) verdicts[i] = test(column[rows[i]]);
  } else {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      verdicts[i] = test(get_field(batch, rows[i], field));
    }
  }
}

inline constexpr TagSet kAllTags = static_cast<TagSet>(~0U);

}  // namespace bdp::lang
