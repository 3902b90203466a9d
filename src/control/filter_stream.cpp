#include "control/filter_stream.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "control/job_inputs.h"
#include "filters/all.h"
#include "os/input_stream.h"
#include "pipeline/outline.h"
#include "pipeline/runner.h"
#include "pipeline/step_profile.h"
#include "pipeline/step_trace.h"
#include "sinks/ndjson.h"
#include "sources/ndjson_decoder.h"
#include "sources/standard_input.h"

namespace bdp {
namespace {

/// Events bring all of their fields but @timestamp and @version.
EnvelopeOptions plain_envelope() {
  return {.path = false, .offset = false, .host = false, .host_name = {}};
}

/// A program that is traced: in the order of events, and so on one thread.
class TracedProgram final : public Program {
 public:
  TracedProgram(std::unique_ptr<const Program> program, StepTrace& trace)
      : program_(std::move(program)), trace_(trace) {}

  std::unique_ptr<State> new_state() const override { return program_->new_state(); }
  bool needs_order() const override { return true; }
  void run(Batch& batch, Selection& rows, State& state) const override {
    trace_.begin(batch, rows);
    program_->run(batch, rows, state);
    trace_.end();
  }

 private:
  const std::unique_ptr<const Program> program_;
  StepTrace& trace_;
};

/// The program and what watches it.
class Watched {
 public:
  static Result<std::unique_ptr<Watched>> compile(
      const FilterStream& stream, Layout& layout,
      const std::function<void(std::string_view)>& complain) {
    auto result = std::make_unique<Watched>();
    if (stream.watch != FilterWatch::kNothing) {
      result->outline_ = outline_of(stream.text, stream.settings, all_filters());
      result->profile_.emplace(result->outline_.size());
      result->trace_.emplace(result->outline_, stream.columns, complain);
    }
    StepWatcher* watcher = nullptr;
    if (stream.watch == FilterWatch::kTrace) watcher = &*result->trace_;
    if (stream.watch == FilterWatch::kProfile) watcher = &*result->profile_;
    TRY_ASSIGN(result->program_, compile_program(stream.text, stream.name, stream.settings,
                                                 all_filters(), layout, watcher));
    if (stream.watch == FilterWatch::kTrace) {
      result->program_ =
          std::make_unique<const TracedProgram>(std::move(result->program_), *result->trace_);
    }
    return result;
  }

  const Program& program() const { return *program_; }
  std::string table() const { return profile_->table(outline_); }

 private:
  std::vector<OutlineEntry> outline_;
  std::optional<StepProfile> profile_;
  std::optional<StepTrace> trace_;
  std::unique_ptr<const Program> program_;
};

/// One event may be this long; a longer line is told of and left out.
constexpr std::size_t kLongestEvent = std::size_t{64} * 1024 * 1024;

}  // namespace

Result<FilterStreamOutcome> filter_stream(const FilterStream& stream,
                                          const os::Environment& environment,
                                          const std::stop_token& stop,
                                          const std::function<void(std::string_view)>& complain) {
  const auto layout = std::make_shared<Layout>();
  TRY_ASSIGN(const auto watched, Watched::compile(stream, *layout, complain));
  JsonOptions json;
  json.max_line_bytes = kLongestEvent;
  const NdjsonDecoder decoder(json, plain_envelope(), environment.clock, *layout);

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
                     .program = watched->program(),
                     .sink = sink,
                     .layout = layout,
                     .resume_from = {},
                     .dead_letter_path = {},
                     .on_dead_letter = [&complain](const DeadLetter& letter) {
                       complain("stdin: offset " + std::to_string(letter.position) +
                                ": event left out: " + std::string(letter.reason.message()));
                     }};
  RunOutcome outcome = run_pipeline(plan, stop, nullptr);
  if (stream.watch == FilterWatch::kProfile) {
    std::string table = watched->table();
    table.pop_back();
    complain(table);
  }
  const RowCounters& rows = outcome.statistics.total;
  const FilterStreamOutcome done{.read = rows.read, .rejected = rows.dead_letters};
  if (outcome.ending == Ending::kComplete) return done;
  if (outcome.error && !(outcome.error->code() == Code::kCancelled && !stop.stop_requested())) {
    return *std::move(outcome.error);
  }
  if (stop.stop_requested()) return Error(Code::kCancelled, "stopped");
  return done;
}

Result<std::string> explain_filter(const FilterStream& stream, const os::Environment& environment) {
  Layout layout;
  TRY_ASSIGN(const auto program,
             compile_program(stream.text, stream.name, stream.settings, all_filters(), layout));
  const NdjsonDecoder decoder({}, plain_envelope(), environment.clock, layout);
  const auto outline = outline_of(stream.text, stream.settings, all_filters());
  const auto count = [](std::size_t number, const std::string& what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
  };
  return stream.name + ": " + count(outline.size(), "step") + ", " +
         count(layout.size(), "column") +
         (program->needs_order() ? ", events in order on one thread" : ", batches on all threads") +
         "\n" + explanation(outline, layout, stream.columns);
}

}  // namespace bdp
