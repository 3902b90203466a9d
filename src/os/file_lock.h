#pragma once

#include <string>

#include "base/result.h"
#include "os/unique_fd.h"

namespace bdp::os {

/// A lock between processes on a file made for it. The kernel gives it back when the process ends,
/// however it ends. The file stays: removing it would let two processes lock two files of one name.
class FileLock {
 public:
  /// Never waits. kConflict when another holds it; the message is then what the holder wrote with
  /// `note`, which is one line for people.
  static Result<FileLock> take(const std::string& path, std::string_view note);

 private:
  explicit FileLock(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace bdp::os
