#include "pipeline/step_trace.h"

#include <algorithm>
#include <utility>

#include "formats/bytes.h"
#include "formats/json_text.h"

namespace bdp {
namespace {

using Kind = OutlineEntry::Kind;

}  // namespace

StepTrace::Fields StepTrace::fields_of(const Batch& batch, RowIndex row) {
  Fields fields;
  Bytes text;
  for (Slot slot = 0; slot < batch.columns(); ++slot) {
    const Value value = batch.at(slot, row);
    if (!value.present()) continue;
    text.clear();
    append_json(value, text);
    fields.emplace(batch.name(slot), text.view());
  }
  return fields;
}

void StepTrace::line(const Batch& batch, RowIndex row, const std::string& text) {
  texts_[batch.root(row)] += "\n" + cut_to(text, columns_);
}

std::string StepTrace::added_name(const Batch& batch, RowIndex row) {
  const RowIndex root = batch.root(row);
  if (row == root) return {};
  const auto [name, is_new] = added_.try_emplace(row);
  if (is_new) {
    const std::string& text = texts_[root];
    name->second = text.substr(0, text.find('\n')) + "." + std::to_string(++children_[root]);
  }
  return name->second;
}

void StepTrace::begin(const Batch& batch, const Selection& rows) {
  texts_.clear();
  added_.clear();
  children_.clear();
  rejections_told_ = batch.rejected().size();
  for (const RowIndex row : rows) {
    std::string text = "event " + std::to_string(++events_);
    for (const auto& [name, value] : fields_of(batch, row)) {
      text += "\n" + cut_to("    " + name + "  " + value, columns_);
    }
    texts_.emplace(row, std::move(text));
  }
}

void StepTrace::end() {
  for (const auto& [row, text] : texts_) tell_(text);
}

void StepTrace::heading(const Batch& batch, RowIndex row, std::size_t place) {
  const OutlineEntry& entry = outline_[place];
  const std::string name = added_name(batch, row);
  line(batch, row,
       std::to_string(place + 1) + std::string(1 + std::size_t{entry.depth}, ' ') + entry.text +
           "  " + std::to_string(entry.at.line) + ":" + std::to_string(entry.at.column) +
           (name.empty() ? "" : "  " + name));
}

void StepTrace::changes(const Batch& batch, RowIndex row, const Fields& before,
                        const Fields& after) {
  bool changed = false;
  const auto tell = [&](const std::string& text) {
    line(batch, row, "    " + text);
    changed = true;
  };
  for (const auto& [name, value] : before) {
    const auto now = after.find(name);
    if (now == after.end()) {
      tell("- " + name + "  " + value);
    } else if (now->second != value) {
      tell("~ " + name + "  " + value + " -> " + now->second);
    }
  }
  for (const auto& [name, value] : after) {
    if (!before.contains(name)) tell("+ " + name + "  " + value);
  }
  if (!changed) tell("nothing changed");
}

void StepTrace::rejections(const Batch& batch) {
  for (; rejections_told_ < batch.rejected().size(); ++rejections_told_) {
    const Rejection& rejection = batch.rejected()[rejections_told_];
    line(batch, rejection.row, "    ! left out: " + std::string(rejection.reason.message()));
  }
}

void StepTrace::run(std::size_t place, const Step& step, Batch& batch, Selection& rows,
                    Scratch& scratch) {
  if (outline_[place].kind != Kind::kFilter) {
    if (outline_[place].kind == Kind::kBranch) {
      for (const RowIndex row : rows) heading(batch, row, place);
    }
    step.run(batch, rows, scratch);
    rejections(batch);
    return;
  }
  std::map<RowIndex, Fields> before;
  for (const RowIndex row : rows) before.emplace(row, fields_of(batch, row));
  step.run(batch, rows, scratch);
  for (const RowIndex row : rows) {
    heading(batch, row, place);
    const auto known = before.find(row);
    if (known == before.end()) {
      line(batch, row, "    a new event");
      changes(batch, row, {}, fields_of(batch, row));
    } else {
      changes(batch, row, known->second, fields_of(batch, row));
      before.erase(known);
    }
  }
  for (const auto& [row, fields] : before) heading(batch, row, place);
  for (std::size_t i = rejections_told_; i < batch.rejected().size(); ++i) {
    before.erase(batch.rejected()[i].row);
  }
  rejections(batch);
  for (const auto& [row, fields] : before) line(batch, row, "    the event ends here");
}

}  // namespace bdp
