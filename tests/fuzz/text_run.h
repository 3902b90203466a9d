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
    auto layout = std::make_shared<bdp::Layout>();
    message_ = layout->add("m");
    auto program = bdp::compile_program(filter, "f", {}, bdp::all_filters(), *layout);
    CHECK(program.has_value());
    program_ = *std::move(program);
    state_ = program_->new_state();
    batch_ = std::make_unique<bdp::Batch>(std::move(layout));
  }

  /// What comes out of `rows` events with this text, a line of JSON each.
  std::string operator()(std::string_view text, bdp::RowIndex rows = 1) {
    batch_->reset();
    batch_->set_rows(rows);
    bdp::Selection selection;
    for (bdp::RowIndex row = 0; row < rows; ++row) {
      batch_->set(message_, row, bdp::Value::text(batch_->arena().copy(text)));
      selection.push_back(row);
    }
    program_->run(*batch_, selection, *state_);
    bdp::Bytes lines;
    bdp::encode_json_lines(*batch_, selection, {.metadata = true}, lines);
    return std::string(lines.view());
  }

 private:
  bdp::Slot message_ = 0;
  std::unique_ptr<const bdp::Program> program_;
  std::unique_ptr<bdp::Program::State> state_;
  std::unique_ptr<bdp::Batch> batch_;
};
