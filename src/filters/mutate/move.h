#pragma once

#include <memory>

#include "filters/mutate/operation.h"
#include "lang/template.h"

namespace bdp::mutate {

std::unique_ptr<Operation> rename(lang::FieldTemplate from, lang::FieldTemplate to);

std::unique_ptr<Operation> copy(Field from, Field to);

/// `merge => { to => from }`: lists and scalars are joined to a list, objects to an object. With
/// several sources, `to` is read once: over a scalar only the last source stays.
std::unique_ptr<Operation> merge(Field to, std::vector<Field> from);

}  // namespace bdp::mutate
