#include "filters/urldecode/urldecode.h"

#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "filters/failure_tags.h"
#include "filters/field_option.h"
#include "filters/urldecode/charset.h"
#include "lang/text_builder.h"
#include "record/container.h"

namespace bdp {
namespace {

using lang::EventField;

constexpr OptionField kOptions[] = {
    {.name = "field",
     .type = OptionType::kString,
     .help = "the field that is decoded",
     .fallback = "\"message\"",
     .role = OptionRole::kChanges},
    {.name = "all_fields",
     .type = OptionType::kBoolean,
     .help = "every field of the event is decoded",
     .fallback = "false"},
    {.name = "charset",
     .type = OptionType::kString,
     .help = "the character encoding of what is decoded",
     .fallback = "\"UTF-8\""},
    {.name = "tag_on_failure",
     .type = OptionType::kList,
     .help = "tags of an event whose field cannot be set",
     .fallback = "[\"_urldecodefailure\"]"},
};

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const auto lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The byte that "%41" at `at` stands for; -1: there is none.
int escaped_byte(std::string_view text, std::size_t at) {
  if (text.size() - at < 3 || text[at] != '%') return -1;
  const int high = digit_of(text[at + 1]);
  const int low = digit_of(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/// With every "%41" replaced; the text itself when there is none.
Value unescaped(Arena& arena, Value value) {
  const std::string_view text = value.as_text();
  std::size_t at = text.find('%');
  if (at == std::string_view::npos) return value;
  char* const begin = arena.allocate_text(text.size());
  std::memcpy(begin, text.data(), at);
  char* to = begin + at;
  while (at < text.size()) {
    const int byte = escaped_byte(text, at);
    *to++ = byte < 0 ? text[at] : static_cast<char>(byte);
    at += byte < 0 ? 1 : 3;
  }
  const auto size = static_cast<std::size_t>(to - begin);
  arena.give_back(text.size() - size);
  return Value::text({begin, size}, lang::flags_of({begin, size}));
}

class Urldecode final : public Filter {
 public:
  Urldecode(EventField field, bool all_fields, std::string charset, Slot metadata,
            FailureTags failure)
      : field_(std::move(field)),
        all_fields_(all_fields),
        charset_(std::move(charset)),
        metadata_(metadata),
        failure_(std::move(failure)) {}

  std::unique_ptr<Scratch> new_scratch() const override {
    return std::make_unique<Memory>(*Charset::open(charset_));
  }

  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override {
    Charset& charset = static_cast<Memory&>(*scratch).charset;
    for (const RowIndex row : rows) {
      const bool done =
          all_fields_ ? decode_all(batch, row, charset) : decode_one(batch, row, charset);
      if (!done) failure_.add(batch, row);
    }
    if (matched != nullptr) *matched = rows;
  }

 private:
  struct Memory final : Scratch {
    explicit Memory(Charset opened) : charset(std::move(opened)) {}
    Charset charset;
  };

  /// A field that is missing is set to null.
  bool decode_one(Batch& batch, RowIndex row, Charset& charset) const {
    const Value value = get_field(batch, row, field_);
    return set_event_field(
        batch, row, field_,
        value.present() ? decoded(batch.arena(), value, charset) : Value::null());
  }

  bool decode_all(Batch& batch, RowIndex row, Charset& charset) const {
    for (Slot slot = 0; slot < batch.columns(); ++slot) {
      const Value value = batch.at(slot, row);
      const bool decodes = value.is(Tag::kText) || value.is(Tag::kList) || value.is(Tag::kObject);
      if (slot == metadata_ || !decodes) continue;
      const EventField field{{slot, {}}, lang::field_rule(batch.name(slot), true)};
      if (!set_event_field(batch, row, field, decoded(batch.arena(), value, charset))) return false;
    }
    return true;
  }

  static Value decoded(Arena& arena, Value value, Charset& charset) {
    if (value.is(Tag::kText)) return charset.to_utf8(arena, unescaped(arena, value));
    if (value.is(Tag::kList)) {
      List* list = List::make(arena, value.as_list().size());
      for (const Value& item : value.as_list())
        list->push_back(arena, decoded(arena, item, charset));
      return Value::list(list);
    }
    if (value.is(Tag::kObject)) {
      Object* object = Object::make(arena, value.as_object().size());
      for (const Object::Entry& entry : value.as_object()) {
        object->append(arena, entry.key(), decoded(arena, entry.value, charset));
      }
      return Value::object(object);
    }
    return value;
  }

  EventField field_;
  bool all_fields_;
  std::string charset_;
  Slot metadata_;
  FailureTags failure_;
};

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  TRY_ASSIGN(EventField field, field_option(options, "field", layout));
  std::string charset(options.string("charset"));
  if (!Charset::open(charset)) {
    return options.error("charset", "urldecode knows no character encoding '" + charset +
                                        "'; write UTF-8, ISO-8859-1, windows-1252, ...");
  }
  return std::make_unique<Urldecode>(std::move(field), options.boolean("all_fields"),
                                     std::move(charset), layout.add("@metadata"),
                                     FailureTags(options, "tag_on_failure", layout));
}

}  // namespace

constinit const FilterKind kUrldecode = {
    .name = "urldecode",
    .summary = "decodes %XX in texts",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
