#include "control/job_program.h"

#include <optional>
#include <utility>

#include "control/document_id.h"
#include "control/job_inputs.h"
#include "filters/all.h"
#include "pipeline/filter_review.h"
#include "pipeline/outline.h"

namespace bdp {
namespace {

/// A program whose events leave without the `message` that they were read as: filters need the
/// line, the output does not have to show it.
class WithoutMessage final : public Program {
 public:
  WithoutMessage(std::unique_ptr<const Program> program, Slot message)
      : program_(std::move(program)), message_(message) {}

  std::unique_ptr<State> new_state() const override { return program_->new_state(); }
  bool needs_order() const override { return program_->needs_order(); }
  void run(Batch& batch, Selection& rows, State& state) const override {
    program_->run(batch, rows, state);
    batch.column(message_).clear();
  }

 private:
  const std::unique_ptr<const Program> program_;
  const Slot message_;
};

/// Two programs, one after the other.
class Chain final : public Program {
 public:
  Chain(std::unique_ptr<const Program> first, std::unique_ptr<const Program> second)
      : first_(std::move(first)), second_(std::move(second)) {}

  std::unique_ptr<State> new_state() const override {
    auto state = std::make_unique<States>();
    state->first = first_->new_state();
    state->second = second_->new_state();
    return state;
  }
  bool needs_order() const override { return first_->needs_order() || second_->needs_order(); }
  void run(Batch& batch, Selection& rows, State& state) const override {
    auto& states = static_cast<States&>(state);
    first_->run(batch, rows, *states.first);
    second_->run(batch, rows, *states.second);
  }

 private:
  struct States final : State {
    std::unique_ptr<State> first;
    std::unique_ptr<State> second;
  };
  const std::unique_ptr<const Program> first_;
  const std::unique_ptr<const Program> second_;
};

}  // namespace

Result<std::unique_ptr<const Program>> compile_job(const JobSpec& spec, Layout& layout) {
  TRY_ASSIGN(auto program, compile_program(spec.filter, spec.filter_origin, spec.language,
                                           all_filters(), layout));
  if (!spec.input_filter.empty()) {
    TRY_ASSIGN(auto before, compile_program(spec.input_filter, spec.file + ": input", spec.language,
                                            all_filters(), layout));
    program = std::make_unique<const Chain>(std::move(before), std::move(program));
  }
  if (!spec.document_id.empty()) {
    program = with_document_ids(std::move(program), spec.document_id, layout);
  }
  if (spec.events.message || spec.input.format != RecordFormat::kLines) return program;
  return std::unique_ptr<const Program>(
      std::make_unique<WithoutMessage>(std::move(program), layout.add("message")));
}

std::vector<std::string> review_job(const JobSpec& spec, const os::Environment& environment) {
  std::optional<std::vector<std::string>> fields;
  if (spec.input.format == RecordFormat::kLines) {
    Layout layout;
    make_decoder(spec, environment.clock, layout);
    fields.emplace();
    for (Slot slot = 0; slot < layout.size(); ++slot) fields->emplace_back(layout.name(slot));
    for (const MappedField& field : spec.mapping) fields->push_back(field.path.front());
    for (const auto& step : outline_of(spec.input_filter, spec.language, all_filters())) {
      fields->insert(fields->end(), step.writes.begin(), step.writes.end());
    }
  }
  return review_filter(spec.filter, spec.filter_origin, spec.language, all_filters(), fields);
}

}  // namespace bdp
