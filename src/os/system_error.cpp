#include "os/system_error.h"

#include <cerrno>
#include <string>
#include <system_error>

namespace bdp::os {
namespace {

Code code_of(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENXIO:
      return Code::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return Code::kDenied;
    case EEXIST:
    case ENOTEMPTY:
      return Code::kConflict;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return Code::kExhausted;
    case EISDIR:
    case ENOTDIR:
    case ENAMETOOLONG:
    case ELOOP:
    case EINVAL:
    case EXDEV:
      return Code::kInvalid;
    default:
      return Code::kUnavailable;
  }
}

}  // namespace

Error system_error(int error_number, std::string_view action, std::source_location where) {
  std::string message = "cannot ";
  message += action;
  message += ": ";
  message += std::generic_category().message(error_number);
  return {code_of(error_number), std::move(message), where};
}

}  // namespace bdp::os
