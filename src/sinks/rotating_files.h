#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/compressor.h"
#include "os/environment.h"
#include "pipeline/sink.h"
#include "sinks/append_writer.h"

namespace bdp {

enum class FileFormat : std::uint8_t { kNdjson, kCsv };

struct RotatingFilesOptions {
  std::string directory;
  std::string name;  ///< With `%{n}`, the file's number, and `%{+PATTERN}`, when it was begun.
  FileFormat format = FileFormat::kNdjson;
  Compression compression = Compression::kNone;
  std::vector<std::string> columns = {};  ///< Of kCsv.
  // A file that has so much is ended; 0: no limit.
  std::uint64_t max_bytes = 0;  ///< As they are in the file.
  std::uint64_t max_rows = 0;
  std::chrono::seconds max_age{0};
  bool durable = false;  ///< flush() survives power loss, not only kill -9.
};

/// The name of the `number`-th file, begun at `begun`. kInvalid: `name` has a part that is neither.
Result<std::string> rotated_name(const std::string& name, std::uint64_t number, os::WallTime begun);

/// Where file `number` is before it has its name: a hidden file beside it.
std::string part_path(const RotatingFilesOptions& options, std::uint64_t number);

/// One file after the other in a directory. A file gets its name when it is complete and a mark
/// says so, so whoever sees a name sees a whole file whose rows will not come again. Batches are
/// not divided: a file may have one batch more than its limit. Compressed batch by batch, on the
/// workers' threads.
class RotatingFiles final : public Sink {
 public:
  RotatingFiles(os::Environment environment, RotatingFilesOptions options)
      : environment_(environment), options_(std::move(options)) {}

  Status open(std::string_view from) override;
  std::unique_ptr<Prepared> prepare(const Batch& batch, const Selection& rows,
                                    std::unique_ptr<Prepared> reuse) const override;
  Result<WriteOutcome> write(const Batch& batch, const Selection& rows, Prepared* prepared,
                             std::stop_token stop) override;
  Status flush() override;
  std::string position() const override;
  Status finish() override;
  bool waits() const override { return true; }  // For the disk.

 private:
  /// A file that has content and no name yet.
  struct Part {
    std::uint64_t number = 0;
    std::uint64_t bytes = 0;
    std::uint64_t rows = 0;
    std::int64_t begun = 0;  ///< Nanoseconds since 1970.
    std::string name = {};
  };

  Status begin_part();
  Status end_part();
  Status continue_part();
  bool full() const;
  /// Gives a complete part its name.
  Status publish(const Part& part);
  Error give_up(const Error& error);

  const os::Environment environment_;
  const RotatingFilesOptions options_;
  std::uint64_t next_number_ = 1;
  std::vector<Part> complete_;  ///< Ended since the last flush().
  std::vector<Part> settled_;   ///< Ended before it: a mark may say so.
  std::optional<Part> part_;    ///< That grows.
  std::optional<AppendWriter> writer_;
  std::optional<Error> broken_;
};

}  // namespace bdp
