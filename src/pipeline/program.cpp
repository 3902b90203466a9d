#include "pipeline/program.h"

#include <utility>

#include "lang/parser.h"
#include "pipeline/compiler.h"
#include "pipeline/step.h"

namespace bdp {
namespace {

class CompiledProgram final : public Program {
 public:
  explicit CompiledProgram(StepList steps) : steps_(std::move(steps)) {}

  std::unique_ptr<State> new_state() const override {
    auto state = std::make_unique<ProgramState>();
    state->scratches = steps_.new_scratches();
    return state;
  }

  bool needs_order() const override { return steps_.needs_order(); }

  void run(Batch& batch, Selection& rows, State& state) const override {
    steps_.run(batch, rows, static_cast<ProgramState&>(state).scratches);
  }

 private:
  struct ProgramState final : State {
    StepList::Scratches scratches;
  };

  StepList steps_;
};

}  // namespace

Result<std::unique_ptr<const Program>> compile_program(std::string_view text, std::string_view file,
                                                       const LanguageSettings& settings,
                                                       std::span<const FilterKind* const> kinds,
                                                       Layout& layout, StepWatcher* watcher) {
  lang::Diagnostics diagnostics(file);
  const lang::Block block = lang::parse_block(text, settings.support_escapes, diagnostics);
  StepList steps = Compiler(settings, kinds, layout, diagnostics, watcher).compile(block);
  if (!diagnostics.empty()) return diagnostics.error();
  return std::make_unique<const CompiledProgram>(std::move(steps));
}

}  // namespace bdp
