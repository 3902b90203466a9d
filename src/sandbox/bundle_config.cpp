#include "sandbox/bundle_config.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "os/files.h"
#include "sandbox/launch.h"

namespace bdp {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxConfigBytes = std::uint64_t{1} << 20U;

Error wrong(const std::string& path, const std::string& problem) {
  return {Code::kInvalid, path + ": " + problem};
}

Result<std::vector<std::string>> texts(const json& from, const std::string& name,
                                       const std::string& path) {
  std::vector<std::string> list;
  if (!from.contains(name)) return list;
  if (!from[name].is_array()) return wrong(path, "process." + name + " is not a list of texts");
  for (const json& one : from[name]) {
    if (!one.is_string()) return wrong(path, "process." + name + " is not a list of texts");
    list.push_back(one.get<std::string>());
  }
  return list;
}

std::string name_of_variable(std::string_view variable) {
  return std::string(variable.substr(0, variable.find('=') + 1));
}

json bind_mount(const AppMount& mount) {
  return {
      {"destination", mount.inside_path},
      {"type", "bind"},
      {"source", mount.host_path},
      {"options",
       {"rbind", "rprivate", mount.access == Access::kWritable ? "rw" : "ro", "nosuid", "nodev"}}};
}

json file_system(const char* place, const char* type, std::vector<std::string> options) {
  options.insert(options.end(), {"nosuid", "noexec"});
  return {{"destination", place}, {"type", type}, {"source", type}, {"options", options}};
}

json own_mounts(const AppRequest& request) {
  const std::string size = "size=" + std::to_string(request.limits.memory_bytes / 2);
  json mounts = json::array();
  mounts.push_back(file_system("/proc", "proc", {"nodev"}));
  mounts.push_back(file_system("/dev", "tmpfs", {"mode=755", "size=65536"}));
  mounts.push_back(
      file_system("/dev/pts", "devpts", {"newinstance", "ptmxmode=0666", "mode=0620"}));
  mounts.push_back(file_system("/dev/shm", "tmpfs", {"nodev", "mode=1777", size}));
  mounts.push_back({{"destination", "/tmp"},
                    {"type", "tmpfs"},
                    {"source", "tmpfs"},
                    {"options", {"nosuid", "nodev", "mode=1777", size}}});
  for (const AppMount& mount : request.mounts) mounts.push_back(bind_mount(mount));
  return mounts;
}

}  // namespace

Result<BundleProgram> read_bundle(const std::string& bundle) {
  const std::string path = os::join_path(bundle, "config.json");
  TRY_ASSIGN(const std::string text, os::read_whole(os::real_files(), path, kMaxConfigBytes));
  json config;
  try {
    config = json::parse(text);
  } catch (const json::parse_error& problem) {
    return wrong(path, problem.what());
  }
  if (!config.is_object() || !config.contains("process") || !config["process"].is_object()) {
    return wrong(path, "there is no 'process', which says what to run");
  }
  const json& process = config["process"];
  BundleProgram program;
  TRY_ASSIGN(program.arguments, texts(process, "args", path));
  TRY_ASSIGN(program.environment, texts(process, "env", path));
  if (process.contains("cwd") && !process["cwd"].is_string()) {
    return wrong(path, "process.cwd is not a text");
  }
  program.working_directory = process.value("cwd", "/");
  const json root = config.value("root", json::object());
  if (!root.is_object() || !root.contains("path") || !root["path"].is_string()) {
    return wrong(path, "there is no 'root.path', which says where the root file system is");
  }
  TRY_ASSIGN(program.root,
             os::absolute_path(os::join_path(bundle, root["path"].get<std::string>())));
  if (access(program.root.c_str(), F_OK) != 0) {
    return Error(Code::kNotFound,
                 path + ": the root file system " + program.root + " is not there");
  }
  return program;
}

AppRequest completed(const AppRequest& request, const BundleProgram& program) {
  AppRequest all = request;
  if (all.arguments.empty()) all.arguments = program.arguments;
  if (all.working_directory == "/") all.working_directory = program.working_directory;
  for (const std::string& variable : program.environment) {
    const std::string name = name_of_variable(variable);
    const bool said = std::ranges::any_of(
        request.environment, [&name](const std::string& one) { return one.starts_with(name); });
    if (!said) all.environment.push_back(variable);
  }
  return all;
}

std::string runc_config(const AppRequest& request, const std::string& root) {
  // What the launcher needs to become the app's user; the app has nothing.
  const json rights = {"CAP_SETUID", "CAP_SETGID"};
  json config;
  config["ociVersion"] = "1.0.2";
  config["process"] = {
      {"terminal", false},
      {"user", {{"uid", 0}, {"gid", 0}}},
      {"args", {launcher_path()}},
      {"env", json::array()},
      {"cwd", "/"},
      {"capabilities", {{"bounding", rights}, {"effective", rights}, {"permitted", rights}}},
      {"noNewPrivileges", true}};
  config["root"] = {{"path", root}, {"readonly", true}};
  config["hostname"] = "app";
  config["mounts"] = own_mounts(request);
  json namespaces = json::array();
  for (const char* type : {"pid", "network", "ipc", "uts", "mount", "cgroup"}) {
    namespaces.push_back({{"type", type}});
  }
  config["linux"] = {{"namespaces", namespaces},
                     {"maskedPaths",
                      {"/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/scsi",
                       "/proc/latency_stats", "/proc/sched_debug"}},
                     {"readonlyPaths",
                      {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"}}};
  return config.dump();
}

}  // namespace bdp
