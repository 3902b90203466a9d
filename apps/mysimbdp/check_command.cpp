#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.h"
#include "control/file_check.h"
#include "lang/excerpt.h"
#include "os/environment.h"
#include "os/machine.h"

namespace bdp::app {
namespace {

constexpr unsigned kColumns = 80;

struct CheckOptions {
  std::vector<std::string> paths;
  bool quiet = false;
  bool strict = false;
};

/// How findings look on stderr as it is now.
struct Looks {
  bool colours = false;
  unsigned columns = kColumns;
  bool wraps = false;  ///< A person reads; in a file or pipe each message stays one line.

  static Looks suitable() {
    const bool terminal = os::is_terminal(STDERR_FILENO);
    const auto no_colour = os::process_variables()("NO_COLOR");
    return {.colours = terminal && (!no_colour || no_colour->empty()),
            .columns = std::min(kColumns, os::terminal_columns(STDERR_FILENO).value_or(kColumns)),
            .wraps = terminal};
  }

  std::string in(const char* colour, const std::string& text) const {
    return colours ? std::string("\033[") + colour + "m" + text + "\033[0m" : text;
  }
};

/// `text` with line breaks so that no line is wider than `columns`; `used` are taken of the first.
std::string wrapped(const std::string& text, std::size_t used, std::size_t columns) {
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::size_t width = end - at;
    if (at > 0 && used + 1 + width > columns) {
      result += "\n    ";
      used = 4;
    } else if (at > 0) {
      result += ' ';
      ++used;
    }
    result.append(text, at, width);
    used += width;
    at = end + 1;
  }
  return result;
}

void print(const Finding& finding, const Looks& looks) {
  const std::string kind = finding.is_error ? "error: " : "warning: ";
  const std::string place = finding.place.empty() ? "" : finding.place + ": ";
  std::string message = finding.message;
  if (looks.wraps) message = wrapped(message, place.size() + kind.size(), looks.columns);
  std::string text =
      looks.in("1", place) + looks.in(finding.is_error ? "1;31" : "1;35", kind) + message + "\n";
  if (finding.text != nullptr) {
    text += lang::excerpt(*finding.text, finding.line, finding.column, looks.columns);
  }
  std::fputs(text.c_str(), stderr);
}

std::string count_of(std::size_t warnings) {
  if (warnings == 0) return "";
  return ", " + std::to_string(warnings) + (warnings == 1 ? " warning" : " warnings");
}

ExitCode check(const CheckOptions& options) {
  const os::Environment environment = os::real_environment();
  const Looks looks = Looks::suitable();
  bool all_good = true;
  for (const std::string& path : options.paths) {
    const FileCheck checked = check_file(path, environment);
    for (const Finding& finding : checked.findings) print(finding, looks);
    if (checked.kind.empty() || (options.strict && !checked.findings.empty())) {
      all_good = false;
    } else if (!options.quiet) {
      std::printf("%s: ok, %s%s\n", path.c_str(), checked.kind.c_str(),
                  count_of(checked.findings.size()).c_str());
    }
  }
  return all_good ? ExitCode::kOk : ExitCode::kInvalid;
}

}  // namespace

void add_check(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command =
      app.add_subcommand("check", "Find the mistakes in specs, profiles and filter texts");
  command->add_flag("-q,--quiet", options->quiet, "Say nothing of what is in order");
  command->add_flag("--strict", options->strict, "Warnings are mistakes too");
  command
      ->add_option("FILE", options->paths,
                   "Specs and profiles (.json, .yaml), Logstash pipelines,\nfilter texts")
      ->required()
      ->type_name("");
  command->callback([&chosen, options] { chosen = [options] { return check(*options); }; });
}

}  // namespace bdp::app
