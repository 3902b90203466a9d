#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "os/environment.h"

namespace bdp {

/// One thing that is wrong or doubtful in a file.
struct Finding {
  bool is_error = true;
  std::string place;  ///< `FILE:LINE:COLUMN`, in a specification's filter also that in its text.
  std::string message;
  /// The text in which it stands at `line` and `column`, to show it; null: none.
  std::shared_ptr<const std::string> text;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct FileCheck {
  std::string kind;  ///< "job specification", "filter", ...; empty when it could not be told.
  std::vector<Finding> findings;  ///< Errors first.
};

/// Looks for mistakes in a specification, profile or platform configuration (by name: `.json`,
/// `.yaml`, `.yml`), a whole Logstash configuration or a filter text (all others), and in what is
/// right for what is doubtful.
FileCheck check_file(const std::string& path, const os::Environment& environment);

}  // namespace bdp
