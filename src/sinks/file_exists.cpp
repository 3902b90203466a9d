#include "sinks/file_exists.h"

namespace bdp {

Result<bool> file_exists(os::Files& files, const std::string& path) {
  const auto info = files.info(path);
  if (info) return true;
  if (info.error().code() == Code::kNotFound) return false;
  return info.error();
}

}  // namespace bdp
