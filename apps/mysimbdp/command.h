#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

// NOLINTNEXTLINE(readability-identifier-naming): the library's own name.
namespace CLI {
class App;
}

namespace bdp::app {

/// What the program's exit status says; listed in `mysimbdp --help` and docs/reference/cli.md.
enum class ExitCode : int {
  kOk = 0,         ///< Done, or already done.
  kFailed = 1,     ///< The work could not be finished, or a test case differs.
  kUsage = 2,      ///< The command line is wrong.
  kInvalid = 3,    ///< A spec, profile, filter or query is wrong.
  kRefused = 4,    ///< The input breaks a constraint; nothing was ingested.
  kStopped = 130,  ///< Ctrl-C or SIGTERM; the same command continues.
};

/// The subcommand that the command line asked for, ready to run.
using Chosen = std::function<ExitCode()>;

// Each adds one subcommand to `app`; parsing it sets `chosen`.
void add_run(CLI::App& app, Chosen& chosen);
void add_filter(CLI::App& app, Chosen& chosen);
void add_test(CLI::App& app, Chosen& chosen);
void add_check(CLI::App& app, Chosen& chosen);
void add_query(CLI::App& app, Chosen& chosen);
void add_gridfs(CLI::App& app, Chosen& chosen);
void add_serve(CLI::App& app, Chosen& chosen);
void add_jobs(CLI::App& app, Chosen& chosen);
void add_stats(CLI::App& app, Chosen& chosen);
void add_doctor(CLI::App& app, Chosen& chosen);
void add_reference(CLI::App& app, Chosen& chosen);

/// Prints `error` to stderr as `mysimbdp: MESSAGE` and gives the exit code that its code stands
/// for.
ExitCode report(const Error& error);

}  // namespace bdp::app
