#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "command.h"
#include "control/sink_reference.h"
#include "filters/reference.h"
#include "sinks/all.h"

namespace bdp::app {
namespace {

/// The help of the program and of each of its commands.
std::string command_line_reference(const CLI::App& app) {
  std::string text =
      "# Command line\n\nMade from the program's own help: `mysimbdp reference cli > "
      "docs/reference/cli.md`.\n";
  const auto add = [&text](const std::string& title, const CLI::App& one, const std::string& name) {
    // Not App::help(): of the program it is that of the command which runs.
    const std::string help = one.get_formatter()->make_help(&one, name, CLI::AppFormatMode::Normal);
    text += "\n## " + title + "\n\n```text\n" + help.substr(0, help.find_last_not_of('\n') + 1) +
            "\n```\n";
  };
  add(app.get_name(), app, app.get_name());
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string name = app.get_name() + " " + command->get_name();
    add(name, *command, name);
  }
  return text;
}

struct Page {
  const char* name;
  std::string (*make)(const CLI::App& app);
};

constexpr Page kPages[] = {
    {"cli", command_line_reference},
    {"filters", [](const CLI::App&) { return filter_reference(); }},
    {"sinks", [](const CLI::App&) { return sink_reference(all_sinks()); }},
};

ExitCode print(const CLI::App& app, const std::string& name) {
  for (const Page& page : kPages) {
    if (name == page.name) std::fputs(page.make(app).c_str(), stdout);
  }
  return ExitCode::kOk;
}

}  // namespace

void add_reference(CLI::App& app, Chosen& chosen) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("reference", "Print a page of the reference as Markdown");
  std::vector<std::string> names;
  for (const Page& page : kPages) names.emplace_back(page.name);
  command->add_option("PAGE", *name, "cli, filters or sinks")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember(names));
  command->callback([&app, &chosen, name] { chosen = [&app, name] { return print(app, *name); }; });
}

}  // namespace bdp::app
