#include "sandbox/app.h"

#include <cstring>

namespace bdp {

std::string_view name_of(IsolationLevel level) {
  switch (level) {
    case IsolationLevel::kNone:
      return "none";
    case IsolationLevel::kNamespaces:
      return "namespaces";
    case IsolationLevel::kControlGroups:
      return "control groups";
  }
  return "";
}

std::string_view name_of(AppLimit limit) {
  switch (limit) {
    case AppLimit::kMemory:
      return "memory";
    case AppLimit::kProcesses:
      return "processes";
    case AppLimit::kTime:
      return "time";
    case AppLimit::kOutput:
      return "output";
    case AppLimit::kDisk:
      return "disk";
  }
  return "";
}

namespace {

std::string limit_value(AppLimit limit, const AppLimits& limits) {
  switch (limit) {
    case AppLimit::kMemory:
      return std::to_string(limits.memory_bytes) + " bytes of memory";
    case AppLimit::kProcesses:
      return std::to_string(limits.processes) + " processes";
    case AppLimit::kTime:
      return std::to_string(limits.time.count()) + " ms of time";
    case AppLimit::kOutput:
      return std::to_string(limits.output_bytes) + " bytes of output";
    case AppLimit::kDisk:
      return std::to_string(limits.disk_bytes) + " bytes of disk";
  }
  return "";
}

}  // namespace

std::string describe(const AppOutcome& outcome, const AppLimits& limits) {
  switch (outcome.ending) {
    case AppEnding::kExited:
      return "exit code " + std::to_string(outcome.exit_code);
    case AppEnding::kSignalled: {
      const char* name = sigdescr_np(outcome.signal);
      return "killed by signal " + std::to_string(outcome.signal) +
             (name == nullptr ? "" : " (" + std::string(name) + ")");
    }
    case AppEnding::kLimit:
      return "broke its limit of " + limit_value(outcome.limit, limits);
    case AppEnding::kStopped:
      return "stopped on request";
  }
  return "";
}

}  // namespace bdp
