#pragma once

#include "pipeline/sink.h"

namespace bdp {

/// Takes everything and keeps nothing: for measuring, and for runs whose filters are what matters.
/// Cannot be continued: nothing tells how far it came.
class NullSink final : public Sink {
 public:
  Status open(std::string_view) override { return {}; }
  std::unique_ptr<Prepared> prepare(const Batch&, const Selection&,
                                    std::unique_ptr<Prepared> reuse) const override {
    return reuse;
  }
  Result<WriteOutcome> write(const Batch&, const Selection& rows, Prepared*,
                             std::stop_token) override {
    WriteOutcome outcome;
    outcome.delivered = rows.size();
    return outcome;
  }
  Status flush() override { return {}; }
  std::string position() const override { return {}; }
};

}  // namespace bdp
