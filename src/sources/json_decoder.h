#pragma once

#include "formats/json_reader.h"
#include "os/clock.h"
#include "pipeline/event_defaults.h"
#include "pipeline/source.h"
#include "sources/envelope.h"

namespace bdp {

/// Lines of JSON: each object is an event, its names the fields, and gets the envelope. With both
/// `@timestamp` and `@version` in the envelope, what an event brings in `@timestamp` and `tags` is
/// made what filters may rely on, as Logstash does.
class JsonDecoder final : public Decoder {
 public:
  JsonDecoder(const JsonOptions& json, const EnvelopeOptions& envelope, os::Clock& clock,
              Layout& layout);
  void decode(const Chunk& chunk, Batch& batch) const override;

 private:
  const JsonOptions json_;
  const bool has_defaults_;
  os::Clock& clock_;
  const EventDefaults defaults_;
  const Envelope envelope_;
};

}  // namespace bdp
