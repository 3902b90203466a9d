#pragma once

#include <string>
#include <string_view>

#include "lang/event_field.h"
#include "pipeline/filter_kind.h"

namespace bdp {

/// The field that `text`, the value of `option`, names; an error at the option when it is no
/// reference.
inline Result<lang::EventField> field_of(const Options& options, std::string_view option,
                                         std::string_view text, Layout& layout) {
  const auto path = FieldPath::parse(text);
  if (!path) return options.error(option, std::string(path.error().message()));
  return lang::EventField::resolve(*path, layout);
}

inline Result<lang::EventField> field_option(const Options& options, std::string_view option,
                                             Layout& layout) {
  return field_of(options, option, options.string(option), layout);
}

}  // namespace bdp
