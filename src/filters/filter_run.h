#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "filters/all.h"
#include "formats/bytes.h"
#include "formats/json_reader.h"
#include "formats/json_text.h"
#include "lang/text_builder.h"
#include "pipeline/program.h"
#include "record/container.h"

namespace bdp {

/// Runs a filter text over events that tests write as JSON objects. Keeps batch and state between
/// runs, as a worker does.
class FilterRun {
 public:
  explicit FilterRun(std::string_view filter, const LanguageSettings& settings = {}) {
    auto layout = std::make_shared<Layout>();
    auto program = compile_program(filter, "test.conf", settings, all_filters(), *layout);
    if (!program) {
      error_ = program.error().message();
      return;
    }
    program_ = *std::move(program);
    state_ = program_->new_state();
    batch_.emplace(std::move(layout));
  }

  /// Empty: the filter text compiled.
  const std::string& error() const { return error_; }
  const Program& program() const { return *program_; }
  /// Of the last run.
  const Batch& batch() const { return *batch_; }

  /// Fields that every row of the following runs has, as Column::fill() sets them.
  void fill(std::string_view field, std::string_view json) {
    constants_.emplace(std::string(field), std::string(json));
  }

  /// What comes out, one JSON object an event, its fields sorted.
  std::vector<std::string> operator()(const std::vector<std::string>& events) {
    std::vector<RowIndex> all(events.size());
    for (RowIndex row = 0; row < all.size(); ++row) all[row] = row;
    return on_rows(events, all);
  }

  /// The same with only some rows selected; the others stand in the batch all the same.
  std::vector<std::string> on_rows(const std::vector<std::string>& events,
                                   const Selection& selected) {
    CHECK(program_ != nullptr);
    load(events);
    Selection rows = selected;
    program_->run(*batch_, rows, *state_);
    std::vector<std::string> result;
    for (const RowIndex row : rows) result.push_back(event(row));
    return result;
  }

  /// One row of the last run as JSON.
  std::string event(RowIndex row) {
    std::map<std::string_view, Value> fields;
    for (Slot slot = 0; slot < batch_->columns(); ++slot) {
      const Value value = batch_->at(slot, row);
      // What a column says of its tags is what encoders rely on.
      CHECK(!value.present() || (batch_->column(slot).tags() & tag_bit(value.tag())) != 0);
      if (value.present()) fields.emplace(batch_->name(slot), value);
    }
    std::string text = "{";
    for (const auto& [name, value] : fields) {
      if (text.size() > 1) text += ",";
      // Names have no slack behind them, which the writer reads.
      text += json(Value::text(batch_->arena().copy(name))) + ":" + json(value);
    }
    return text + "}";
  }

 private:
  void load(const std::vector<std::string>& events) {
    batch_->reset();
    batch_->set_rows(static_cast<RowIndex>(events.size()));
    for (const auto& [name, text] : constants_) {
      batch_->column(batch_->slot(name)).fill(parsed(text));
    }
    for (RowIndex row = 0; row < events.size(); ++row) {
      const Value object = parsed(events[row]);
      for (const Object::Entry& entry : object.as_object()) {
        const Slot slot = batch_->slot(entry.key());
        batch_->set(slot, row, with_flags(entry.value));
      }
    }
  }

  Value parsed(std::string_view text) {
    auto value = parse_json_value(batch_->arena().copy(text), batch_->arena());
    CHECK(value.has_value());
    return *value;
  }

  /// Readers mark plain text; so do tests, that flags are seen to be kept.
  static Value with_flags(Value value) {
    if (!value.is(Tag::kText)) return value;
    return Value::text(value.as_text(), lang::flags_of(value.as_text()));
  }

  std::string json(Value value) {
    Bytes text;
    append_json(value, text);
    return std::string(text.view());
  }

  std::string error_;
  std::unique_ptr<const Program> program_;
  std::unique_ptr<Program::State> state_;
  std::optional<Batch> batch_;
  std::map<std::string, std::string> constants_;
};

}  // namespace bdp
