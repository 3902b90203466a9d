#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.h"
#include "config/document.h"
#include "control/job_program.h"
#include "control/job_spec.h"
#include "control/platform_config.h"
#include "control/service_profile.h"
#include "filters/all.h"
#include "os/files.h"
#include "os/machine.h"

namespace bdp::app {
namespace {

/// A filter text larger than this is a mistake in the file's name.
constexpr std::uint64_t kMaxFilterBytes = std::uint64_t{16} << 20U;

bool is_document(std::string_view path) {
  return path.ends_with(".json") || path.ends_with(".yaml") || path.ends_with(".yml");
}

/// What kind of file it is, when it is in order.
Result<std::string> check_document(const std::string& path) {
  TRY_ASSIGN(const config::Document document, config::load_document(os::real_files(), path));
  if (looks_like_job_spec(document)) {
    TRY_ASSIGN(const JobSpec spec, read_job_spec(document));
    for (const std::string& warning : spec.warnings) {
      std::fprintf(stderr, "%s (warning)\n", warning.c_str());
    }
    Layout layout;
    TRY(compile_job(spec, layout));
    return std::string("job specification");
  }
  if (looks_like_service_profile(document)) {
    TRY(read_service_profile(document));
    return std::string("service profile");
  }
  if (path.ends_with(".json")) {
    return document.error(document.root.at,
                          "this is neither a job specification (logstash_pipeline_config_args) nor "
                          "a service profile (max_file_size, file_format)");
  }
  TRY(load_platform_config(os::real_files(), path, os::process_variables()));
  return std::string("platform configuration");
}

Result<std::string> check_file(const std::string& path) {
  if (is_document(path)) return check_document(path);
  TRY_ASSIGN(const std::string text, os::read_whole(os::real_files(), path, kMaxFilterBytes));
  Layout layout;
  TRY(compile_program(text, path, LanguageSettings{}, all_filters(), layout));
  return std::string("filter");
}

ExitCode check(const std::vector<std::string>& paths, bool quiet) {
  bool all_good = true;
  for (const std::string& path : paths) {
    const auto kind = check_file(path);
    if (!kind) {
      all_good = false;
      std::fprintf(stderr, "%.*s\n", static_cast<int>(kind.error().message().size()),
                   kind.error().message().data());
    } else if (!quiet) {
      std::printf("%s: ok, %s\n", path.c_str(), kind->c_str());
    }
  }
  return all_good ? ExitCode::kOk : ExitCode::kInvalid;
}

}  // namespace

void add_check(CLI::App& app, Chosen& chosen) {
  auto paths = std::make_shared<std::vector<std::string>>();
  auto quiet = std::make_shared<bool>(false);
  CLI::App* command =
      app.add_subcommand("check", "Find the mistakes in specs, profiles and filter texts");
  command->add_flag("-q,--quiet", *quiet, "Say nothing of what is in order");
  command->add_option("FILE", *paths, "By name: .json, .yaml; anything else is a filter text")
      ->required()
      ->type_name("");
  command->callback(
      [&chosen, paths, quiet] { chosen = [paths, quiet] { return check(*paths, *quiet); }; });
}

}  // namespace bdp::app
