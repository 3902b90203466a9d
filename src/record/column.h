#pragma once

#include <cstdint>
#include <memory>

#include "record/arena.h"
#include "record/value.h"

namespace bdp {

using RowIndex = std::uint32_t;

/// One top-level field of every row of a batch. Empty (no row has it), constant (all rows have the
/// same value), or dense (a value a row). Reading costs the same for all three.
class Column {
 public:
  Column() = default;
  Column(Column&& other) noexcept;
  Column& operator=(Column&& other) noexcept;
  ~Column() = default;

  Value operator[](RowIndex row) const { return data_[row & mask_]; }

  bool is_dense() const { return mask_ != 0; }
  /// No row has a value. False does not promise that one has.
  bool empty() const { return tags_ == 0; }
  /// Every tag that may occur in the column, less kAbsent; tags that no longer occur may be there.
  TagSet tags() const { return tags_; }
  void note(Tag tag) { tags_ = static_cast<TagSet>(tags_ | (tag_bit(tag) & ~1U)); }
  void note(TagSet tags) { tags_ = static_cast<TagSet>(tags_ | (tags & ~1U)); }

  /// Says which tags occur, for writers that have seen every row of a dense column; note() can
  /// only add.
  void set_tags(TagSet tags) { tags_ = static_cast<TagSet>(tags & ~1U); }

  /// No row has a value; keeps the memory.
  void clear();
  /// Every row has `value`, which may be a container: it is copied when a row is to differ.
  void fill(Value value);

  /// Makes the column dense and returns its `rows` values. Whoever writes must note() the tags.
  Value* dense(RowIndex rows, Arena& arena) {
    return is_dense() ? storage_.get() : spread(rows, arena);
  }
  /// As dense(), for writers that set every row: the old values are gone, the new ones undefined.
  Value* overwrite(RowIndex rows);

  /// Adds one value to a dense column that holds `rows` of them.
  void append(RowIndex rows, Value value);

 private:
  static const Value kNothing;

  Value* spread(RowIndex rows, Arena& arena);
  void reserve(RowIndex rows, RowIndex keep);

  const Value* data_ = &kNothing;  ///< constant_ or kNothing (mask_ 0), else storage_.
  RowIndex mask_ = 0;
  RowIndex capacity_ = 0;
  TagSet tags_ = 0;
  Value constant_;
  std::unique_ptr<Value[]> storage_;
};

}  // namespace bdp
