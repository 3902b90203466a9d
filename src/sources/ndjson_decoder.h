#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "formats/json_reader.h"
#include "os/clock.h"
#include "pipeline/event_defaults.h"
#include "pipeline/source.h"
#include "sources/envelope.h"

namespace bdp {

/// Lines of JSON objects: each becomes an event with the object's names as fields, and the
/// envelope. With both `@timestamp` and `@version` in that, what an event brings in `@timestamp`
/// and `tags` is made what filters may rely on, as Logstash does. Rows beyond
/// JsonOptions::max_cells, which only rows with ever other names come to, are rejected: chunks
/// should be small.
class NdjsonDecoder final : public Decoder {
 public:
  NdjsonDecoder(const JsonOptions& json, EnvelopeOptions envelope, os::Clock& clock,
                Layout& layout);
  ~NdjsonDecoder() override;

  void decode(const Chunk& chunk, Batch& batch) const override;

 private:
  /// What one thread needs to decode; used again.
  struct Tools;

  std::unique_ptr<Tools> take_tools() const;

  const JsonOptions json_;
  const bool has_defaults_;
  os::Clock& clock_;
  const EventDefaults defaults_;
  const Envelope envelope_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Tools>> idle_;
};

}  // namespace bdp
