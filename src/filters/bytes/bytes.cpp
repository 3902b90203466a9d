#include "filters/bytes/bytes.h"

#include <memory>
#include <utility>

#include "filters/bytes/storage_size.h"
#include "filters/failure_tags.h"
#include "filters/field_option.h"
#include "lang/ruby_number.h"
#include "lang/value_text.h"

namespace bdp {
namespace {

using bytes::Prefixes;
using lang::EventField;

constexpr std::string_view kMethods[] = {"binary", "metric"};
constexpr std::string_view kSeparators[] = {".", ","};

constexpr OptionField kOptions[] = {
    {.name = "source",
     .type = OptionType::kString,
     .help = "the field with a size such as 12.5 MB",
     .fallback = "\"message\""},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field that gets the number of bytes",
     .required = true},
    {.name = "conversion_method",
     .type = OptionType::kString,
     .help = "whether K is 1024 or 1000",
     .fallback = "\"binary\"",
     .choices = kMethods},
    {.name = "decimal_separator",
     .type = OptionType::kString,
     .help = "the decimal point, where a number such as 1,234 does not tell by itself",
     .fallback = "\".\"",
     .choices = kSeparators},
    {.name = "tag_on_failure",
     .type = OptionType::kList,
     .help = "tags of an event whose source is no size",
     .fallback = "[\"_bytesparsefailure\"]"},
};

class Bytes final : public Filter {
 public:
  struct Rules {
    EventField source = {};
    EventField target = {};
    Prefixes prefixes = Prefixes::kBinary;
    char decimal_separator = '.';
    FailureTags failure;
  };

  explicit Bytes(Rules rules) : rules_(std::move(rules)) {}

  std::string_view failure_tag() const override {
    return rules_.failure.first().empty() ? Filter::failure_tag() : rules_.failure.first();
  }

  void apply(Batch& batch, Selection& rows, Selection* matched,
             Scratch* /*scratch*/) const override {
    for (const RowIndex row : rows) {
      const Value size = read(batch.arena(), get_field(batch, row, rules_.source));
      if (size.present() && set_event_field(batch, row, rules_.target, size)) {
        if (matched != nullptr) matched->push_back(row);
      } else {
        rules_.failure.add(batch, row);
      }
    }
  }

 private:
  /// Absent: it is no size.
  Value read(Arena& arena, Value value) const {
    if (value.is_absent_or_null()) return {};
    const auto size = bytes::parse_storage_size(lang::to_s(arena, value).as_text(), rules_.prefixes,
                                                rules_.decimal_separator);
    return size ? lang::truncate_to_integer(*size, arena) : Value();
  }

  Rules rules_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  Bytes::Rules rules{.failure = FailureTags(options, "tag_on_failure", layout)};
  TRY_ASSIGN(rules.source, field_option(options, "source", layout));
  TRY_ASSIGN(rules.target, field_option(options, "target", layout));
  if (options.string("conversion_method") == "metric") rules.prefixes = Prefixes::kMetric;
  rules.decimal_separator = options.string("decimal_separator").front();
  return std::make_unique<Bytes>(std::move(rules));
}

}  // namespace

constinit const FilterKind kBytes = {
    .name = "bytes",
    .summary = "reads a size such as 12.5 MB as a number of bytes",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
