#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// Small limits, any isolation.
inline AppRequest program(std::vector<std::string> arguments) {
  constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20U;
  AppRequest request;
  request.arguments = std::move(arguments);
  request.environment = {"PATH=/usr/bin:/bin"};
  request.limits = {.processors = 0.5,
                    .memory_bytes = 64 * kMegabyte,
                    .processes = 24,
                    .time = std::chrono::seconds(60),
                    .output_bytes = kMegabyte,
                    .disk_bytes = 4 * kMegabyte,
                    .open_files = 64};
  request.required = IsolationLevel::kNamespaces;
  return request;
}

inline AppRequest shell(const std::string& script) {
  return program({"/bin/sh", "-c", script});
}

inline AppRequest python(const std::string& script) {
  return program({"/usr/bin/python3", "-I", "-S", "-c", script});
}

}  // namespace bdp
