#pragma once

#include <optional>
#include <string>

#include "os/clock.h"
#include "pipeline/source.h"
#include "record/batch.h"
#include "record/layout.h"

namespace bdp {

/// Which fields an event gets beside its message: what Filebeat and Logstash would add.
struct EnvelopeOptions {
  bool timestamp = true;  ///< `@timestamp`: when the batch was read.
  bool version = true;    ///< `@version`: "1".
  bool path = true;       ///< `[log][file][path]`
  bool offset = true;     ///< `[log][offset]`
  bool host = true;       ///< `[host][name]`
  std::string host_name;
};

/// The time of day, as events carry it.
Timestamp current_time(const os::Clock& clock);

/// Adds those fields to a batch fresh from its decoder. Const, shared by threads.
class Envelope {
 public:
  Envelope(EnvelopeOptions options, os::Clock& clock, Layout& layout);

  /// The batch has its rows and positions. Fields that an event brought along stay as they are.
  void add(const Chunk& chunk, Batch& batch) const;

 private:
  void add_log(const Chunk& chunk, Batch& batch) const;

  const EnvelopeOptions options_;
  os::Clock& clock_;
  std::optional<Slot> timestamp_, version_, log_, host_;
};

}  // namespace bdp
