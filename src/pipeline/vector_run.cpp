#include <algorithm>
#include <memory>
#include <utility>

#include "formats/bytes.h"
#include "formats/json_text.h"
#include "lang/iso_time.h"
#include "pipeline/event_defaults.h"
#include "pipeline/program.h"
#include "pipeline/vector_case.h"
#include "pipeline/vector_comparison.h"
#include "record/container.h"

namespace bdp {
namespace {

constexpr std::string_view kStart = "2001-02-03T04:05:06.789Z";

std::string json_of(const std::vector<Value>& events) {
  Arena arena;
  List* list = List::make(arena);
  for (const Value& event : events) list->push_back(arena, event);
  Bytes text;
  append_json(Value::list(list), text);
  return std::string(text.view());
}

/// One run of a vector: fills batches, and keeps what comes out of them.
class Run {
 public:
  Run(const VectorCase& vector, Arena& memory) : vector_(vector), memory_(memory) {
    for (const Value& event : vector.in) {
      brings_timestamp_ |= event.as_object().find("@timestamp") != nullptr;
      brings_version_ |= event.as_object().find("@version") != nullptr;
    }
  }

  Status run(std::span<const FilterKind* const> kinds, RowIndex batch_size) {
    const auto layout = std::make_shared<Layout>();
    const EventDefaults defaults(*layout);
    TRY_ASSIGN(const auto program,
               compile_program(vector_.filter, "filter", vector_.settings, kinds, *layout));
    const auto state = program->new_state();
    Batch batch(layout);
    Selection rows;
    for (std::size_t first = 0; first < vector_.in.size(); first += batch_size) {
      fill(batch,
           std::span(vector_.in)
               .subspan(first, std::min<std::size_t>(batch_size, vector_.in.size() - first)));
      defaults.apply(batch, *lang::parse_iso_time(kStart));
      select_all(batch, rows);
      program->run(batch, rows, *state);
      for (const RowIndex row : rows) collect(batch, row);
    }
    return {};
  }

  const std::vector<Value>& out() const { return out_; }

 private:
  void fill(Batch& batch, std::span<const Value> events) {
    batch.reset();
    batch.set_rows(static_cast<RowIndex>(events.size()));
    for (RowIndex row = 0; row < events.size(); ++row) {
      for (const Object::Entry& field : events[row].as_object()) {
        batch.set(batch.slot(field.key()), row, deep_copy(batch.arena(), field.value));
      }
    }
  }

  void collect(const Batch& batch, RowIndex row) {
    Object* event = Object::make(memory_);
    for (Slot slot = 0; slot < batch.columns(); ++slot) {
      const Value value = batch.at(slot, row);
      if (value.present() && !is_left_out(batch.name(slot), value)) {
        event->set(memory_, batch.name(slot), deep_copy_with_text(memory_, value));
      }
    }
    out_.push_back(Value::object(event));
  }

  bool is_left_out(std::string_view name, Value value) const {
    const auto& fields = vector_.volatile_fields;
    if (std::find(fields.begin(), fields.end(), name) != fields.end()) return true;
    if (name == "@metadata") return value.is(Tag::kObject) && value.as_object().empty();
    if (name == "@timestamp" && !brings_timestamp_) {
      return value.is(Tag::kTimestamp) && value.as_timestamp() == lang::parse_iso_time(kStart);
    }
    return name == "@version" && !brings_version_ && value.is(Tag::kText) && value.as_text() == "1";
  }

  const VectorCase& vector_;
  Arena& memory_;
  bool brings_timestamp_ = false;
  bool brings_version_ = false;
  std::vector<Value> out_;
};

/// The expected events less the fields that are not compared.
std::vector<Value> expected_events(const VectorCase& vector, Arena& memory) {
  std::vector<Value> result;
  for (const Value& event : vector.out) {
    const Value copy = deep_copy(memory, event);
    for (const std::string& field : vector.volatile_fields) copy.as_object().erase(field);
    result.push_back(copy);
  }
  return result;
}

}  // namespace

std::optional<VectorDifference> run_vector(const VectorCase& vector,
                                           std::span<const FilterKind* const> kinds,
                                           RowIndex batch_size) {
  using Expected = VectorCase::Expected;
  Arena memory;
  Run run(vector, memory);
  const Status status = run.run(kinds, batch_size);
  if (vector.expected == Expected::kSurvival) return std::nullopt;
  if (vector.expected == Expected::kRefusal) {
    if (!status) return std::nullopt;
    return VectorDifference{"the filter is refused", json_of(run.out())};
  }
  const std::vector<Value> expected = expected_events(vector, memory);
  if (!status) return VectorDifference{json_of(expected), std::string(status.error().message())};
  if (same_output(expected, run.out(), vector.hash_order)) return std::nullopt;
  return VectorDifference{json_of(expected), json_of(run.out())};
}

}  // namespace bdp
