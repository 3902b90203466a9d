#pragma once

#include <sys/socket.h>

#include <memory>
#include <vector>

#include "base/result.h"
#include "os/unique_fd.h"
#include "sandbox/app.h"

namespace bdp {

struct RelayAddress {
  sockaddr_storage address = {};
  socklen_t size = 0;
};

/// What a relay dials: the addresses of one name, in the order to try them.
using RelayTarget = std::vector<RelayAddress>;

/// Looks up where `relay` leads to; kUnavailable when the name has no address now.
Result<RelayTarget> resolve_target(const AppRelay& relay);

/// Takes connections on sockets that listen inside of a sandbox, and passes what comes on each to
/// its one target and back. A thread of its own; its end closes all connections.
class Relay {
 public:
  /// A socket of a sandbox's network, and what it reaches.
  struct Line {
    os::UniqueFd listener;
    RelayTarget target;
  };

  static Result<std::unique_ptr<Relay>> start(std::vector<Line> lines);
  virtual ~Relay() = default;
};

}  // namespace bdp
