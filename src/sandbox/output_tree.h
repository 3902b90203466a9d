#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/unique_fd.h"
#include "sandbox/app.h"

namespace bdp {

/// A regular file that an app left.
struct OutputFile {
  std::string path;  ///< Below the tree's directory: "rows/part-1.csv".
  std::uint64_t bytes = 0;
};

/// Something that an app left and that is not taken: a symbolic link, a FIFO, a device, a file with
/// more than one name.
struct RefusedOutput {
  std::string path;
  std::string reason;
};

struct OutputListing {
  std::vector<OutputFile> files;  ///< By path in byte order.
  std::vector<RefusedOutput> refused;
};

/// The directory that an app wrote to, looked at without trust: no link in it leads anywhere,
/// nothing in it makes a reader wait.
class OutputTree {
 public:
  /// Makes `directory`, which must not be there, for `user` to write to.
  static Result<OutputTree> make(const std::string& directory, AppUser user);
  static Result<OutputTree> open(const std::string& directory);

  /// kExhausted when there are more than `max_entries`, or directories in directories a hundred
  /// deep.
  Result<OutputListing> list(std::size_t max_entries) const;
  /// For reading; `path` as list() has it. kDenied when it is no plain file, or a link is on the
  /// way.
  Result<os::UniqueFd> open_file(std::string_view path) const;
  /// Removes all that is in the directory, and follows nothing.
  Status clear() const;

 private:
  OutputTree(os::UniqueFd directory, std::string path)
      : directory_(std::move(directory)), path_(std::move(path)) {}

  os::UniqueFd directory_;
  std::string path_;
};

/// The user that apps are unless a request says another: nobody where the platform is root, else
/// the platform's own.
AppUser default_app_user();

}  // namespace bdp
