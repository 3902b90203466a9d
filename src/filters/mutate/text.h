#pragma once

#include <memory>
#include <string>

#include "filters/mutate/operation.h"
#include "lang/text_case.h"

namespace bdp::mutate {

/// `uppercase`, `lowercase`, `capitalize`.
std::unique_ptr<Operation> change_case(Field field, lang::TextCase to);

std::unique_ptr<Operation> strip(Field field);

/// `split => { field => separator }`: a text becomes the list of its parts.
std::unique_ptr<Operation> split(Field field, std::string separator);

/// `join => { field => separator }`: a list becomes a text.
std::unique_ptr<Operation> join(Field field, std::string separator);

}  // namespace bdp::mutate
