#include "filters/de_dot.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "filters/field_option.h"
#include "record/container.h"

namespace bdp {
namespace {

using lang::EventField;

constexpr OptionField kOptions[] = {
    {.name = "separator",
     .type = OptionType::kString,
     .help = "what stands in place of each dot",
     .fallback = "\"_\""},
    {.name = "nested",
     .type = OptionType::kBoolean,
     .help = "a.b becomes [a][b]",
     .fallback = "false"},
    {.name = "fields",
     .type = OptionType::kList,
     .help = "the fields whose names are changed; all at the top of the event, if not given",
     .role = OptionRole::kReads},
};

struct Rename {
  EventField from;
  EventField to;
};

/// The reference with its dots replaced: of `a.b` it is `a_b`, or `[a][b]`.
std::string without_dots(std::string_view name, std::string_view separator, bool nested) {
  std::string result;
  for (const char c : name) {
    if (c == '.') {
      result += nested ? std::string_view("][") : separator;
    } else {
      result += c;
    }
  }
  return nested && !result.starts_with('[') ? "[" + result + "]" : result;
}

class DeDot final : public Filter {
 public:
  DeDot(std::string separator, bool nested, std::optional<std::vector<Rename>> renames,
        Slot metadata, Slot tags)
      : separator_(std::move(separator)),
        nested_(nested),
        renames_(std::move(renames)),
        metadata_(metadata),
        tags_(tags) {}

  std::unique_ptr<Scratch> new_scratch() const override { return std::make_unique<Memory>(); }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    Memory& memory = static_cast<Memory&>(*scratch);
    const std::vector<Rename>* renames = renames_ ? &*renames_ : &memory.renames;
    if (!renames_) find_renames(batch, memory.renames);
    for (const RowIndex row : rows) {
      if (!rename_all(batch, row, *renames)) {
        tag_failure(batch, row, tags_, failure_tag());
      } else if (matched != nullptr) {
        matched->push_back(row);
      }
    }
  }

 private:
  struct Memory final : Scratch {
    std::vector<Rename> renames;
  };

  /// Of every column with a dot in its name. One whose new name is no reference stays.
  void find_renames(Batch& batch, std::vector<Rename>& into) const {
    into.clear();
    const Slot columns = batch.columns();
    for (Slot slot = 0; slot < columns; ++slot) {
      const std::string name(batch.name(slot));
      if (slot == metadata_ || batch.column(slot).empty() || name.find('.') == std::string::npos)
        continue;
      const auto path = FieldPath::parse(without_dots(name, separator_, nested_));
      if (path) into.push_back({{{slot, {}}, {}}, EventField::resolve(*path, batch)});
    }
  }

  static bool rename_all(Batch& batch, RowIndex row, const std::vector<Rename>& renames) {
    for (const Rename& rename : renames) {
      const Value value = get_field(batch, row, rename.from);
      if (!value.present()) continue;
      if (!set_event_field(batch, row, rename.to, deep_copy(batch.arena(), value))) return false;
      remove_field(batch, row, rename.from);
    }
    return true;
  }

  std::string separator_;
  bool nested_;
  std::optional<std::vector<Rename>> renames_;
  Slot metadata_;
  Slot tags_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  std::string separator(options.string("separator"));
  const bool nested = options.boolean("nested");
  if (separator.find('.') != std::string::npos) {
    return options.error("separator", "de_dot: the separator has a dot itself; write another one");
  }
  std::optional<std::vector<Rename>> renames;
  if (options.given("fields")) {
    renames.emplace();
    for (const std::string& name : options.list("fields")) {
      if (name.find('.') == std::string::npos) continue;
      TRY_ASSIGN(EventField from, field_of(options, "fields", name, layout));
      TRY_ASSIGN(EventField to,
                 field_of(options, "fields", without_dots(name, separator, nested), layout));
      renames->push_back({std::move(from), std::move(to)});
    }
  }
  return std::make_unique<DeDot>(std::move(separator), nested, std::move(renames),
                                 layout.add("@metadata"), layout.add("tags"));
}

bool may_make(const Options&, std::string_view) {
  return true;
}

}  // namespace

constinit const FilterKind kDeDot = {
    .name = "de_dot",
    .summary = "takes the dots out of names of fields",
    .options = kOptions,
    .build = build,
    .may_make = may_make,
};

}  // namespace bdp
