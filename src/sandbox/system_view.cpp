#include "sandbox/system_view.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "os/system_error.h"
#include "sandbox/app_run.h"
#include "sandbox/launch.h"

namespace bdp {
namespace {

/// A file of /etc that is the app's own.
struct OwnFile {
  const char* path;
  std::string text;
};

std::vector<OwnFile> own_files(AppUser user) {
  const std::string ids = std::to_string(user.user) + ":" + std::to_string(user.group);
  return {
      {"/etc/passwd", "root:x:0:0:root:/:/usr/sbin/nologin\napp:x:" + ids + ":app:/tmp:/bin/sh\n"},
      {"/etc/group", "root:x:0:\napp:x:" + std::to_string(user.group) + ":\n"},
      {"/etc/hosts", "127.0.0.1 localhost app\n"},
      {"/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"},
  };
}

/// What programs look for in /etc, and that has no secrets.
constexpr auto kSharedFiles = {"/etc/ld.so.cache",
                               "/etc/ld.so.conf",
                               "/etc/ld.so.conf.d",
                               "/etc/alternatives",
                               "/etc/ssl/certs",
                               "/etc/ssl/openssl.cnf",
                               "/etc/ca-certificates",
                               "/etc/localtime",
                               "/etc/timezone",
                               "/etc/mime.types",
                               "/etc/protocols",
                               "/etc/services",
                               "/etc/java-17-openjdk",
                               "/etc/python3",
                               "/etc/python3.11",
                               "/etc/perl",
                               "/etc/magic"};

constexpr auto kSystemDirectories = {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};

class Arguments {
 public:
  void add(std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words) list_.emplace_back(word);
  }
  std::vector<std::string> take() { return std::move(list_); }

 private:
  std::vector<std::string> list_;
};

void add_namespaces(Arguments& arguments, AppUser user) {
  arguments.add({"bwrap", "--die-with-parent", "--new-session", "--as-pid-1"});
  arguments.add({"--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"});
  arguments.add({"--unshare-cgroup-try", "--hostname", "app"});
  if (geteuid() == 0) {
    // The launcher needs these two to become the app's user, who has a user namespace of its own.
    arguments.add({"--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"});
  } else {
    arguments.add({"--unshare-user", "--uid", std::to_string(user.user), "--gid",
                   std::to_string(user.group)});
  }
}

/// The directories that `path` is in, so that the app may pass: bubblewrap's own are root's alone.
void add_directories_above(Arguments& arguments, const std::string& path) {
  for (std::size_t end = path.find('/', 1); end != std::string::npos;
       end = path.find('/', end + 1)) {
    arguments.add({"--perms", "0755", "--dir", std::string_view(path).substr(0, end)});
  }
}

void add_system(Arguments& arguments, AppUser user, int descriptor) {
  arguments.add({"--ro-bind", "/usr", "/usr"});
  for (const char* directory : kSystemDirectories) {
    std::array<char, 256> target = {};
    struct stat information = {};
    if (lstat(directory, &information) != 0) continue;
    if (S_ISLNK(information.st_mode)) {
      const ssize_t size = readlink(directory, target.data(), target.size());
      if (size > 0) {
        arguments.add({"--symlink", {target.data(), static_cast<std::size_t>(size)}, directory});
      }
    } else {
      arguments.add({"--ro-bind", directory, directory});
    }
  }
  for (const char* file : kSharedFiles) add_directories_above(arguments, file);
  for (const char* file : kSharedFiles) arguments.add({"--ro-bind-try", file, file});
  for (const OwnFile& file : own_files(user)) {
    arguments.add({"--perms", "0444", "--ro-bind-data", std::to_string(descriptor++), file.path});
  }
}

void add_own_places(Arguments& arguments, const AppRequest& request) {
  const std::string half = std::to_string(request.limits.memory_bytes / 2);
  arguments.add({"--proc", "/proc", "--dev", "/dev"});
  arguments.add({"--perms", "1777", "--size", half, "--tmpfs", "/dev/shm"});
  arguments.add({"--perms", "1777", "--size", half, "--tmpfs", "/tmp"});
  arguments.add({"--dir", "/var", "--symlink", "../tmp", "/var/tmp"});
  for (const AppMount& mount : request.mounts) {
    add_directories_above(arguments, mount.inside_path);
    arguments.add({mount.access == Access::kWritable ? "--bind" : "--ro-bind", mount.host_path,
                   mount.inside_path});
  }
  arguments.add({"--remount-ro", "/dev", "--remount-ro", "/"});
}

}  // namespace

Result<SystemFiles> make_system_files(AppUser user) {
  SystemFiles files;
  for (const OwnFile& file : own_files(user)) {
    std::array<int, 2> ends = {-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return os::system_error(errno, "make a pipe");
    const os::UniqueFd writing(ends[1]);
    files.descriptors.emplace_back(ends[0]);
    // Short enough for what a pipe holds.
    if (write(writing.get(), file.text.data(), file.text.size()) !=
        static_cast<ssize_t>(file.text.size())) {
      return os::system_error(errno, "write to a pipe");
    }
  }
  return files;
}

std::vector<std::string> bubblewrap_arguments(const AppRequest& request, AppUser user,
                                              int first_file) {
  Arguments arguments;
  add_namespaces(arguments, user);
  add_system(arguments, user, first_file);
  add_own_places(arguments, request);
  arguments.add({"--chdir", "/", "--", launcher_path()});
  return arguments.take();
}

}  // namespace bdp
