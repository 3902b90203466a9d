#pragma once

#include "record/scalar_text.h"

namespace bdp::lang {

/// Ruby's `Float#to_s` as JRuby has it, which formats by "%.20g": 1.0, 1.0e-05,
/// 100000000000000000.0, 1.0e+20. `to` has kScalarTextRoom bytes. Returns the end.
char* write_ruby_float(char* to, double number);

}  // namespace bdp::lang
