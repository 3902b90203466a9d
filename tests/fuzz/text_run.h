#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "filters/all.h"
#include "formats/json_writer.h"
#include "pipeline/program.h"
#include "record/batch.h"

/// Runs a filter text over events whose field `m` holds a text.
class TextRun {
 public:
  explicit TextRun(std::string_view filter) {
    message_ = layout_->add("m");
    auto program = bdp::compile_program(filter, "f", {}, bdp::all_filters(), *layout_);
    CHECK(program.has_value());
    program_ = *std::move(program);
    state_ = program_->new_state();
  }

  /// What comes out of `rows` events with this text, a line of JSON each.
  std::string operator()(std::string_view text, bdp::RowIndex rows = 1) {
    // A new one: one that is used again may give its fields another order.
    bdp::Batch batch(layout_);
    batch.set_rows(rows);
    bdp::Selection selection;
    for (bdp::RowIndex row = 0; row < rows; ++row) {
      batch.set(message_, row, bdp::Value::text(batch.arena().copy(text)));
      selection.push_back(row);
    }
    program_->run(batch, selection, *state_);
    bdp::Bytes lines;
    bdp::encode_json_lines(batch, selection, {.metadata = true}, lines);
    return std::string(lines.view());
  }

 private:
  std::shared_ptr<bdp::Layout> layout_ = std::make_shared<bdp::Layout>();
  bdp::Slot message_ = 0;
  std::unique_ptr<const bdp::Program> program_;
  std::unique_ptr<bdp::Program::State> state_;
};
