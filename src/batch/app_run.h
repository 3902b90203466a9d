#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "batch/job.h"
#include "batch/log_book.h"
#include "batch/tenant_apps.h"
#include "control/home.h"
#include "control/platform_config.h"
#include "control/service_profile.h"
#include "fetchdata/staged_file.h"
#include "os/environment.h"
#include "sandbox/app_runner.h"
#include "store/store.h"

namespace bdp {

enum class AppEnd : std::uint8_t {
  kFinished,
  kFailed,   ///< For good: the same again would fail again.
  kAgain,    ///< What failed may pass: a server that is away, a full disk.
  kStopped,  ///< On request; it can go on.
};

/// What became of one attempt.
struct AppResult {
  AppEnd end = AppEnd::kFailed;
  std::string reason = {};
  /// Not the app's own doing (the store is away): tried again however often.
  bool platform_fault = false;
  RowCounters rows = {};
  std::vector<std::string> sinks = {};
  std::string stats = {};  ///< `job_stats` as JSON.
  std::chrono::nanoseconds processor_time{0};
};

/// What an attempt is given. All outlives it.
struct AppRun {
  const BatchJob& job;
  const std::vector<StagedFile>& files;
  const TenantApp& app;
  const TenantApps& tenant;
  std::string profile_path;
  const Home& home;
  os::Environment environment;
  Store& store;
  LogBook& log;
  bool durable = false;
};

/// Runs the app's specification by the engine, in this process, over the files or their blocks.
AppResult run_declarative(const AppRun& run, const std::stop_token& stop);

/// What the platform remembers of a declarative job that has ended; no error if there is nothing.
Status forget_declarative(const BatchJob& job, Store& store);

/// Runs the app's program in its sandbox. It finds /job/manifest.json (MYSIMBDP_MANIFEST), its
/// files below /job/input, may write to /job/output, and reports with lines of JSON in
/// /job/output/report.jsonl: see docs/guide/black-box-apps.md.
AppResult run_black_box(const AppRun& run, AppRunner& runner, const std::stop_token& stop);

}  // namespace bdp
