#pragma once

#include <string>
#include <string_view>

#include "sandbox/app_runner.h"

namespace bdp {

/// Keeps what an app prints.
class KeptOutput final : public OutputListener {
 public:
  void output(OutputStream stream, std::string_view bytes) override {
    (stream == OutputStream::kStandardOutput ? out : error) += bytes;
  }

  std::string out;
  std::string error;
};

}  // namespace bdp
