#include "store/run_lock.h"

#include <unistd.h>

#include <array>
#include <ctime>

#include "os/file_hash.h"

namespace bdp {
namespace {

std::string utc(os::WallTime time) {
  const std::time_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  std::tm parts = {};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text = {};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

}  // namespace

Result<RunLock> RunLock::take(const os::Environment& environment, const std::string& directory,
                              const TenantId& tenant, std::string_view dataset) {
  TRY(environment.files.make_directories(directory));
  // A hash, because names may hold anything and be of any length; a zero byte separates them.
  const std::string names = tenant.text + '\0' + std::string(dataset);
  const std::string path = os::join_path(directory, os::hash_of(names).hex() + ".lock");
  Result<os::FileLock> lock = os::FileLock::take(
      path, "process " + std::to_string(getpid()) + " since " + utc(environment.clock.wall()));
  if (lock) return RunLock(*std::move(lock));
  if (lock.error().code() != Code::kConflict) return std::move(lock).error();
  const std::string holder(lock.error().message());
  return Error(Code::kConflict, "another run is ingesting into data set '" + std::string(dataset) +
                                    "' of client '" + tenant.text + "' (" +
                                    (holder.empty() ? "another process" : holder) +
                                    "); wait for it, stop it, or choose another --dataset");
}

}  // namespace bdp
