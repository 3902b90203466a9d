#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "formats/json_reader.h"
#include "pipeline/source.h"
#include "sources/envelope.h"

namespace bdp {

/// Lines of JSON objects: each becomes an event with the object's names as fields, and the
/// envelope.
class NdjsonDecoder final : public Decoder {
 public:
  NdjsonDecoder(const JsonOptions& json, EnvelopeOptions envelope, os::Clock& clock,
                Layout& layout);
  ~NdjsonDecoder() override;

  /// Rows beyond JsonOptions::max_cells, which only rows with ever other names come to, are skipped
  /// with a reason.
  void decode(Chunk& chunk, Batch& batch) const override;

 private:
  /// What one thread needs to decode; used again.
  struct Tools;

  std::unique_ptr<Tools> take_tools() const;
  static void skip_rest(Chunk& chunk, Tools& tools);

  const JsonOptions json_;
  const Envelope envelope_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Tools>> idle_;
};

}  // namespace bdp
