#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "os/clock.h"
#include "os/files.h"
#include "record/row_id.h"

namespace bdp {

/// Where a record left the way.
enum class DeadLetterStage : std::uint8_t { kDecode, kFilter, kSink };

/// A record that cannot be delivered for good.
struct DeadLetter {
  RowId id;
  std::uint64_t position = 0;
  std::string_view path;
  DeadLetterStage stage = DeadLetterStage::kDecode;
  const Error& reason;
  std::string_view original;  ///< As it was read; may be cut.
  std::uint64_t length = 0;   ///< Of the whole record.
};

/// The file of what could not be delivered: one JSON object a line, with `time`, `id`, `path`,
/// `position`, `stage`, `code`, `reason`, `bytes` (of the whole record) and the record itself as
/// `text`, or as `base64` when it is not UTF-8. The file is made with its first record. One thread
/// at a time.
class DeadLetters {
 public:
  /// Continues a file that is `length` bytes long at least; what is behind is cut off: rows that
  /// will come again. kCorrupt when the file is shorter. `durable`: flush() survives power loss.
  static Result<std::unique_ptr<DeadLetters>> open(os::Files& files, os::Clock& clock,
                                                   const std::string& path, std::uint64_t length,
                                                   bool durable);

  Status add(const DeadLetter& letter);
  /// All that was added survives kill -9.
  Status flush();
  /// The file's length after the last flush().
  std::uint64_t length() const { return length_; }

 private:
  DeadLetters(os::Files& files, os::Clock& clock, std::string path, std::uint64_t length,
              bool durable)
      : files_(files), clock_(clock), path_(std::move(path)), length_(length), durable_(durable) {}

  Status write_out();

  os::Files& files_;
  os::Clock& clock_;
  const std::string path_;
  std::unique_ptr<os::File> file_;
  std::uint64_t length_;
  const bool durable_;
  bool unsynced_ = false;
  std::string pending_;
  std::string padded_;  ///< An original with kReadSlack behind it.
};

}  // namespace bdp
