#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "os/clock.h"
#include "os/files.h"
#include "pipeline/sink.h"
#include "sinks/append_writer.h"
#include "sinks/standard_output.h"

namespace bdp {

/// Rows as the workers encode them: one JSON object a line.
class EncodedLines;

std::unique_ptr<Prepared> encode_lines(const Batch& batch, const Selection& rows,
                                       std::unique_ptr<Prepared> reuse);

/// A file of JSON lines that grows. Its position is its length: continued, it is cut back to there.
class NdjsonFile final : public Sink {
 public:
  /// `durable`: flush() survives power loss, not only kill -9.
  NdjsonFile(os::Files& files, std::string path, bool durable, os::Clock& clock = os::real_clock())
      : files_(files), clock_(clock), path_(std::move(path)), durable_(durable) {}

  /// kCorrupt when the file is shorter than the position: rows that count as delivered are gone.
  Status open(std::string_view from) override;
  std::unique_ptr<Prepared> prepare(const Batch& batch, const Selection& rows,
                                    std::unique_ptr<Prepared> reuse) const override {
    return encode_lines(batch, rows, std::move(reuse));
  }
  Result<WriteOutcome> write(const Batch& batch, const Selection& rows, Prepared* prepared,
                             std::stop_token stop) override;
  Status flush() override;
  std::string position() const override { return std::to_string(writer_->flushed()); }
  bool waits() const override { return true; }  // For the disk.

 private:
  os::Files& files_;
  os::Clock& clock_;
  const std::string path_;
  const bool durable_;
  /// Nothing is written any more: only a resume can go on.
  Error give_up(const Error& error);

  std::optional<AppendWriter> writer_;
  std::optional<Error> broken_;  ///< What was written since the last flush() is lost.
};

/// JSON lines to a pipe. Cannot be continued; a reader that leaves ends the run with kCancelled.
class NdjsonStream final : public Sink {
 public:
  explicit NdjsonStream(int fd) : output_(fd) {}

  Status open(std::string_view) override { return {}; }
  std::unique_ptr<Prepared> prepare(const Batch& batch, const Selection& rows,
                                    std::unique_ptr<Prepared> reuse) const override {
    return encode_lines(batch, rows, std::move(reuse));
  }
  Result<WriteOutcome> write(const Batch& batch, const Selection& rows, Prepared* prepared,
                             std::stop_token stop) override;
  Status flush() override { return {}; }
  std::string position() const override { return {}; }

 private:
  StandardOutput output_;
};

}  // namespace bdp
