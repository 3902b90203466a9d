#include "filters/clone.h"

#include <string>
#include <utility>
#include <vector>

#include "filters/ecs_option.h"

namespace bdp {
namespace {

constexpr OptionField kOptions[] = {
    {.name = "clones",
     .type = OptionType::kList,
     .help = "a name for each copy: its tag, or its type where ECS is disabled",
     .required = true},
    kEcsOption,
};

/// Adds a copy of each row for every name, behind the row. Only the copies count as matched.
class Clone final : public Filter {
 public:
  Clone(std::vector<std::string> names, bool as_type, Slot slot)
      : names_(std::move(names)), as_type_(as_type), slot_(slot) {}

  std::unique_ptr<Scratch> new_scratch() const override { return std::make_unique<Rows>(); }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    Selection& result = static_cast<Rows&>(*scratch).result;
    result.clear();
    for (const RowIndex row : rows) {
      result.push_back(row);
      for (const std::string& name : names_) {
        const RowIndex copy = batch.add_row(row, result.back());
        if (as_type_) {
          batch.set(slot_, copy, Value::text(batch.arena().copy(name)));
        } else {
          tag_failure(batch, copy, slot_, name);
        }
        result.push_back(copy);
        if (matched != nullptr) matched->push_back(copy);
      }
    }
    std::swap(rows, result);
  }

 private:
  struct Rows final : Scratch {
    Selection result;
  };

  std::vector<std::string> names_;
  bool as_type_;  ///< The name becomes the copy's `type`; else one of its tags.
  Slot slot_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  const std::span<const std::string> names = options.list("clones");
  const bool as_type = ecs_mode(options) == EcsMode::kDisabled;
  return std::make_unique<Clone>(std::vector<std::string>(names.begin(), names.end()), as_type,
                                 layout.add(as_type ? "type" : "tags"));
}

}  // namespace

constinit const FilterKind kClone = {
    .name = "clone",
    .summary = "adds copies of each event",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
