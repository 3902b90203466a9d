#include "batch/fetch_log.h"

#include <chrono>
#include <optional>
#include <string>

#include "control/violation.h"

namespace bdp {
namespace {

constexpr std::string_view kComponent = "fetchdata";

}  // namespace

void log_staged(LogBook& log, std::span<const StagedFile> files) {
  for (const StagedFile& file : files) {
    const std::string name = printable_name(file.name);
    log.add(kComponent, file.tenant,
            {.action = "file-staged",
             .message = "staged '" + name + "'",
             .file = name,
             .duration = file.taken - file.modified,
             .bytes = file.size});
  }
}

void log_refused(LogBook& log, const StagedFile& file) {
  const std::string name = printable_name(file.name);
  const std::string why =
      file.violation ? printable_name(message_of(*file.violation))
                     : "its content was taken before, as file " + std::to_string(file.duplicate_of);
  log.add(kComponent, file.tenant,
          {.level = LogLevel::kWarning,
           .action = file.violation ? "file-discarded" : "file-passed-over",
           .message = "'" + name + "' is not ingested: " + why,
           .file = name,
           .reason = why,
           .bytes = file.size});
}

void log_left_alone(LogBook& log, const TenantId& tenant, std::string_view name,
                    std::string_view reason) {
  const std::string printed = printable_name(name);
  log.add(kComponent, tenant,
          {.level = LogLevel::kWarning,
           .action = "file-left-alone",
           .message = "'" + printed + "' is left alone: it " + std::string(reason),
           .file = printed,
           .reason = std::string(reason)});
}

void log_failed(LogBook& log, const TenantId& tenant, const Error& error) {
  log.add(kComponent, tenant.text.empty() ? std::nullopt : std::optional(tenant),
          {.level = LogLevel::kError,
           .action = "fetch-failed",
           .message = std::string(error.message())});
}

}  // namespace bdp
