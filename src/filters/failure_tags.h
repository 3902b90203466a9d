#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/filter_kind.h"

namespace bdp {

/// The tags that an option lists for rows on which a filter fails: `tag_on_failure`.
class FailureTags {
 public:
  FailureTags(const Options& options, std::string_view option, Layout& layout)
      : names_(options.list(option).begin(), options.list(option).end()),
        slot_(layout.add("tags")) {}

  void add(Batch& batch, RowIndex row) const {
    for (const std::string& name : names_) tag_failure(batch, row, slot_, name);
  }

  /// For Filter::failure_tag(); empty when there are none.
  std::string_view first() const { return names_.empty() ? std::string_view() : names_.front(); }

 private:
  std::vector<std::string> names_;
  Slot slot_;
};

}  // namespace bdp
