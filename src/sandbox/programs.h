#pragma once

namespace bdp {

// Where Debian has the programs that make sandboxes. Not looked for: a PATH could lead elsewhere.
constexpr const char* kBubblewrap = "/usr/bin/bwrap";
constexpr const char* kRunc = "/usr/sbin/runc";

}  // namespace bdp
