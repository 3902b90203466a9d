#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "command.h"
#include "sandbox/host_isolation.h"

namespace bdp::app {
namespace {

struct DoctorOptions {
  bool json = false;
  std::string required = "none";
};

constexpr std::array<IsolationLevel, 3> kLevels = {
    IsolationLevel::kNone, IsolationLevel::kNamespaces, IsolationLevel::kControlGroups};

/// The level as an option's value: "control-groups".
std::string option_name(IsolationLevel level) {
  std::string name(name_of(level));
  for (char& letter : name) {
    if (letter == ' ') letter = '-';
  }
  return name;
}

void print_json(const HostIsolation& host) {
  nlohmann::ordered_json parts = nlohmann::ordered_json::array();
  for (const IsolationPart& part : host.parts) {
    parts.push_back({{"name", part.name}, {"usable", part.usable}, {"detail", part.detail}});
  }
  const nlohmann::ordered_json report = {
      {"isolation",
       {{"level", option_name(host.level)}, {"bundles", host.bundles}, {"parts", parts}}}};
  std::printf("%s\n", report.dump(2).c_str());
}

void print_table(const HostIsolation& host) {
  std::printf("Isolation of black-box apps: %s\n", std::string(name_of(host.level)).c_str());
  std::printf("OCI bundles: %s\n\n", host.bundles ? "yes" : "no");
  for (const IsolationPart& part : host.parts) {
    std::printf("  %-4s %-26s %s\n", part.usable ? "yes" : "no", part.name.c_str(),
                part.detail.c_str());
  }
}

ExitCode doctor(const DoctorOptions& options) {
  const HostIsolation host = detect_isolation();
  options.json ? print_json(host) : print_table(host);
  for (const IsolationLevel level : kLevels) {
    if (option_name(level) != options.required || level <= host.level) continue;
    std::fprintf(stderr, "mysimbdp: isolation by %s is required: %s\n", options.required.c_str(),
                 missing_for(host, level).c_str());
    return ExitCode::kFailed;
  }
  return ExitCode::kOk;
}

}  // namespace

void add_doctor(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<DoctorOptions>();
  CLI::App* command =
      app.add_subcommand("doctor", "Find out what this host allows, and what helps");
  command->add_flag("--json", options->json, "As JSON");
  command
      ->add_option("--require", options->required,
                   "Fail unless apps are isolated so well at least:\n"
                   "none, namespaces, control-groups")
      ->type_name("LEVEL")
      ->check(CLI::IsMember(
          {option_name(kLevels[0]), option_name(kLevels[1]), option_name(kLevels[2])}));
  command->callback([&chosen, options] { chosen = [options] { return doctor(*options); }; });
}

}  // namespace bdp::app
