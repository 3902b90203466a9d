#include "sources/envelope.h"

#include <chrono>
#include <utility>

#include "record/container.h"

namespace bdp {
namespace {

/// `value` in every row that has none yet.
void add_field(Batch& batch, Slot slot, Value value) {
  Column& column = batch.column(slot);
  if (column.empty()) {
    column.fill(value);
    return;
  }
  for (RowIndex row = 0; row < batch.rows(); ++row) {
    if (!batch.at(slot, row).present()) batch.set(slot, row, deep_copy(batch.arena(), value));
  }
}

Value object_of(Arena& arena, std::string_view key, Value value) {
  Object* object = Object::make(arena, 1);
  object->append(arena, key, value);
  return Value::object(object);
}

}  // namespace

Timestamp current_time(const os::Clock& clock) {
  const os::WallTime time = clock.wall();
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  return {second.time_since_epoch().count(), static_cast<std::uint32_t>((time - second).count())};
}

Envelope::Envelope(EnvelopeOptions options, os::Clock& clock, Layout& layout)
    : options_(std::move(options)), clock_(clock) {
  if (options_.timestamp) timestamp_ = layout.add("@timestamp");
  if (options_.version) version_ = layout.add("@version");
  if (options_.path || options_.offset) log_ = layout.add("log");
  if (options_.host) host_ = layout.add("host");
}

void Envelope::add(const Chunk& chunk, Batch& batch) const {
  if (batch.rows() == 0) return;
  if (timestamp_) add_field(batch, *timestamp_, Value::timestamp(current_time(clock_)));
  if (version_) add_field(batch, *version_, Value::text("1", kPlainText));
  if (host_) {
    const Value name = Value::text(batch.arena().copy(options_.host_name));
    add_field(batch, *host_, object_of(batch.arena(), "name", name));
  }
  if (log_) add_log(chunk, batch);
}

void Envelope::add_log(const Chunk& chunk, Batch& batch) const {
  Arena& arena = batch.arena();
  const Value path = Value::text(arena.copy(chunk.path));
  const auto file = [&] { return object_of(arena, "path", path); };
  if (!options_.offset) {
    add_field(batch, *log_, object_of(arena, "file", file()));
    return;
  }
  Column& column = batch.column(*log_);
  const bool fresh = column.empty();
  Value* values = fresh ? column.overwrite(batch.rows()) : column.dense(batch.rows(), arena);
  for (RowIndex row = 0; row < batch.rows(); ++row) {
    if (!fresh && values[row].present()) continue;
    Object* log = Object::make(arena, 2);
    if (options_.path) log->append(arena, "file", file());
    log->append(arena, "offset", Value::integer(static_cast<std::int64_t>(batch.position(row))));
    values[row] = Value::object(log);
  }
  column.note(Tag::kObject);
}

}  // namespace bdp
