#pragma once

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "pipeline/filter_kind.h"

namespace bdp {

/// For tests: writes `value` into the field `field` of every row, and fails where it is there.
class SetFilter final : public Filter {
 public:
  SetFilter(Slot slot, std::string value) : slot_(slot), value_(std::move(value)) {}

  std::string_view failure_tag() const override { return "_set_failed"; }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch*) const override {
    for (const RowIndex row : rows) {
      if (batch.at(slot_, row).present()) continue;
      batch.set(slot_, row, Value::text(value_));
      if (matched != nullptr) matched->push_back(row);
    }
  }

 private:
  Slot slot_;
  std::string value_;
};

inline constexpr std::array<std::string_view, 2> kSetModes = {"fast", "slow"};
inline constexpr std::array kSetOptions = {
    OptionField{
        .name = "field", .type = OptionType::kString, .help = "the field", .required = true},
    OptionField{.name = "value", .type = OptionType::kString, .help = "", .fallback = "\"x y\""},
    OptionField{.name = "mode", .type = OptionType::kString, .help = "", .choices = kSetModes},
    OptionField{.name = "count", .type = OptionType::kNumber, .help = "", .fallback = "3"},
    OptionField{.name = "on", .type = OptionType::kBoolean, .help = "", .fallback = "true"},
    OptionField{.name = "names", .type = OptionType::kList, .help = ""},
    OptionField{.name = "map", .type = OptionType::kHash, .help = ""},
};

inline Result<std::unique_ptr<Filter>> build_set(const Options& options, Layout& layout) {
  if (options.string("field") == "bad") return options.error("field", "'bad' is bad");
  return std::make_unique<SetFilter>(layout.add(options.string("field")),
                                     std::string(options.string("value")));
}

inline constexpr FilterKind kSetKind{"set", "sets a field", kSetOptions, build_set};

/// For tests: ends every row.
class EndFilter final : public Filter {
 public:
  void apply(Batch&, Selection& rows, Selection*, Scratch*) const override { rows.clear(); }
};

inline constexpr FilterKind kEndKind{
    "end", "ends every row", {}, [](const Options&, Layout&) -> Result<std::unique_ptr<Filter>> {
      return std::make_unique<EndFilter>();
    }};

/// For tests: adds a copy of each row, with `copy` in its field `kind`.
class TwinFilter final : public Filter {
 public:
  explicit TwinFilter(Slot slot) : slot_(slot) {}
  void apply(Batch& batch, Selection& rows, Selection*, Scratch*) const override {
    Selection all;
    for (const RowIndex row : rows) {
      const RowIndex twin = batch.add_row(row, row);
      batch.set(slot_, twin, Value::text("copy"));
      all.push_back(row);
      all.push_back(twin);
    }
    rows = all;
  }

 private:
  Slot slot_;
};

inline constexpr FilterKind kTwinKind{
    "twin",
    "doubles every row",
    {},
    [](const Options&, Layout& layout) -> Result<std::unique_ptr<Filter>> {
      return std::make_unique<TwinFilter>(layout.add("kind"));
    }};

inline constexpr std::array<const FilterKind*, 3> kTestKinds = {&kSetKind, &kEndKind, &kTwinKind};

}  // namespace bdp
