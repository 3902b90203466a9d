#include <unistd.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "command.h"
#include "control/filter_stream.h"
#include "filters/all.h"
#include "os/environment.h"
#include "os/files.h"
#include "os/machine.h"
#include "os/stop_signals.h"

namespace bdp::app {
namespace {

struct FilterOptions {
  std::string text;
  std::string file;
  LanguageSettings settings;
  bool explain = false;
  bool trace = false;
  bool profile = false;
};

/// A filter text larger than this is a mistake in the file's name.
constexpr std::uint64_t kMaxFilterBytes = std::uint64_t{16} << 20U;

const std::map<std::string, EcsMode> kEcsModes = {
    {"disabled", EcsMode::kDisabled}, {"v1", EcsMode::kV1}, {"v8", EcsMode::kV8}};

ExitCode filter(const FilterOptions& options) {
  const os::Environment environment = os::real_environment();
  std::string text = options.text;
  if (!options.file.empty()) {
    auto read = os::read_whole(environment.files, options.file, kMaxFilterBytes);
    if (!read) return report(read.error());
    text = *std::move(read);
  }
  const FilterStream stream{
      .text = text,
      .name = options.file.empty() ? "filter" : options.file,
      .settings = options.settings,
      .input = STDIN_FILENO,
      .output = STDOUT_FILENO,
      .watch = options.trace     ? FilterWatch::kTrace
               : options.profile ? FilterWatch::kProfile
                                 : FilterWatch::kNothing,
      .columns =
          os::terminal_columns(options.explain ? STDOUT_FILENO : STDERR_FILENO).value_or(80)};
  if (options.explain) {
    const auto explanation = explain_filter(stream, environment);
    if (!explanation) return report(explanation.error());
    std::fputs(explanation->c_str(), stdout);
    return ExitCode::kOk;
  }
  const auto signals = os::StopSignals::install();
  if (!signals) return report(signals.error());
  const auto outcome =
      filter_stream(stream, environment, (*signals)->token(), [](std::string_view complaint) {
        std::fprintf(stderr, "%.*s\n", static_cast<int>(complaint.size()), complaint.data());
      });
  if (!outcome) return report(outcome.error());
  return outcome->rejected > 0 ? ExitCode::kFailed : ExitCode::kOk;
}

}  // namespace

void add_filter(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<FilterOptions>();
  CLI::App* command =
      app.add_subcommand("filter", "Filter events: JSON lines from stdin to stdout");
  CLI::Option* text = command->add_option("FILTER", options->text, "Logstash filter text");
  text->type_name("");
  CLI::Option* file = command->add_option("-f,--file", options->file, "Filter text in a file");
  file->type_name("FILE")->excludes(text);
  command->add_option("--ecs", options->settings.ecs, "disabled, v1 or v8 (default)")
      ->transform(CLI::CheckedTransformer(kEcsModes, CLI::ignore_case).description(""))
      ->type_name("MODE");
  command->add_flag("--support-escapes", options->settings.support_escapes,
                    "Take \\n, \\t, \\\" in strings as escapes");
  CLI::Option* explain = command->add_flag("--explain", options->explain,
                                           "Show the compiled steps, and read no events");
  CLI::Option* trace = command->add_flag("--trace", options->trace,
                                         "Show on stderr what each step does to each event");
  command
      ->add_flag("--profile", options->profile,
                 "Show time and rows of each step on stderr at the end")
      ->excludes(explain)
      ->excludes(trace);
  explain->excludes(trace);
  command->callback([&chosen, options, text, file] {
    if (text->count() + file->count() == 0) {
      throw CLI::RequiredError("a filter text, or -f FILE,");
    }
    chosen = [options] { return filter(*options); };
  });
}

}  // namespace bdp::app
