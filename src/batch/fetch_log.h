#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "batch/log_book.h"
#include "fetchdata/staged_file.h"

namespace bdp {

// What fetchdata does, as the platform's log has it.

void log_staged(LogBook& log, std::span<const StagedFile> files);
void log_refused(LogBook& log, const StagedFile& file);
void log_left_alone(LogBook& log, const TenantId& tenant, std::string_view name,
                    std::string_view reason);
/// No tenant: it is the platform's.
void log_failed(LogBook& log, const TenantId& tenant, const Error& error);

}  // namespace bdp
