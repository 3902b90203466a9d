#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "os/clock.h"
#include "os/files.h"

namespace bdp {

/// Appends to a file in large pieces that go around the page cache, as long as the disk keeps up:
/// a piece costs the processor a copy, not the pages of a cache that nobody reads. One thread at a
/// time. After an error only the file's first flushed() bytes count.
class AppendWriter {
 public:
  /// `file` ends at `length`, where appending begins.
  static Result<AppendWriter> open(std::unique_ptr<os::File> file, std::uint64_t length,
                                   os::Clock& clock);

  Status append(std::string_view bytes);
  /// All that was appended is with the kernel: it survives kill -9; with `durable` power loss too.
  Status flush(bool durable);
  /// The file is cut back to what was flushed.
  Status take_back();

  std::uint64_t flushed() const { return flushed_; }

 private:
  AppendWriter(std::unique_ptr<os::File> file, std::uint64_t length, os::Clock& clock);

  Status write_piece();

  struct Free {
    void operator()(char* memory) const { std::free(memory); }
  };

  std::unique_ptr<os::File> file_;
  os::Clock* clock_;
  std::unique_ptr<char, Free> piece_;  ///< What lies in the file from begin_ on.
  std::size_t filled_ = 0;
  std::uint64_t begin_ = 0;  ///< A multiple of os::kBlockBytes.
  std::uint64_t flushed_;
  bool slow_ = false;  ///< The disk did not keep up: the cache may take it.
  std::uint64_t measured_bytes_ = 0;
  std::chrono::nanoseconds measured_{0};
};

}  // namespace bdp
