#include "sources/line_decoder.h"

#include <utility>

namespace bdp {

LineDecoder::LineDecoder(const LineOptions& lines, EnvelopeOptions envelope, os::Clock& clock,
                         Layout& layout)
    : lines_(lines),
      message_(layout.add("message")),
      envelope_(std::move(envelope), clock, layout) {}

void LineDecoder::decode(const Chunk& chunk, Batch& batch) const {
  batch.set_source(chunk.source);
  batch.keep(chunk.block);
  cut_lines(chunk.bytes, chunk.position, lines_, batch, message_);
  envelope_.add(chunk, batch);
}

}  // namespace bdp
