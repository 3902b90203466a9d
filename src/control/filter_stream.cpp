#include "control/filter_stream.h"

#include <memory>
#include <utility>

#include "control/job_inputs.h"
#include "filters/all.h"
#include "os/input_stream.h"
#include "pipeline/runner.h"
#include "sinks/ndjson.h"
#include "sources/ndjson_decoder.h"
#include "sources/standard_input.h"

namespace bdp {
namespace {

/// One event may be this long; a longer line is told of and left out.
constexpr std::size_t kLongestEvent = std::size_t{64} * 1024 * 1024;

}  // namespace

Result<FilterStreamOutcome> filter_stream(const FilterStream& stream,
                                          const os::Environment& environment,
                                          const std::stop_token& stop,
                                          const std::function<void(std::string_view)>& complain) {
  const auto layout = std::make_shared<Layout>();
  TRY_ASSIGN(const auto program,
             compile_program(stream.text, stream.name, stream.settings, all_filters(), *layout));
  JsonOptions json;
  json.max_line_bytes = kLongestEvent;
  const EnvelopeOptions envelope{.path = false, .offset = false, .host = false, .host_name = {}};
  const NdjsonDecoder decoder(json, envelope, environment.clock, *layout);

  TRY_ASSIGN(auto input, os::stream_from(stream.input, "stdin"));
  StandardInput::Settings settings;
  settings.cut.chunk_bytes = kJsonChunkBytes;
  settings.cut.max_record_bytes = kLongestEvent;
  settings.name = "stdin";
  StandardInput source(std::move(input), std::move(settings));
  NdjsonStream sink(stream.output);

  const RunPlan plan{.environment = environment,
                     .source = source,
                     .decoder = decoder,
                     .program = *program,
                     .sink = sink,
                     .layout = layout,
                     .resume_from = {},
                     .dead_letter_path = {},
                     .on_dead_letter = [&complain](const DeadLetter& letter) {
                       complain("stdin: offset " + std::to_string(letter.position) +
                                ": event left out: " + std::string(letter.reason.message()));
                     }};
  RunOutcome outcome = run_pipeline(plan, stop, nullptr);
  const RowCounters& rows = outcome.statistics.total;
  const FilterStreamOutcome done{.read = rows.read, .rejected = rows.dead_letters};
  if (outcome.ending == Ending::kComplete) return done;
  if (outcome.error && !(outcome.error->code() == Code::kCancelled && !stop.stop_requested())) {
    return *std::move(outcome.error);
  }
  if (stop.stop_requested()) return Error(Code::kCancelled, "stopped");
  return done;
}

}  // namespace bdp
