#pragma once

namespace bdp {

/// Makes libmongoc ready, for the whole life of the process, and keeps it from printing. Any number
/// of calls, from any thread.
void start_mongodb_driver();

}  // namespace bdp
