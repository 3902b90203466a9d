#include "filters/uuid.h"

#include <cstdint>
#include <memory>
#include <utility>

#include "filters/field_option.h"
#include "filters/uuid_text.h"

namespace bdp {
namespace {

using lang::EventField;

constexpr OptionField kOptions[] = {
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field that gets the UUID",
     .required = true},
    {.name = "overwrite",
     .type = OptionType::kBoolean,
     .help = "a value that is there already is replaced",
     .fallback = "false"},
};

class Uuid final : public Filter {
 public:
  Uuid(EventField target, bool overwrite, std::uint32_t number, Slot tags)
      : target_(std::move(target)), overwrite_(overwrite), number_(number), tags_(tags) {}

  void apply(Batch& batch, Selection& rows, Selection* matched,
             Scratch* /*scratch*/) const override {
    for (const RowIndex row : rows) {
      if (overwrite_ || get_field(batch, row, target_).is_absent_or_null()) {
        if (!set_event_field(batch, row, target_, uuid_of_row(batch, row, number_))) {
          tag_failure(batch, row, tags_, failure_tag());
          continue;
        }
      }
      if (matched != nullptr) matched->push_back(row);
    }
  }

 private:
  EventField target_;
  bool overwrite_;
  std::uint32_t number_;
  Slot tags_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  TRY_ASSIGN(EventField target, field_option(options, "target", layout));
  return std::make_unique<Uuid>(std::move(target), options.boolean("overwrite"),
                                options.position().offset, layout.add("tags"));
}

}  // namespace

constinit const FilterKind kUuid = {
    .name = "uuid",
    .summary = "gives each event a UUID",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
