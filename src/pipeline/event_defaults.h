#pragma once

#include "record/batch.h"
#include "record/layout.h"

namespace bdp {

/// What Logstash does to every event that enters: it gets `@timestamp` and `@version`, and what
/// stands in `@timestamp` and `tags` is made what filters may rely on. Immutable; shared by
/// threads.
class EventDefaults {
 public:
  explicit EventDefaults(Layout& layout);

  /// For all rows of a batch that was just read. `now`: the `@timestamp` of rows that bring none.
  /// A text in `@timestamp` becomes a timestamp; what is none moves to `_@timestamp`, with the tag
  /// `_timestampparsefailure`. `tags` that are no text or list of texts move into a list in
  /// `_tags`, with the tag `_tagsparsefailure`.
  void apply(Batch& batch, Timestamp now) const;

 private:
  void set_timestamps(Batch& batch, Timestamp now) const;
  void set_versions(Batch& batch) const;
  void check_tags(Batch& batch) const;

  Slot timestamp_;
  Slot bad_timestamp_;
  Slot version_;
  Slot tags_;
  Slot bad_tags_;
};

}  // namespace bdp
