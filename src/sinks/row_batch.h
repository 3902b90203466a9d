#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "record/batch.h"
#include "record/container.h"

namespace bdp {

/// A batch for tests, row by row: fields by name.
class RowBatch {
 public:
  using Row = std::vector<std::pair<std::string_view, Value>>;

  explicit RowBatch(const std::vector<Row>& rows, std::uint64_t first_position = 0)
      : batch_(std::make_shared<Layout>()) {
    batch_.set_rows(static_cast<RowIndex>(rows.size()));
    batch_.set_source({7, 7});
    for (RowIndex row = 0; row < batch_.rows(); ++row) {
      for (const auto& [name, value] : rows[row]) {
        Value kept = deep_copy_with_text(batch_.arena(), value);
        batch_.set(batch_.slot(name), row, kept);
      }
      batch_.positions().push_back(first_position + row);
    }
    select_all(batch_, selection_);
  }

  Batch& batch() { return batch_; }
  Selection& rows() { return selection_; }

 private:
  Batch batch_;
  Selection selection_;
};

}  // namespace bdp
