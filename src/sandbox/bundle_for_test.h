#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace bdp {

/// An OCI bundle with an empty root file system, whose programs come with a mount of /usr. Its
/// config.json asks for much that no tenant gets.
inline void make_bundle(const std::string& bundle) {
  const std::string root = bundle + "/rootfs";
  for (const std::string& directory : {bundle, root}) {
    ASSERT_EQ(mkdir(directory.c_str(), 0755), 0);
  }
  for (const char* name : {"usr", "etc", "proc", "dev", "tmp", "var", "out", "in"}) {
    ASSERT_EQ(mkdir((root + "/" + name).c_str(), 0755), 0);
  }
  for (const char* name : {"bin", "sbin", "lib", "lib64"}) {
    ASSERT_EQ(symlink((std::string("usr/") + name).c_str(), (root + "/" + name).c_str()), 0);
  }
  std::ofstream(bundle + "/config.json") << R"({
    "ociVersion": "1.0.2",
    "process": {
      "args": ["/bin/sh", "-c", "echo from the bundle: $WHO $PWD; ls /"],
      "env": ["PATH=/usr/bin:/bin", "WHO=bundle"],
      "cwd": "/tmp",
      "user": {"uid": 0, "gid": 0},
      "capabilities": {"effective": ["CAP_SYS_ADMIN"], "bounding": ["CAP_SYS_ADMIN"]}},
    "root": {"path": "rootfs", "readonly": false},
    "mounts": [{"destination": "/host", "type": "bind", "source": "/", "options": ["rbind"]}],
    "hooks": {"prestart": [{"path": "/bin/touch", "args": ["touch", "hooked"]}]},
    "linux": {"namespaces": [{"type": "mount"}]}})";
}

}  // namespace bdp
