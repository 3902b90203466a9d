#include "os/temporary_directory.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/check.h"
#include "os/files.h"

namespace bdp::os {

TemporaryDirectory::TemporaryDirectory() {
  const char* place = std::getenv("TMPDIR");
  path_ = join_path(place != nullptr ? place : "/tmp", "mysimbdp-XXXXXX");
  CHECK(mkdtemp(path_.data()) != nullptr);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::operator/(std::string_view name) const {
  return join_path(path_, name);
}

std::string TemporaryDirectory::write(std::string_view name, std::string_view content) const {
  std::string path = *this / name;
  const Result<std::unique_ptr<File>> file = real_files().open(path, OpenMode::kCreate);
  CHECK(file.has_value());
  CHECK((*file)->write(content).has_value());
  return path;
}

}  // namespace bdp::os
