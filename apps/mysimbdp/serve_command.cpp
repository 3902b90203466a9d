#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>

#include "batch/manager.h"
#include "command.h"
#include "control/platform_config.h"
#include "fetchdata/fetch_data.h"
#include "home_option.h"
#include "os/directory_watch.h"
#include "os/environment.h"
#include "os/file_lock.h"
#include "os/machine.h"
#include "os/stop_signals.h"
#include "sandbox/app_runner.h"
#include "sandbox/host_isolation.h"
#include "store/sqlite_store.h"

namespace bdp::app {
namespace {

struct ServeOptions {
  std::string home;
  std::size_t jobs = 0;
  bool durable = false;
};

/// The runners of black boxes that this host allows.
struct Runners {
  std::unique_ptr<AppRunner> system;
  std::unique_ptr<AppRunner> bundle;
  std::string missing;
};

Runners runners_of(const Home& home) {
  Runners runners;
  const HostIsolation host = detect_isolation();
  if (auto system = make_system_runner(host)) {
    runners.system = *std::move(system);
  } else {
    runners.missing = system.error().message();
  }
  if (auto bundle = make_bundle_runner(host, home.state() + "/bundles")) {
    runners.bundle = *std::move(bundle);
  }
  return runners;
}

Status serve(const ServeOptions& options) {
  TRY_ASSIGN(const Home home, home_of(options.home));
  TRY_ASSIGN(const auto signals, os::StopSignals::install());
  const os::Environment environment = os::real_environment();
  TRY(environment.files.make_directories(home.state()));
  TRY(environment.files.make_directories(home.tenants()));
  auto lock =
      os::FileLock::take(home.state() + "/serve.lock", "process " + std::to_string(::getpid()));
  if (!lock) {
    if (lock.error().code() != Code::kConflict) return std::move(lock).error();
    return Error(Code::kConflict, "another mysimbdp serves " + home.path() + " (" +
                                      std::string(lock.error().message()) +
                                      "); stop it, or choose another --home");
  }
  TRY_ASSIGN(
      const PlatformConfig platform,
      load_platform_config(environment.files, home.configuration(), os::process_variables()));
  TRY_ASSIGN(const auto store, open_sqlite_store(environment.files, home.control_database(),
                                                 {.full_sync = options.durable}));
  LogBook log(home, environment, {});
  const Runners runners = runners_of(home);
  const unsigned processors = os::usable_processors();
  BatchIngestManager manager(
      {.home = home,
       .store = *store,
       .environment = environment,
       .log = log,
       .system_runner = runners.system.get(),
       .bundle_runner = runners.bundle.get(),
       .no_runner = runners.missing,
       .durable = options.durable},
      {.machine = {.jobs = options.jobs != 0 ? options.jobs : std::max(2U, processors),
                   .processors = static_cast<double>(std::max(2U, processors))}});
  TRY_ASSIGN(const auto watch, os::watch_directories());
  TRY_ASSIGN(const auto fetch, FetchData::open(home, *store, environment, *watch, platform.generic,
                                               {.full_sync = options.durable}, manager));
  std::printf("mysimbdp serves %s: drop files into tenants/CLIENT/input; Ctrl-C stops\n",
              home.path().c_str());
  std::fflush(stdout);
  const std::stop_token stop = (*signals).token();
  std::jthread fetching([&] { fetch->run(stop); });
  manager.run(*fetch, stop);
  fetching.join();
  std::puts("mysimbdp has stopped; jobs that were under way go on when it is started again");
  return {};
}

}  // namespace

void add_serve(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = app.add_subcommand("serve", "Run the platform: take files, run jobs");
  add_home_option(*command, options->home);
  command->add_option("--jobs", options->jobs, "How many jobs run at once; else one a processor")
      ->check(CLI::Range(1, 1024))
      ->type_name("N");
  command->add_flag("--fsync", options->durable, "Survive power loss too, not only kill -9");
  command->callback([&chosen, options] {
    chosen = [options] {
      const Status done = serve(*options);
      return done ? ExitCode::kOk : report(done.error());
    };
  });
}

}  // namespace bdp::app
