#include <array>
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

struct Page {
  const char* name;
  std::string (*make)();
};

constexpr auto kPages = std::to_array<Page>(
    {{"filters", filter_reference}, {"sinks", [] { return sink_reference(all_sinks()); }}});

ExitCode print(const std::string& name) {
  for (const Page& page : kPages) {
    if (name == page.name) std::fputs(page.make().c_str(), stdout);
  }
  return ExitCode::kOk;
}

}  // namespace

void add_reference(CLI::App& app, Chosen& chosen) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("reference", "Print a page of the reference as Markdown");
  std::vector<std::string> names;
  for (const Page& page : kPages) names.emplace_back(page.name);
  command->add_option("PAGE", *name, "filters or sinks")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember(names));
  command->callback([&chosen, name] { chosen = [name] { return print(*name); }; });
}

}  // namespace bdp::app
