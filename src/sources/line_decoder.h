#pragma once

#include "formats/lines.h"
#include "pipeline/source.h"
#include "sources/envelope.h"

namespace bdp {

/// Lines of text: each becomes an event with the line as `message`, and the envelope.
class LineDecoder final : public Decoder {
 public:
  LineDecoder(const LineOptions& lines, EnvelopeOptions envelope, os::Clock& clock, Layout& layout);
  void decode(const Chunk& chunk, Batch& batch) const override;

 private:
  const LineOptions lines_;
  const Slot message_;
  const Envelope envelope_;
};

}  // namespace bdp
