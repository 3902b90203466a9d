#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "filters/change_field.h"
#include "lang/event_field.h"
#include "pipeline/filter.h"

namespace bdp::mutate {

/// Does one entry of one option to a batch. Const; shared by all threads.
class Operation {
 public:
  virtual ~Operation() = default;

  /// Rewrites `rows`. Those for which Logstash would raise are put into `failed`, in order, and
  /// keep what was done to them until then.
  virtual void apply(Batch& batch, const Selection& rows, Selection& failed) const = 0;
};

/// The field that an entry names. Nothing: it is no reference, which raises for every row.
using Field = std::optional<lang::EventField>;

inline Field resolve(std::string_view text, Layout& layout) {
  const auto path = FieldPath::parse(text);
  if (!path) return std::nullopt;
  return lang::EventField::resolve(*path, layout);
}

/// Every row fails: what a bad reference does.
inline void fail_all(const Selection& rows, Selection& failed) {
  failed.insert(failed.end(), rows.begin(), rows.end());
}

/// bdp::change_field(); a bad reference fails every row.
template <class ChangeValue>
void change_field(Batch& batch, const Selection& rows, const Field& field, TagSet of,
                  Selection& failed, ChangeValue change) {
  if (!field) return fail_all(rows, failed);
  bdp::change_field(batch, rows, *field, of, failed, std::move(change));
}

}  // namespace bdp::mutate
