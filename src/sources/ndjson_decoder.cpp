#include "sources/ndjson_decoder.h"

#include <string>
#include <utility>

namespace bdp {
namespace {

JsonOptions without_line_numbers(JsonOptions options) {
  options.first_line = 0;
  return options;
}

}  // namespace

struct NdjsonDecoder::Tools {
  explicit Tools(const JsonOptions& options) : reader(options) {}
  JsonLinesReader reader;
  Batch rest{std::make_shared<Layout>()};
};

NdjsonDecoder::NdjsonDecoder(const JsonOptions& json, EnvelopeOptions envelope, os::Clock& clock,
                             Layout& layout)
    : json_(without_line_numbers(json)), envelope_(std::move(envelope), clock, layout) {}

NdjsonDecoder::~NdjsonDecoder() = default;

std::unique_ptr<NdjsonDecoder::Tools> NdjsonDecoder::take_tools() const {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<Tools>(json_);
  auto tools = std::move(idle_.back());
  idle_.pop_back();
  return tools;
}

void NdjsonDecoder::decode(Chunk& chunk, Batch& batch) const {
  auto tools = take_tools();
  batch.set_source(chunk.source);
  batch.keep(chunk.block);
  tools->reader.open(chunk.bytes, chunk.position);
  if (tools->reader.next(batch)) skip_rest(chunk, *tools);
  envelope_.add(chunk, batch);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(tools));
}

void NdjsonDecoder::skip_rest(Chunk& chunk, Tools& tools) {
  for (;;) {
    tools.rest.reset();
    if (!tools.reader.next(tools.rest)) return;
    for (RowIndex row = 0; row < tools.rest.rows(); ++row) {
      const std::string_view original = tools.rest.original(row);
      chunk.skipped.push_back({tools.rest.position(row), original.size(), std::string(original),
                               Error(Code::kInvalid,
                                     "the lines around it have too many different names; give "
                                     "them common ones, or nest them in one field")});
    }
  }
}

}  // namespace bdp
