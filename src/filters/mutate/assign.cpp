#include "filters/mutate/assign.h"

#include <optional>
#include <utility>

namespace bdp::mutate {
namespace {

class Assign final : public Operation {
 public:
  Assign(Field field, AssignTo to, lang::Template value)
      : field_(std::move(field)), to_(to), value_(std::move(value)) {}

  void apply(Batch& batch, const Selection& rows, Selection& failed) const override {
    if (!field_) return fail_all(rows, failed);
    if (rows.empty()) return;
    std::optional<Value> constant;
    if (value_.is_constant()) constant = value_.render(batch, rows.front());
    const bool plain = field_->is_plain_column();
    if (constant && plain && to_ == AssignTo::kAll && rows.size() == batch.rows()) {
      batch.column(field_->slot).fill(*constant);
      return;
    }
    if (to_ == AssignTo::kNulls && (batch.column(field_->slot).tags() & may_hold_null()) == 0) {
      return;
    }
    for (const RowIndex row : rows) {
      if (to_ != AssignTo::kAll && !wanted(get_field(batch, row, *field_))) continue;
      const std::optional<Value> value = constant ? constant : value_.render(batch, row);
      if (!value || !set_event_field(batch, row, *field_, *value)) failed.push_back(row);
    }
  }

 private:
  bool wanted(Value value) const {
    return to_ == AssignTo::kNulls ? value.is(Tag::kNull) : value.present();
  }

  /// Tags of the column without which no row has null at the field.
  TagSet may_hold_null() const {
    return field_->rest.empty() ? tag_bit(Tag::kNull) : tag_bit(Tag::kList) | tag_bit(Tag::kObject);
  }

  Field field_;
  AssignTo to_;
  lang::Template value_;
};

}  // namespace

std::unique_ptr<Operation> assign(Field field, AssignTo to, lang::Template value) {
  return std::make_unique<Assign>(std::move(field), to, std::move(value));
}

}  // namespace bdp::mutate
