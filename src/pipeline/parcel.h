#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "pipeline/counters.h"
#include "pipeline/sink.h"
#include "pipeline/source.h"
#include "record/batch.h"

namespace bdp {

/// A chunk on its way through a run, with all the memory that it needs: the batch it becomes, the
/// encoded form, what became of its rows. Used again for a later chunk, so that a run of any length
/// touches the same pages. In the hands of one thread at a time.
struct Parcel {
  explicit Parcel(std::shared_ptr<const Layout> layout) : batch(std::move(layout)) {}

  std::uint64_t sequence = 0;  ///< Its place among the chunks of the run.
  std::size_t bytes = 0;       ///< What it counts for in the memory limit.
  Chunk chunk;
  Checkpoint end;  ///< Of the source, once this parcel and all before it are done with.

  Batch batch;
  Selection rows;
  std::unique_ptr<Prepared> prepared;

  RowCounters counters;
  std::size_t undecoded = 0;  ///< The first of batch.rejected() that come from the decoder.
  WriteOutcome outcome;
};

}  // namespace bdp
