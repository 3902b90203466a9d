#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sandbox/app.h"
#include "sandbox/host_isolation.h"

namespace bdp {

enum class OutputStream : std::uint8_t { kStandardOutput, kStandardError };

/// Takes what an app prints. Called on the thread that runs it, in pieces as they come; while it
/// has not returned, nothing more is read and the app may have to wait.
class OutputListener {
 public:
  virtual ~OutputListener() = default;
  virtual void output(OutputStream stream, std::string_view bytes) = 0;
};

/// Runs apps that nobody trusts. Safe for many threads; each run occupies the thread that asks.
class AppRunner {
 public:
  virtual ~AppRunner() = default;

  /// Starts the app and waits for its end. Asked to stop, it sends SIGTERM to all processes of the
  /// app, and SIGKILL after the grace period. When it returns all of them are gone and reaped,
  /// whatever they did; so they are if the platform itself is killed.
  ///
  /// An Error only if the app did not start: the request is wrong (kInvalid), the program or a
  /// mounted path is not there (kNotFound), the host does not allow the required level (kDenied),
  /// the machine has no room for it (kExhausted). A level is never lowered in silence.
  virtual Result<AppOutcome> run(const AppRequest& request, std::stop_token stop,
                                 OutputListener& listener) = 0;
};

/// Runs programs of this machine's system by bubblewrap. `host` is what detect_isolation() found.
Result<std::unique_ptr<AppRunner>> make_system_runner(const HostIsolation& host);

/// Runs OCI bundles by runc. `state_directory` is made if it is not there, and is the runner's own.
Result<std::unique_ptr<AppRunner>> make_bundle_runner(const HostIsolation& host,
                                                      const std::string& state_directory);

}  // namespace bdp
