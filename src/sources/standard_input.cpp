#include "sources/standard_input.h"

#include <utility>

namespace bdp {

/// Counts the stream's bytes against the limit.
class StandardInput::Reader final : public ByteReader {
 public:
  Reader(std::unique_ptr<os::InputStream> stream, std::uint64_t max_bytes, std::string message)
      : stream_(std::move(stream)), left_(max_bytes), message_(std::move(message)) {}

  void set_stop(std::stop_token stop) { stop_ = std::move(stop); }

  Result<std::size_t> read(std::span<char> into) override {
    TRY_ASSIGN(const std::size_t count, stream_->read(into, stop_));
    if (count > left_) return Error(Code::kExhausted, message_);
    left_ -= count;
    return count;
  }

 private:
  const std::unique_ptr<os::InputStream> stream_;
  std::uint64_t left_;
  const std::string message_;
  std::stop_token stop_;
};

StandardInput::StandardInput(std::unique_ptr<os::InputStream> stream, Settings settings)
    : settings_(std::move(settings)),
      reader_(std::make_unique<Reader>(std::move(stream), settings_.max_bytes,
                                       settings_.limit_message)),
      cutter_(settings_.cut) {}

StandardInput::~StandardInput() = default;

Status StandardInput::open(const Checkpoint& from, bool) {
  if (from.bytes.empty()) return {};
  return Error(Code::kInvalid, "standard input cannot be continued: what was read is gone");
}

Result<bool> StandardInput::next(unsigned, Chunk& chunk, std::stop_token stop) {
  reader_->set_stop(std::move(stop));
  chunk.source = settings_.identity;
  chunk.path = settings_.name;
  return cutter_.next(*reader_, chunk);
}

Checkpoint StandardInput::place(const Chunk&) {
  return {};
}

Status StandardInput::commit(const Checkpoint&) {
  return {};
}

}  // namespace bdp
