#include "filters/mutate/mutate.h"

#include <string>
#include <utility>
#include <vector>

#include "base/suggest.h"
#include "filters/mutate/assign.h"
#include "filters/mutate/convert.h"
#include "filters/mutate/gsub.h"
#include "filters/mutate/move.h"
#include "filters/mutate/option_text.h"
#include "filters/mutate/text.h"
#include "lang/template.h"

namespace bdp {
namespace {

using namespace mutate;  // NOLINT(google-build-using-namespace): assembles what it has.
using lang::FieldTemplate;
using lang::Template;

constexpr OptionField kOptions[] = {
    {.name = "coerce",
     .type = OptionType::kHash,
     .help = "value for a field that is there and null",
     .role = OptionRole::kChanges},
    {.name = "rename",
     .type = OptionType::kHash,
     .help = "new name of a field",
     .role = OptionRole::kMoves},
    {.name = "update",
     .type = OptionType::kHash,
     .help = "new value of a field that is there",
     .role = OptionRole::kChanges},
    {.name = "replace", .type = OptionType::kHash, .help = "new value of a field"},
    {.name = "convert",
     .type = OptionType::kHash,
     .help = "type of a field: string, integer, float, boolean, integer_eu or float_eu",
     .role = OptionRole::kChanges},
    {.name = "gsub",
     .type = OptionType::kList,
     .help = "field, regular expression, replacement; and so on by threes",
     .role = OptionRole::kSubstitutes},
    {.name = "uppercase",
     .type = OptionType::kList,
     .help = "fields written in capitals",
     .role = OptionRole::kChanges},
    {.name = "capitalize",
     .type = OptionType::kList,
     .help = "fields whose first letter is made a capital and the others small",
     .role = OptionRole::kChanges},
    {.name = "lowercase",
     .type = OptionType::kList,
     .help = "fields written in small letters",
     .role = OptionRole::kChanges},
    {.name = "strip",
     .type = OptionType::kList,
     .help = "fields freed of blanks at both ends",
     .role = OptionRole::kChanges},
    {.name = "split",
     .type = OptionType::kHash,
     .help = "separator at which a text is cut into a list",
     .role = OptionRole::kChanges},
    {.name = "join",
     .type = OptionType::kHash,
     .help = "separator with which a list is joined to a text",
     .role = OptionRole::kChanges},
    {.name = "merge",
     .type = OptionType::kHash,
     .help = "field, or list of fields, whose values are added to the named one",
     .role = OptionRole::kMerges},
    {.name = "copy",
     .type = OptionType::kHash,
     .help = "field that gets a copy of the named one",
     .role = OptionRole::kMoves},
    {.name = "tag_on_failure",
     .type = OptionType::kString,
     .help = "tag of an event for which one of the operations fails",
     .fallback = "\"_mutate_error\""},
};

/// Operation by operation over all rows; a row that fails is tagged and gets no more of them.
class Mutate final : public Filter {
 public:
  Mutate(std::vector<std::unique_ptr<Operation>> operations, Slot tags, std::string tag_on_failure)
      : operations_(std::move(operations)),
        tags_(tags),
        tag_on_failure_(std::move(tag_on_failure)) {}

  std::unique_ptr<Scratch> new_scratch() const override { return std::make_unique<Rows>(); }
  std::string_view failure_tag() const override { return tag_on_failure_; }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    Rows& memory = static_cast<Rows&>(*scratch);
    const Selection* active = &rows;
    for (const std::unique_ptr<Operation>& operation : operations_) {
      memory.failed.clear();
      operation->apply(batch, *active, memory.failed);
      if (memory.failed.empty()) [[likely]]
        continue;
      for (const RowIndex row : memory.failed) tag_failure(batch, row, tags_, tag_on_failure_);
      if (active == &rows) {
        memory.active = rows;
        active = &memory.active;
      }
      auto next_failed = memory.failed.begin();
      std::erase_if(memory.active, [&](RowIndex row) {
        if (next_failed == memory.failed.end() || *next_failed != row) return false;
        ++next_failed;
        return true;
      });
    }
    if (matched != nullptr) *matched = *active;
  }

 private:
  struct Rows final : Scratch {
    Selection active;  ///< Rows that have not failed, once one has.
    Selection failed;  ///< In the current operation.
  };

  std::vector<std::unique_ptr<Operation>> operations_;
  Slot tags_;
  std::string tag_on_failure_;
};

/// Makes the operations of one mutate, option by option.
class Builder {
 public:
  Builder(const Options& options, Layout& layout) : options_(options), layout_(layout) {}

  void add(std::unique_ptr<Operation> operation) { operations_.push_back(std::move(operation)); }
  std::vector<std::unique_ptr<Operation>> take() { return std::move(operations_); }

  Field field(std::string_view text) { return resolve(text, layout_); }

  void add_assignments(std::string_view option, AssignTo to) {
    for (const Options::HashEntry& entry : options_.hash(option)) {
      add(assign(field(entry.key), to, Template::compile(option_text(*entry.value), layout_)));
    }
  }

  void add_renames() {
    for (const Options::HashEntry& entry : options_.hash("rename")) {
      add(rename(FieldTemplate::compile(entry.key, layout_),
                 FieldTemplate::compile(option_text(*entry.value), layout_)));
    }
  }

  Status add_conversions() {
    const auto names = conversion_names();
    for (const Options::HashEntry& entry : options_.hash("convert")) {
      const std::string type = option_text(*entry.value);
      std::size_t at = 0;
      while (at < names.size() && names[at] != type) ++at;
      if (at == names.size()) return unknown_type(entry, type);
      add(convert(field(entry.key), static_cast<Conversion>(at)));
    }
    return {};
  }

  Status add_gsubs() {
    const std::span<const std::string> items = options_.list("gsub");
    if (items.size() % 3 != 0) {
      return options_.error("gsub", "mutate's gsub has " + std::to_string(items.size()) +
                                        " items; write field, pattern and replacement for each "
                                        "substitution");
    }
    for (std::size_t i = 0; i < items.size(); i += 3) {
      auto operation = gsub(field(items[i]), items[i + 1], items[i + 2], layout_);
      if (!operation) {
        return options_.error("gsub", "mutate's gsub cannot use the pattern '" + items[i + 1] +
                                          "': " + std::string(operation.error().message()));
      }
      add(*std::move(operation));
    }
    return {};
  }

  void add_case_changes(std::string_view option, lang::TextCase to) {
    for (const std::string& name : options_.list(option)) add(change_case(field(name), to));
  }

  void add_strips() {
    for (const std::string& name : options_.list("strip")) add(strip(field(name)));
  }

  void add_splits() {
    for (const Options::HashEntry& entry : options_.hash("split")) {
      add(split(field(entry.key), option_text(*entry.value)));
    }
  }

  void add_joins() {
    for (const Options::HashEntry& entry : options_.hash("join")) {
      add(join(field(entry.key), option_text(*entry.value)));
    }
  }

  void add_merges() {
    for (const Options::HashEntry& entry : options_.hash("merge")) {
      std::vector<Field> sources;
      if (entry.value->kind == lang::Literal::Kind::kList) {
        for (const lang::Literal& item : entry.value->items) {
          sources.push_back(field(option_text(item)));
        }
      } else {
        sources.push_back(field(option_text(*entry.value)));
      }
      add(merge(field(entry.key), std::move(sources)));
    }
  }

  void add_copies() {
    for (const Options::HashEntry& entry : options_.hash("copy")) {
      add(copy(field(entry.key), field(option_text(*entry.value))));
    }
  }

 private:
  Error unknown_type(const Options::HashEntry& entry, const std::string& type) const {
    std::string message = "mutate cannot convert '" + entry.key + "' to '" + type + "'; ";
    const std::string_view meant = nearest_word(type, conversion_names());
    if (!meant.empty()) {
      message += "did you mean '" + std::string(meant) + "'?";
    } else {
      message += "write string, integer, float, boolean, integer_eu or float_eu";
    }
    return options_.error(entry.at, std::move(message));
  }

  const Options& options_;
  Layout& layout_;
  std::vector<std::unique_ptr<Operation>> operations_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  // The order is Logstash's, whatever the order in the configuration.
  Builder builder(options, layout);
  builder.add_assignments("coerce", AssignTo::kNulls);
  builder.add_renames();
  builder.add_assignments("update", AssignTo::kPresent);
  builder.add_assignments("replace", AssignTo::kAll);
  TRY(builder.add_conversions());
  TRY(builder.add_gsubs());
  builder.add_case_changes("uppercase", lang::TextCase::kUpper);
  builder.add_case_changes("capitalize", lang::TextCase::kCapitalized);
  builder.add_case_changes("lowercase", lang::TextCase::kLower);
  builder.add_strips();
  builder.add_splits();
  builder.add_joins();
  builder.add_merges();
  builder.add_copies();
  return std::make_unique<Mutate>(builder.take(), layout.add("tags"),
                                  std::string(options.string("tag_on_failure")));
}

}  // namespace

constinit const FilterKind kMutate = {
    .name = "mutate",
    .summary = "renames, sets, converts and rewrites fields",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
