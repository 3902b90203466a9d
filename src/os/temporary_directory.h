#pragma once

#include <string>
#include <string_view>

namespace bdp::os {

/// A new empty directory, removed with all that is in it at the end. For tests and benches.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  const std::string& path() const { return path_; }
  /// The path of `name` in it.
  std::string operator/(std::string_view name) const;
  /// Puts a file with this content into it and returns the path.
  std::string write(std::string_view name, std::string_view content) const;

 private:
  std::string path_;
};

}  // namespace bdp::os
