#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/strong_type.h"
#include "os/environment.h"
#include "store/store.h"

namespace bdp {

/// What people ask of the platform, on its way through the store: so a command that is given while
/// the platform is down is carried out when it is up again.
struct Command {
  enum class Verb : std::uint8_t {
    kStart,   ///< A job of `tenant`: of `app`, or of the specification at `spec`.
    kStop,    ///< `job`
    kResume,  ///< `job`
  };
  Verb verb = Verb::kStart;
  TenantId tenant = {};
  std::string app = {};
  std::string spec = {};
  std::string job = {};
};

struct CommandAnswer {
  bool done = false;
  std::string message = {};  ///< Why not.
  std::string job = {};      ///< The job that it is about.
};

/// The commands in a store: keys `commands/TICKET`, their answers `answers/TICKET`.
class CommandBox {
 public:
  CommandBox(Store& store, os::Environment environment)
      : store_(store), environment_(environment) {}

  /// Leaves the command there, and returns its ticket.
  Result<std::string> give(const Command& command);
  /// Waits for the answer, which then is no longer there; nothing: none came in this time.
  Result<std::optional<CommandAnswer>> wait(const std::string& ticket,
                                            std::chrono::milliseconds longest,
                                            const std::stop_token& stop);

  struct Ticket {
    std::string ticket;
    std::optional<Command> command;  ///< Nothing: it is damaged.
  };
  /// The commands that wait, in the order in which they were given.
  Result<std::vector<Ticket>> waiting() const;
  Status answer(const std::string& ticket, const CommandAnswer& answer);

 private:
  Store& store_;
  const os::Environment environment_;
};

}  // namespace bdp
