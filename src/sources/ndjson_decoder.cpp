#include "sources/ndjson_decoder.h"

#include <string>
#include <utility>

namespace bdp {
namespace {

JsonOptions for_chunks(JsonOptions options) {
  options.one_batch = true;
  // Chunks are decoded out of order: nobody knows how many lines came before.
  options.first_line = 0;
  return options;
}

}  // namespace

struct NdjsonDecoder::Tools {
  explicit Tools(const JsonOptions& options) : reader(options) {}
  JsonLinesReader reader;
};

NdjsonDecoder::NdjsonDecoder(const JsonOptions& json, EnvelopeOptions envelope, os::Clock& clock,
                             Layout& layout)
    : json_(for_chunks(json)),
      has_defaults_(envelope.timestamp && envelope.version),
      clock_(clock),
      defaults_(layout),
      envelope_(std::move(envelope), clock, layout) {}

NdjsonDecoder::~NdjsonDecoder() = default;

std::unique_ptr<NdjsonDecoder::Tools> NdjsonDecoder::take_tools() const {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<Tools>(json_);
  auto tools = std::move(idle_.back());
  idle_.pop_back();
  return tools;
}

void NdjsonDecoder::decode(const Chunk& chunk, Batch& batch) const {
  auto tools = take_tools();
  batch.set_source(chunk.source);
  batch.keep(chunk.block);
  tools->reader.open(chunk.bytes, chunk.position);
  tools->reader.next(batch);
  if (has_defaults_) defaults_.apply(batch, current_time(clock_));
  envelope_.add(chunk, batch);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(tools));
}

}  // namespace bdp
