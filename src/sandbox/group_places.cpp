#include "sandbox/group_places.h"

#include <optional>
#include <vector>

#include "base/split.h"

namespace bdp {
namespace {

bool contains(std::string_view list, std::string_view word) {
  for (const std::string_view one : split(list, ',')) {
    if (one == word) return true;
  }
  return false;
}

/// The path of the process's group in the hierarchy of `controller`; in version 2's when it is
/// empty.
std::optional<std::string_view> own_path(std::string_view own_groups, std::string_view controller) {
  for (const std::string_view line : split(own_groups, '\n')) {
    const std::size_t names = line.find(':');
    if (names == std::string_view::npos) continue;
    const std::size_t path = line.find(':', names + 1);
    if (path == std::string_view::npos) continue;
    const std::string_view listed = line.substr(names + 1, path - names - 1);
    if (controller.empty() ? listed.empty() : contains(listed, controller)) {
      return line.substr(path + 1);
    }
  }
  return std::nullopt;
}

struct Mount {
  std::string_view root;
  std::string_view point;
};

std::optional<Mount> mount_of(std::string_view mounts, std::string_view controller) {
  for (const std::string_view line : split(mounts, '\n')) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string_view::npos) continue;
    const std::vector<std::string_view> before = split(line.substr(0, dash), ' ');
    const std::vector<std::string_view> after = split(line.substr(dash + 3), ' ');
    if (before.size() < 5 || after.size() < 3) continue;
    const bool matches = controller.empty()
                             ? after[0] == "cgroup2"
                             : after[0] == "cgroup" && contains(after[2], controller);
    if (matches) return Mount{before[3], before[4]};
  }
  return std::nullopt;
}

std::string directory_in(const Mount& mount, std::string_view path) {
  // A container may see only a part of the hierarchy.
  if (mount.root != "/" && path.starts_with(mount.root)) path.remove_prefix(mount.root.size());
  std::string directory(mount.point);
  if (path != "/") directory += path;
  return directory;
}

}  // namespace

GroupPlace group_place(std::string_view own_groups, std::string_view mounts,
                       std::string_view controller) {
  for (const int version : {1, 2}) {
    const std::string_view name = version == 1 ? controller : "";
    const auto mount = mount_of(mounts, name);
    const auto path = own_path(own_groups, name);
    if (mount && path) return {version, directory_in(*mount, *path)};
  }
  return {};
}

}  // namespace bdp
