#include "control/document_id.h"

#include <string>
#include <utility>

#include "lang/template.h"

namespace bdp {
namespace {

class WithDocumentIds final : public Program {
 public:
  WithDocumentIds(std::unique_ptr<const Program> program, lang::Template key)
      : program_(std::move(program)), key_(std::move(key)) {}

  std::unique_ptr<State> new_state() const override { return program_->new_state(); }
  bool needs_order() const override { return program_->needs_order(); }
  void run(Batch& batch, Selection& rows, State& state) const override {
    program_->run(batch, rows, state);
    batch.document_ids().assign(batch.rows(), Value());
    std::erase_if(rows, [&](RowIndex row) { return !give_key(batch, row); });
  }

 private:
  /// False: the row has none, and is set aside.
  bool give_key(Batch& batch, RowIndex row) const {
    if (const std::string_view missing = key_.missing_field(batch, row); !missing.empty()) {
      batch.reject(row, Error(Code::kInvalid, "the row has no value for '" + std::string(missing) +
                                                  "', a part of its document_id"));
      return false;
    }
    std::string why;
    const auto key = key_.render(batch, row, &why);
    if (!key || key->as_text().empty()) {
      batch.reject(row, Error(Code::kInvalid, key ? "the row's document_id is empty"
                                                  : "the row's document_id: " + why));
      return false;
    }
    batch.document_ids()[row] = *key;
    return true;
  }

  const std::unique_ptr<const Program> program_;
  const lang::Template key_;
};

}  // namespace

std::unique_ptr<const Program> with_document_ids(std::unique_ptr<const Program> program,
                                                 std::string_view text, Layout& layout) {
  return std::make_unique<WithDocumentIds>(std::move(program),
                                           lang::Template::compile(text, layout));
}

}  // namespace bdp
