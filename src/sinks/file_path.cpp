#include "sinks/file_path.h"

#include <filesystem>
#include <system_error>

namespace bdp {

Result<std::string> absolute_path(std::string_view path) {
  std::error_code problem;
  const auto full = std::filesystem::absolute(std::filesystem::path(path), problem);
  if (problem) return Error(Code::kInvalid, std::string(path) + ": " + problem.message());
  return full.lexically_normal().string();
}

Result<bool> file_exists(os::Files& files, const std::string& path) {
  const auto info = files.info(path);
  if (info) return true;
  if (info.error().code() == Code::kNotFound) return false;
  return info.error();
}

}  // namespace bdp
