#include "control/job_inputs.h"

#include "os/machine.h"
#include "sources/line_decoder.h"
#include "sources/ndjson_decoder.h"

namespace bdp {
namespace {

char quote_of(const JobSpec& spec) {
  return spec.input.quoted_newlines ? '"' : RecordBoundary::kNoQuote;
}

}  // namespace

CutOptions cut_options(const JobSpec& spec) {
  CutOptions options;
  options.max_record_bytes = spec.input.max_line_bytes;
  options.quote = quote_of(spec);
  if (spec.input.format == RecordFormat::kNdjson) options.chunk_bytes = kJsonChunkBytes;
  return options;
}

UnpackLimits unpack_limits(const JobSpec& spec) {
  UnpackLimits limits;
  limits.max_output_bytes = spec.input.decompression.max_output_bytes;
  limits.max_ratio = spec.input.decompression.max_ratio;
  limits.max_entries = spec.input.decompression.max_entries;
  return limits;
}

std::unique_ptr<const Decoder> make_decoder(const JobSpec& spec, os::Clock& clock, Layout& layout) {
  const EnvelopeOptions envelope{.timestamp = spec.events.timestamp,
                                 .version = spec.events.version,
                                 .path = spec.events.log_file_path,
                                 .offset = spec.events.log_offset,
                                 .host = spec.events.host_name,
                                 .host_name = os::host_name()};
  if (spec.input.format == RecordFormat::kNdjson) {
    JsonOptions json;
    json.max_line_bytes = spec.input.max_line_bytes;
    return std::make_unique<NdjsonDecoder>(json, envelope, clock, layout);
  }
  LineOptions lines;
  lines.max_line_bytes = spec.input.max_line_bytes;
  lines.quote = quote_of(spec);
  return std::make_unique<LineDecoder>(lines, envelope, clock, layout);
}

}  // namespace bdp
