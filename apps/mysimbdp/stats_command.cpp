#include <charconv>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "batch/platform_stats.h"
#include "command.h"
#include "console.h"
#include "control/job_stats.h"
#include "home_option.h"
#include "os/environment.h"
#include "platform_store.h"
#include "table.h"

namespace bdp::app {
namespace {

struct StatsOptions {
  std::string home;
  std::string tenant;
  std::string since;
  bool json = false;
};

/// "30m", "12h", "7d" before now; empty: the beginning of time.
Result<os::WallTime> beginning(const std::string& since, os::WallTime now) {
  if (since.empty()) return os::WallTime();
  std::int64_t number = 0;
  const char* const end = since.data() + since.size();
  const auto [stop, problem] = std::from_chars(since.data(), end, number);
  const std::string_view unit(stop, static_cast<std::size_t>(end - stop));
  const std::map<std::string_view, std::chrono::seconds> units = {{"s", std::chrono::seconds(1)},
                                                                  {"m", std::chrono::minutes(1)},
                                                                  {"h", std::chrono::hours(1)},
                                                                  {"d", std::chrono::days(1)}};
  const auto found = units.find(unit);
  // More than a hundred years are a slip of the finger.
  if (problem != std::errc() || number < 0 || number > 3'200'000'000 || found == units.end() ||
      number * found->second > std::chrono::years(100)) {
    return Error(Code::kInvalid,
                 "--since is '" + since + "'; write a number and a unit, such as 30m, 12h or 7d");
  }
  return now - number * found->second;
}

void print(std::map<TenantId, TenantStats> stats) {
  TenantStats all;
  for (const auto& [tenant, one] : stats) all.add(one);
  const std::vector<std::string> columns = {"tenant",    "jobs",    "failed",  "files",
                                            "discarded", "rows",    "MB",      "rows/s",
                                            "run p50",   "run p99", "wait p99"};
  TablePrinter table(stdout, columns);
  const auto row = [&](const std::string& name, TenantStats& one) {
    const auto number = [](double value, int digits) {
      char text[32];
      std::snprintf(text, sizeof text, "%.*f", digits, value);
      return std::string(text);
    };
    const double seconds = std::max(one.run_seconds, 1e-9);
    table.row(
        {name, with_separators(one.jobs_finished), with_separators(one.jobs_failed),
         with_separators(one.files_ingested), with_separators(one.files_discarded),
         with_separators(one.rows.read), number(static_cast<double>(one.bytes) / 1e6, 1),
         with_separators(static_cast<std::uint64_t>(static_cast<double>(one.rows.read) / seconds)),
         number(one.running.percentile(0.5), 3), number(one.running.percentile(0.99), 3),
         number(one.waiting.percentile(0.99), 3)},
        {false, true, true, true, true, true, true, true, true, true, true});
  };
  for (auto& [tenant, one] : stats) row(tenant.text, one);
  row("(all)", all);
  table.finish();
  for (const auto& [reason, count] : all.failures) {
    std::printf("%s x %s\n", with_separators(count).c_str(), reason.c_str());
  }
}

Status show(const StatsOptions& options) {
  TRY_ASSIGN(const Home home, home_of(options.home));
  const os::Environment environment = os::real_environment();
  TRY_ASSIGN(const os::WallTime since, beginning(options.since, environment.clock.wall()));
  TRY_ASSIGN(const auto store, platform_store(home));
  TRY_ASSIGN(
      auto stats,
      platform_stats(
          *store, home, environment,
          options.tenant.empty() ? std::nullopt : std::optional(TenantId{options.tenant}), since));
  if (options.json) {
    std::printf("%s\n", stats_json(std::move(stats)).c_str());
  } else {
    print(std::move(stats));
  }
  return {};
}

}  // namespace

void add_stats(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<StatsOptions>();
  CLI::App* command = app.add_subcommand("stats", "Show what jobs and files came to, by tenant");
  command->add_option("--tenant", options->tenant, "Of this client only")->type_name("ID");
  command->add_option("--since", options->since, "Of the last 30m, 12h, 7d; else of all time")
      ->type_name("TIME");
  command->add_flag("--json", options->json, "Print JSON");
  add_home_option(*command, options->home);
  command->callback([&chosen, options] {
    chosen = [options] {
      const Status done = show(*options);
      return done ? ExitCode::kOk : report(done.error());
    };
  });
}

}  // namespace bdp::app
