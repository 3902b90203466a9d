#include "record/column.h"

#include <algorithm>
#include <utility>

#include "record/container.h"

namespace bdp {

const Value Column::kNothing;

Column::Column(Column&& other) noexcept {
  *this = std::move(other);
}

Column& Column::operator=(Column&& other) noexcept {
  const bool constant = other.data_ == &other.constant_;
  mask_ = other.mask_;
  capacity_ = std::exchange(other.capacity_, 0);
  tags_ = other.tags_;
  constant_ = other.constant_;
  storage_ = std::move(other.storage_);
  data_ = constant ? &constant_ : other.data_;
  other.clear();
  return *this;
}

void Column::clear() {
  data_ = &kNothing;
  mask_ = 0;
  tags_ = 0;
}

void Column::fill(Value value) {
  constant_ = value;
  data_ = &constant_;
  mask_ = 0;
  tags_ = 0;
  note(value.tag());
}

Value* Column::overwrite(RowIndex rows) {
  reserve(rows, 0);
  data_ = storage_.get();
  mask_ = ~RowIndex{0};
  tags_ = 0;
  return storage_.get();
}

Value* Column::spread(RowIndex rows, Arena& arena) {
  const Value value = *data_;
  const TagSet tags = tags_;
  Value* values = overwrite(rows);
  tags_ = tags;
  if (value.is(Tag::kList) || value.is(Tag::kObject)) {
    for (RowIndex row = 0; row < rows; ++row) values[row] = deep_copy(arena, value);
  } else {
    std::fill_n(values, rows, value);
  }
  return values;
}

void Column::append(RowIndex rows, Value value) {
  if (!is_dense()) return;
  reserve(rows + 1, rows);
  data_ = storage_.get();
  storage_[rows] = value;
  note(value.tag());
}

void Column::reserve(RowIndex rows, RowIndex keep) {
  if (rows <= capacity_) return;
  const RowIndex capacity = std::max<RowIndex>({rows, capacity_ * 2, 64});
  auto larger = std::make_unique_for_overwrite<Value[]>(capacity);
  std::copy_n(storage_.get(), keep, larger.get());
  storage_ = std::move(larger);
  capacity_ = capacity;
}

}  // namespace bdp
