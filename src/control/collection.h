#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "control/glob.h"
#include "os/files.h"

namespace bdp {

/// A file that a job takes.
struct CollectedFile {
  std::string path;
  std::string name;  ///< The last part of the path.
  os::FileInfo info;
};

/// Something in the input that a job leaves alone.
struct PassedOver {
  std::string path;
  std::string reason;  ///< "does not match '*.csv'", "is a directory", ...
};

struct Collection {
  std::vector<CollectedFile> files;  ///< By name within each directory; none twice.
  std::vector<PassedOver> passed_over;

  std::uint64_t total_bytes() const;
};

/// Finds a job's files: `inputs` are files and directories, of which all files are looked at, but
/// not those in directories further down. A file that matches `pattern` is taken, also when it
/// cannot be read: that is for the constraints to refuse. kNotFound for an input that does not
/// exist.
Result<Collection> collect_files(os::Files& files, std::span<const std::string> inputs,
                                 const Glob& pattern, std::string_view pattern_text);

/// The format of a file by its name, in small letters: "csv" for `a.csv`, `A.CSV` and `a.csv.gz`;
/// "tar" for `a.tar.gz` and `a.tgz`; "gz" for `a.gz`; empty for `a`.
std::string format_of(std::string_view file_name);

}  // namespace bdp
