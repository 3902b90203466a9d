#include "filters/split.h"

#include <optional>
#include <string>
#include <utility>

#include "lang/event_field.h"
#include "lang/ruby_split.h"
#include "record/container.h"

namespace bdp {
namespace {

using lang::EventField;

constexpr OptionField kOptions[] = {
    {.name = "field",
     .type = OptionType::kString,
     .help = "the text or list that is cut up",
     .fallback = "\"message\"",
     .role = OptionRole::kChanges},
    {.name = "terminator",
     .type = OptionType::kString,
     .help = "what a text is cut at",
     .fallback = "\"\n\""},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field of the new events that gets the part; the one cut up, if not given"},
};

constexpr std::string_view kFailureTag = "_split_type_failure";
constexpr std::string_view kBlanks = " \t\n\v\f\r";

/// Ruby's text.split(terminator, -1) has one part: such an event stays as it is.
bool is_one_part(std::string_view text, std::string_view terminator) {
  if (text.empty() || terminator.empty()) return false;
  if (terminator != " ") return text.find(terminator) == std::string_view::npos;
  const std::size_t word = text.find_first_not_of(kBlanks);
  return word == std::string_view::npos ||
         text.find_first_of(kBlanks, word) == std::string_view::npos;
}

/// Ends each row and adds a copy of it for every part of a field, in its place.
class Split final : public Filter {
 public:
  Split(EventField field, EventField target, bool in_place, std::string terminator, Slot tags)
      : field_(std::move(field)),
        target_(std::move(target)),
        in_place_(in_place),
        terminator_(std::move(terminator)),
        tags_(tags) {}

  std::unique_ptr<Scratch> new_scratch() const override { return std::make_unique<Rows>(); }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    Selection& result = static_cast<Rows&>(*scratch).result;
    result.clear();
    for (const RowIndex row : rows) {
      const Value value = get_field(batch, row, field_);
      if (value.is(Tag::kList)) {
        // Taken out first: the copies of the row need not hold all the parts.
        if (in_place_) remove_field(batch, row, field_);
        add_parts(batch, row, value.as_list(), result, matched);
      } else if (!value.is(Tag::kText)) {
        tag_failure(batch, row, tags_, kFailureTag);
        result.push_back(row);
      } else if (is_one_part(value.as_text(), terminator_)) {
        result.push_back(row);
      } else {
        add_parts(batch, row, *lang::split(batch.arena(), value, terminator_), result, matched);
      }
    }
    std::swap(rows, result);
  }

 private:
  struct Rows final : Scratch {
    Selection result;
  };

  void add_parts(Batch& batch, RowIndex row, const List& parts, Selection& result,
                 Selection* matched) const {
    RowIndex last = row;
    for (const Value& part : parts) {
      if (part.is_absent_or_null()) continue;
      if (part.is(Tag::kText) && part.as_text().empty()) continue;
      last = batch.add_row(row, last);
      // Where the list stays, it may be that of other rows too.
      const Value own = in_place_ ? part : deep_copy(batch.arena(), part);
      if (!set_event_field(batch, last, target_, own)) {
        batch.reject(last, Error(Code::kInvalid,
                                 "split cannot set its target for this event: what stands there "
                                 "cannot hold it"));
        continue;
      }
      result.push_back(last);
      if (matched != nullptr) matched->push_back(last);
    }
  }

  EventField field_;
  EventField target_;
  bool in_place_;
  std::string terminator_;
  Slot tags_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  const auto resolve = [&](std::string_view option) -> Result<EventField> {
    const auto path = FieldPath::parse(options.string(option));
    if (!path) return options.error(option, std::string(path.error().message()));
    return EventField::resolve(*path, layout);
  };
  const bool in_place = !options.given("target");
  TRY_ASSIGN(EventField field, resolve("field"));
  TRY_ASSIGN(EventField target, resolve(in_place ? "field" : "target"));
  return std::make_unique<Split>(std::move(field), std::move(target), in_place,
                                 std::string(options.string("terminator")), layout.add("tags"));
}

}  // namespace

constinit const FilterKind kSplit = {
    .name = "split",
    .summary = "makes an event of each part of a text or list",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
