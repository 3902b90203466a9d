#pragma once

#include <cstdint>
#include <memory>

#include "filters/mutate/operation.h"
#include "lang/template.h"

namespace bdp::mutate {

/// Which rows an assignment is for.
enum class AssignTo : std::uint8_t {
  kNulls,    ///< `coerce`: the field is there and null.
  kPresent,  ///< `update`: the field is there.
  kAll,      ///< `replace`
};

/// Sets a field to the text of `value`.
std::unique_ptr<Operation> assign(Field field, AssignTo to, lang::Template value);

}  // namespace bdp::mutate
