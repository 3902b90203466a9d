#include "lang/template.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "lang/date_format.h"
#include "lang/value_text.h"
#include "record/scalar_text.h"

namespace bdp::lang {
namespace {

struct Part {
  enum class Kind : std::uint8_t {
    kLiteral,
    kField,
    kMetadata,      ///< `%{@metadata}`: an object even where there is none.
    kEpochSeconds,  ///< `%{+%s}`
    kDate,
    kRaises,
  };
  Kind kind = Kind::kLiteral;
  std::string_view text = {};  ///< As written: what a missing field leaves.
  FieldRef field = {};         ///< `@timestamp` for dates.
  DateFormat format = {};
  std::string why = {};  ///< kRaises.
};

}  // namespace

struct CompiledTemplate {
  std::string padded;  ///< The text, and kReadSlack behind it: it becomes a field's.
  std::vector<Part> parts;
};

namespace {

Part field_part(std::string_view written, std::string_view name, Layout& layout) {
  auto path = FieldPath::parse(name);
  if (!path) {
    return {
        .kind = Part::Kind::kRaises, .text = written, .why = std::string(path.error().message())};
  }
  const bool metadata = path->is_flat() && path->top == "@metadata";
  return {.kind = metadata ? Part::Kind::kMetadata : Part::Kind::kField,
          .text = written,
          .field = FieldRef::resolve(*path, layout)};
}

Part date_part(std::string_view written, std::string_view pattern, DateDialect dialect,
               Layout& layout) {
  auto format = DateFormat::compile(pattern, dialect);
  if (!format) {
    return {
        .kind = Part::Kind::kRaises, .text = written, .why = std::string(format.error().message())};
  }
  return {.kind = Part::Kind::kDate,
          .text = written,
          .field = {layout.add("@timestamp"), {}},
          .format = *std::move(format)};
}

/// The part that begins at `open`, a "%{"; nothing when its brace is never closed.
std::optional<Part> part_at(std::string_view text, std::size_t open, Layout& layout) {
  const std::size_t close = text.find('}', open);
  if (close == std::string_view::npos) return std::nullopt;
  const std::string_view inside = text.substr(open + 2, close - open - 2);
  const std::string_view written = text.substr(open, close + 1 - open);
  // Logstash compares as many characters as there are: `%{}` and `%{+}` are epoch seconds too.
  if (std::string_view("+%s").starts_with(inside)) {
    return Part{.kind = Part::Kind::kEpochSeconds,
                .text = written,
                .field = {layout.add("@timestamp"), {}}};
  }
  if (inside.front() == '{' && close + 1 < text.size() && text[close + 1] == '}') {
    return date_part(text.substr(open, close + 2 - open), inside.substr(1), DateDialect::kJavaTime,
                     layout);
  }
  if (inside.front() == '+') {
    return date_part(written, inside.substr(1), DateDialect::kJoda, layout);
  }
  return field_part(written, inside, layout);
}

std::vector<Part> take_apart(std::string_view text, Layout& layout) {
  std::vector<Part> parts;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = std::min(text.find("%{", at), text.size());
    std::optional<Part> part;
    if (open < text.size()) part = part_at(text, open, layout);
    const std::size_t literal_end = part ? open : text.size();
    if (literal_end > at) parts.push_back({.text = text.substr(at, literal_end - at)});
    at = literal_end;
    if (part) {
      at += part->text.size();
      parts.push_back(*std::move(part));
    }
  }
  return parts;
}

/// Writes one row's text and keeps account of what is known of it.
class Rendering {
 public:
  Rendering(const Batch& batch, RowIndex row, TextBuilder& to)
      : batch_(batch), row_(row), to_(to) {}

  /// False: the row raises.
  bool append(const Part& part, std::string* why) {
    switch (part.kind) {
      case Part::Kind::kLiteral:
        to_.append(part.text);
        return true;
      case Part::Kind::kField:
      case Part::Kind::kMetadata:
        append_field(part);
        return true;
      case Part::Kind::kEpochSeconds:
      case Part::Kind::kDate:
        return append_date(part, why);
      case Part::Kind::kRaises:
        break;
    }
    if (why != nullptr) *why = part.why;
    return false;
  }
  TextFlags broken() const { return broken_; }

 private:
  void append_field(const Part& part) {
    const Value value = get_field(batch_, row_, part.field);
    if (value.is(Tag::kText)) {
      broken_ |= static_cast<TextFlags>(value.text_flags() & kBrokenText);
      to_.append(value.as_text());
    } else if (value.is_absent_or_null()) {
      to_.append(part.kind == Part::Kind::kMetadata ? "{}" : part.text);
    } else {
      if (value.is(Tag::kList) || value.is(Tag::kObject)) broken_ |= broken_flag(value);
      append_sprintf(to_, value);
    }
  }

  bool append_date(const Part& part, std::string* why) {
    const Value value = batch_.at(part.field.slot, row_);
    if (value.is_absent_or_null()) return true;
    if (!value.is(Tag::kTimestamp)) {
      if (why != nullptr) *why = std::string(part.text) + ": @timestamp is not a timestamp";
      return false;
    }
    const Timestamp time = value.as_timestamp();
    const std::size_t bytes =
        part.kind == Part::Kind::kDate ? part.format.max_bytes() : kScalarTextRoom;
    char* room = to_.room(bytes);
    const char* end = part.kind == Part::Kind::kDate ? part.format.write(room, time)
                                                     : write_integer(room, time.seconds);
    to_.advance(static_cast<std::size_t>(end - room));
    return true;
  }

  const Batch& batch_;
  RowIndex row_;
  TextBuilder& to_;
  TextFlags broken_ = 0;
};

}  // namespace

Template Template::compile(std::string_view text, Layout& layout) {
  auto compiled = std::make_shared<CompiledTemplate>();
  compiled->padded.reserve(text.size() + kReadSlack);
  compiled->padded.append(text).append(kReadSlack, '\0');
  const std::string_view own = std::string_view(compiled->padded).substr(0, text.size());
  compiled->parts = take_apart(own, layout);
  Template result;
  result.constant_ = std::ranges::all_of(
      compiled->parts, [](const Part& part) { return part.kind == Part::Kind::kLiteral; });
  result.value_ = Value::text(own, flags_of(own));
  result.compiled_ = std::move(compiled);
  return result;
}

std::optional<Value> Template::render_parts(const Batch& batch, RowIndex row, Arena& arena,
                                            std::string* why) const {
  const std::vector<Part>& parts = compiled_->parts;
  if (parts.size() == 1 && parts[0].kind == Part::Kind::kField) {
    // Nothing around it: a text is shared as it is.
    const Value value = get_field(batch, row, parts[0].field);
    if (value.is(Tag::kText)) return value;
    if (value.is_absent_or_null()) return value_;
  }
  TextBuilder builder(arena);
  Rendering rendering(batch, row, builder);
  for (const Part& part : parts) {
    if (!rendering.append(part, why)) {
      builder.abandon();
      return std::nullopt;
    }
  }
  const std::string_view text = builder.finish();
  return Value::text(text, flags_of_parts(text, rendering.broken()));
}

std::string_view Template::missing_field(const Batch& batch, RowIndex row) const {
  for (const Part& part : compiled_->parts) {
    const bool needed = part.kind == Part::Kind::kField || part.kind == Part::Kind::kMetadata ||
                        part.kind == Part::Kind::kDate || part.kind == Part::Kind::kEpochSeconds;
    if (needed && get_field(batch, row, part.field).is_absent_or_null()) return part.text;
  }
  return {};
}

FieldTemplate FieldTemplate::compile(std::string_view text, Layout& layout) {
  FieldTemplate result;
  Template name = Template::compile(text, layout);
  if (!name.is_constant()) {
    result.name_ = std::move(name);
  } else if (auto path = FieldPath::parse(text)) {
    result.constant_ = EventField::resolve(*path, layout);
  }
  return result;
}

const EventField* FieldTemplate::resolve(Batch& batch, RowIndex row, EventField& dynamic) const {
  if (!name_) return constant_ ? &*constant_ : nullptr;
  const auto rendered = name_->render(batch, row);
  if (!rendered) return nullptr;
  const std::string_view name = rendered->as_text();
  if (name.empty()) return nullptr;
  if (name.find_first_of("[]") == std::string_view::npos) {
    dynamic.slot = batch.slot(name);
    dynamic.rest.clear();
    dynamic.rule = field_rule(name, true);
    return &dynamic;
  }
  const auto path = FieldPath::parse(name);
  if (!path) return nullptr;
  dynamic = EventField::resolve(*path, batch);
  return &dynamic;
}

}  // namespace bdp::lang
