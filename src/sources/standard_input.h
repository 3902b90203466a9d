#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "os/input_stream.h"
#include "pipeline/source.h"
#include "sources/record_cutter.h"

namespace bdp {

/// Records from a pipe, until its end. Cannot be continued: what was read is gone from the pipe.
class StandardInput final : public Source {
 public:
  struct Settings {
    CutOptions cut;
    std::string name;  ///< What log.file.path says.
    SourceIdentity identity;
    /// More bytes end the reading with kExhausted and `limit_message`; what came before them is
    /// delivered.
    std::uint64_t max_bytes = ~std::uint64_t{0};
    std::string limit_message = "input exceeds its size limit";
  };

  StandardInput(std::unique_ptr<os::InputStream> stream, Settings settings);
  ~StandardInput() override;

  Status open(const Checkpoint& from, bool replay) override;
  std::size_t chunk_bytes() const override { return settings_.cut.chunk_bytes; }
  Result<bool> next(unsigned lane, Chunk& chunk, std::stop_token stop) override;
  Checkpoint place(const Chunk& chunk) override;
  Status commit(const Checkpoint& done) override;
  bool waits() const override { return true; }

 private:
  class Reader;

  const Settings settings_;
  const std::unique_ptr<Reader> reader_;
  RecordCutter cutter_;
};

}  // namespace bdp
