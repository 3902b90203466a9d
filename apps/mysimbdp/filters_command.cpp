#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>

#include "command.h"
#include "filters/reference.h"

namespace bdp::app {

void add_filters(CLI::App& app, Chosen& chosen) {
  CLI::App* command =
      app.add_subcommand("filters", "Print the filters and their options as Markdown");
  command->callback([&chosen] {
    chosen = [] {
      const std::string text = filter_reference();
      const bool printed = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
      return printed ? ExitCode::kOk : ExitCode::kFailed;
    };
  });
}

}  // namespace bdp::app
