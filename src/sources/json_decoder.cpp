#include "sources/json_decoder.h"

namespace bdp {
namespace {

JsonOptions for_chunks(JsonOptions options) {
  options.one_batch = true;
  // Chunks are decoded out of order: nobody knows how many lines came before.
  options.first_line = 0;
  return options;
}

}  // namespace

JsonDecoder::JsonDecoder(const JsonOptions& json, const EnvelopeOptions& envelope, os::Clock& clock,
                         Layout& layout)
    : json_(for_chunks(json)),
      has_defaults_(envelope.timestamp && envelope.version),
      clock_(clock),
      defaults_(layout),
      envelope_(envelope, clock, layout) {}

void JsonDecoder::decode(const Chunk& chunk, Batch& batch) const {
  batch.keep(chunk.block);
  batch.set_source(chunk.source);
  JsonLinesReader reader(json_);
  reader.open(chunk.bytes, chunk.position);
  reader.next(batch);
  if (has_defaults_) defaults_.apply(batch, current_time(clock_));
  envelope_.add(chunk, batch);
}

}  // namespace bdp
