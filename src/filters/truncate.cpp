#include "filters/truncate.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "filters/change_field.h"
#include "filters/field_option.h"
#include "filters/row_marks.h"

namespace bdp {
namespace {

using lang::EventField;

constexpr OptionField kOptions[] = {
    {.name = "length_bytes",
     .type = OptionType::kNumber,
     .help = "longer texts are cut to so many bytes, or less: a character is not cut in two",
     .required = true},
    {.name = "fields",
     .type = OptionType::kList,
     .help = "the fields whose texts are cut; all of the event, if not given",
     .role = OptionRole::kChanges},
};

constexpr TagSet kCuttable = tag_bit(Tag::kText) | tag_bit(Tag::kList) | tag_bit(Tag::kObject);

/// Cuts texts: those of fields, in lists, and all the way down in objects.
class Cutter {
 public:
  explicit Cutter(double length)
      : length_(length < 0 ? 0 : static_cast<std::size_t>(length)), to_null_(length < 0) {}

  /// Whether something was cut.
  bool cut(Value& value) const {
    switch (value.tag()) {
      case Tag::kText:
        return cut_text(value);
      case Tag::kList: {
        bool any = false;
        for (Value& item : value.as_list()) any |= item.is(Tag::kText) && cut_text(item);
        return any;
      }
      case Tag::kObject: {
        bool any = false;
        for (Object::Entry& entry : value.as_object()) any |= cut(entry.value);
        return any;
      }
      default:
        return false;
    }
  }

  /// Whether cut() would change a text.
  bool is_long(Value text) const {
    return text.is(Tag::kText) && (to_null_ || text.as_text().size() > length_);
  }

 private:
  bool cut_text(Value& value) const {
    if (!is_long(value)) return false;
    if (to_null_) {
      value = Value::null();
      return true;
    }
    const std::string_view text = value.as_text();
    std::size_t end = length_;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
    value = Value::text(text.substr(0, end), value.text_flags());
    return true;
  }

  std::size_t length_;
  bool to_null_;  ///< A negative length: what Logstash makes of it.
};

class Truncate final : public Filter {
 public:
  Truncate(Cutter cutter, std::optional<std::vector<EventField>> fields, Slot metadata, Slot tags)
      : cutter_(cutter), fields_(std::move(fields)), metadata_(metadata), tags_(tags) {}

  std::unique_ptr<Scratch> new_scratch() const override { return std::make_unique<Memory>(); }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    Memory& memory = static_cast<Memory&>(*scratch);
    memory.cut.start(batch.rows());
    if (fields_) {
      for (const EventField& field : *fields_) cut(batch, rows, field, memory);
    } else {
      for (Slot slot = 0; slot < batch.columns(); ++slot) {
        if (slot == metadata_) continue;
        cut(batch, rows, {{slot, {}}, lang::field_rule(batch.name(slot), true)}, memory);
      }
    }
    if (matched != nullptr) memory.cut.collect(rows, true, *matched);
  }

 private:
  struct Memory final : Scratch {
    RowMarks cut;
    Selection failed;
  };

  void cut(Batch& batch, const Selection& rows, const EventField& field, Memory& memory) const {
    if (is_short(batch, rows, field)) return;
    memory.failed.clear();
    // Lists and objects are changed where they are; they must not be those of all rows.
    batch.column(field.slot).dense(batch.rows(), batch.arena());
    change_field(batch, rows, field, kCuttable, memory.failed, [&](RowIndex row, Value& value) {
      // What the field refuses in the end must not have been changed in place.
      if (field.rule != lang::FieldRule::kPlain) value = deep_copy(batch.arena(), value);
      if (!cutter_.cut(value)) return Change::kNone;
      memory.cut.mark(row);
      return Change::kSet;
    });
    for (const RowIndex row : memory.failed) tag_failure(batch, row, tags_, failure_tag());
  }

  /// Seen quickly: nothing of the column is to be cut, and it may stay as it is.
  bool is_short(const Batch& batch, const Selection& rows, const EventField& field) const {
    const Column& column = batch.column(field.slot);
    if ((column.tags() & kCuttable) == 0) return true;
    if ((column.tags() & (tag_bit(Tag::kList) | tag_bit(Tag::kObject))) != 0) return false;
    return std::none_of(rows.begin(), rows.end(),
                        [&](RowIndex row) { return cutter_.is_long(column[row]); });
  }

  Cutter cutter_;
  std::optional<std::vector<EventField>> fields_;
  Slot metadata_;
  Slot tags_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  std::optional<std::vector<EventField>> fields;
  if (options.given("fields")) {
    fields.emplace();
    for (const std::string& name : options.list("fields")) {
      TRY_ASSIGN(EventField field, field_of(options, "fields", name, layout));
      fields->push_back(std::move(field));
    }
  }
  return std::make_unique<Truncate>(Cutter(options.number("length_bytes")), std::move(fields),
                                    layout.add("@metadata"), layout.add("tags"));
}

}  // namespace

constinit const FilterKind kTruncate = {
    .name = "truncate",
    .summary = "cuts long texts",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
