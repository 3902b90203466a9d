#include "control/job_program.h"

#include <optional>
#include <utility>

#include "control/document_id.h"
#include "control/job_inputs.h"
#include "filters/all.h"
#include "pipeline/filter_review.h"

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

}  // namespace

Result<std::unique_ptr<const Program>> compile_job(const JobSpec& spec, Layout& layout) {
  TRY_ASSIGN(auto program, compile_program(spec.filter, spec.filter_origin, spec.language,
                                           all_filters(), layout));
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
  }
  return review_filter(spec.filter, spec.filter_origin, spec.language, all_filters(), fields);
}

}  // namespace bdp
