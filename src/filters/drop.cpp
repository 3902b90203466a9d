#include "filters/drop.h"

#include <algorithm>

namespace bdp {
namespace {

constexpr OptionField kOptions[] = {
    {.name = "percentage",
     .type = OptionType::kNumber,
     .help = "how many of a hundred events are dropped",
     .fallback = "100"},
};

/// Ends the selected rows, or a share of them. Which ones depends on the rows' ids only, so that a
/// run that is resumed or repeated drops the same.
class Drop final : public Filter {
 public:
  Drop(double percentage, std::uint32_t number) : share_(percentage / 100), number_(number) {}

  void apply(Batch& batch, Selection& rows, Selection* /*matched*/,
             Scratch* /*scratch*/) const override {
    if (share_ >= 1) {
      rows.clear();
      return;
    }
    std::erase_if(rows, [&](RowIndex row) { return chance(batch.id(row)) < share_; });
  }

 private:
  /// Evenly spread over [0, 1).
  double chance(RowId id) const {
    return static_cast<double>(RowId::child(id, number_).high >> 11U) * 0x1p-53;
  }

  double share_;
  std::uint32_t number_;  ///< Tells the drops of one program apart.
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& /*layout*/) {
  return std::make_unique<Drop>(options.number("percentage"), options.position().offset);
}

bool ends_all(const Options& options) {
  return options.number("percentage") >= 100;
}

}  // namespace

constinit const FilterKind kDrop = {
    .name = "drop",
    .summary = "ends events: nothing after it sees them",
    .options = kOptions,
    .build = build,
    .ends_all = ends_all,
};

}  // namespace bdp
