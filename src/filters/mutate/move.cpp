#include "filters/mutate/move.h"

#include <utility>

#include "record/container.h"

namespace bdp::mutate {
namespace {

using lang::EventField;
using lang::FieldTemplate;

bool all_rows(const Batch& batch, const Selection& rows) {
  return rows.size() == batch.rows();
}

class Rename final : public Operation {
 public:
  Rename(FieldTemplate from, FieldTemplate to) : from_(std::move(from)), to_(std::move(to)) {}

  void apply(Batch& batch, const Selection& rows, Selection& failed) const override {
    if (from_.constant() && to_.constant()) {
      if (batch.column(from_.constant()->slot).empty()) return;
      if (from_.constant()->is_plain_column() && to_.constant()->is_plain_column()) {
        return move_column(batch, rows, from_.constant()->slot, to_.constant()->slot);
      }
    }
    EventField from_memory;
    EventField to_memory;
    for (const RowIndex row : rows) {
      const EventField* from = from_.resolve(batch, row, from_memory);
      const EventField* to = to_.resolve(batch, row, to_memory);
      if (from == nullptr) {
        failed.push_back(row);
      } else if (get_field(batch, row, *from).present()) {
        // Logstash takes the value out before it finds that it cannot be set.
        const Value value = remove_field(batch, row, *from);
        if (to == nullptr || !set_event_field(batch, row, *to, value)) failed.push_back(row);
      }
    }
  }

 private:
  static void move_column(Batch& batch, const Selection& rows, Slot from_slot, Slot to_slot) {
    if (from_slot == to_slot) return;
    Column& from = batch.column(from_slot);
    Column& to = batch.column(to_slot);
    if (to.empty() && all_rows(batch, rows)) {
      std::swap(from, to);
      from.clear();
      return;
    }
    Value* from_values = from.dense(batch.rows(), batch.arena());
    Value* to_values = to.dense(batch.rows(), batch.arena());
    for (const RowIndex row : rows) {
      if (!from_values[row].present()) continue;
      to_values[row] = from_values[row];
      from_values[row] = Value();
    }
    to.note(from.tags());
  }

  FieldTemplate from_;
  FieldTemplate to_;
};

class Copy final : public Operation {
 public:
  Copy(Field from, Field to) : from_(std::move(from)), to_(std::move(to)) {}

  void apply(Batch& batch, const Selection& rows, Selection& failed) const override {
    if (!from_) return fail_all(rows, failed);
    if (batch.column(from_->slot).empty()) return;
    for (const RowIndex row : rows) {
      const Value value = get_field(batch, row, *from_);
      if (value.is_absent_or_null()) continue;
      if (!to_ || !set_event_field(batch, row, *to_, deep_copy(batch.arena(), value))) {
        failed.push_back(row);
      }
    }
  }

 private:
  Field from_;
  Field to_;
};

class Merge final : public Operation {
 public:
  Merge(Field to, std::vector<Field> from) : to_(std::move(to)), from_(std::move(from)) {}

  void apply(Batch& batch, const Selection& rows, Selection& failed) const override {
    if (!to_) return fail_all(rows, failed);
    for (const RowIndex row : rows) {
      if (!merge(batch, row)) failed.push_back(row);
    }
  }

 private:
  /// False: raised.
  bool merge(Batch& batch, RowIndex row) const {
    Arena& arena = batch.arena();
    Value to = deep_copy(arena, get_field(batch, row, *to_));
    for (const Field& source : from_) {
      if (!source) return false;
      const Value from = deep_copy(arena, get_field(batch, row, *source));
      if (to.is(Tag::kObject) != from.is(Tag::kObject)) continue;
      Value merged = to;
      if (to.is(Tag::kObject)) {
        for (const Object::Entry& entry : from.as_object()) {
          to.as_object().set(arena, entry.key(), entry.value);
        }
      } else {
        // A list is added to in place and so remembers the sources before; a scalar does not.
        if (!to.is(Tag::kList)) merged = Value::list(as_new_list(arena, to));
        append(arena, merged.as_list(), from);
      }
      if (&source != &from_.back()) merged = deep_copy(arena, merged);
      if (!set_event_field(batch, row, *to_, merged)) return false;
    }
    return true;
  }

  static List* as_new_list(Arena& arena, Value value) {
    List* list = List::make(arena);
    if (!value.is_absent_or_null()) list->push_back(arena, value);
    return list;
  }

  static void append(Arena& arena, List& to, Value from) {
    if (from.is(Tag::kList)) {
      for (const Value& item : from.as_list()) to.push_back(arena, item);
    } else if (!from.is_absent_or_null()) {
      to.push_back(arena, from);
    }
  }

  Field to_;
  std::vector<Field> from_;
};

}  // namespace

std::unique_ptr<Operation> rename(FieldTemplate from, FieldTemplate to) {
  return std::make_unique<Rename>(std::move(from), std::move(to));
}

std::unique_ptr<Operation> copy(Field from, Field to) {
  return std::make_unique<Copy>(std::move(from), std::move(to));
}

std::unique_ptr<Operation> merge(Field to, std::vector<Field> from) {
  return std::make_unique<Merge>(std::move(to), std::move(from));
}

}  // namespace bdp::mutate
