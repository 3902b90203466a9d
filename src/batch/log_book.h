#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/strong_type.h"
#include "control/home.h"
#include "os/environment.h"

namespace bdp {

enum class LogLevel : std::uint8_t { kInfo, kWarning, kError };

/// One thing that happened, for people and for machines; names follow the Elastic Common Schema.
struct LogEvent {
  LogLevel level = LogLevel::kInfo;
  std::string_view action;  ///< `event.action`: "job-started", "file-discarded".
  std::string message;
  std::string job = {};                                   ///< `labels.job`
  std::string file = {};                                  ///< `file.name`
  std::string reason = {};                                ///< `event.reason`
  std::optional<std::chrono::nanoseconds> duration = {};  ///< `event.duration`
  std::optional<std::uint64_t> bytes = {};                ///< `file.size`
  std::optional<std::uint64_t> rows = {};                 ///< `labels.rows`
};

/// The platform's logs: JSON, a line an event. Each event is in the file of its component,
/// HOME/logs/COMPONENT.jsonl, and, when it is a tenant's, in tenants/ID/logs/COMPONENT.jsonl; what
/// is about a job is in tenants/ID/logs/jobs/JOB.jsonl, too. A file that has grown beyond its size
/// is renamed to NAME.1, that one to NAME.2, and so on. Whatever a name holds, an event is one
/// line. A log that cannot be written is no reason to stop: the events are counted, and the next
/// one that can be written says how many are missing. Safe for many threads.
class LogBook {
 public:
  struct Limits {
    std::uint64_t file_bytes = 10'000'000;
    unsigned old_files = 4;
  };

  LogBook(const Home& home, os::Environment environment, const Limits& limits);
  ~LogBook();

  void add(std::string_view component, const std::optional<TenantId>& tenant,
           const LogEvent& event);
  /// Text that an app printed, as it is: a line an event, of level info or error.
  void add_output(const TenantId& tenant, const JobId& job, bool standard_error,
                  std::string_view line);
  /// Closes the log of a job that has ended.
  void close(const TenantId& tenant, const JobId& job);

 private:
  class RotatingLog;

  void write(const std::string& path, std::string_view line);
  std::string job_path(const TenantId& tenant, const std::string& job) const;

  const Home& home_;
  const os::Environment environment_;
  const Limits limits_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<RotatingLog>> logs_;
  std::uint64_t lost_ = 0;
};

}  // namespace bdp
