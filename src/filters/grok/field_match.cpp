#include "filters/grok/field_match.h"

#include <algorithm>
#include <utility>

#include "filters/grok/number.h"
#include "lang/value_text.h"
#include "record/container.h"

namespace bdp::grok {
namespace {

using lang::EventField;
using lang::Found;

/// With fewer expressions a pass over the text costs more than it saves.
constexpr std::size_t kWorthScanning = 4;

}  // namespace

FieldMatch::FieldMatch(FieldRef source, std::vector<Expression> expressions,
                       const CaptureRules& rules, Layout& layout)
    : source_(std::move(source)),
      break_on_match_(rules.break_on_match),
      keep_empty_(rules.keep_empty) {
  for (Expression& expression : expressions) {
    literals_.add(expression.regex.required());
    Step& step = steps_.emplace_back();
    step.regex = std::move(expression.regex);
    for (Capture& capture : expression.captures) {
      const bool reference = capture.field.starts_with('[') && capture.field.ends_with(']');
      const std::string name =
          rules.target.empty() || reference ? capture.field : "[" + capture.field + "]";
      Target& target = step.targets.emplace_back();
      if (const auto path = FieldPath::parse(rules.target + name)) {
        target.field = EventField::resolve(*path, layout);
      }
      target.overwrites =
          std::ranges::find(rules.overwritten, capture.field) != rules.overwritten.end();
      target.type = capture.type;
      target.groups = std::move(capture.groups);
    }
  }
}

Found FieldMatch::match(Batch& batch, RowIndex row, Memory& memory) const {
  Value source = get_field(batch, row, source_);
  if (source.is(Tag::kText)) [[likely]]
    return match_text(batch, row, source, memory);
  if (!source.is(Tag::kList)) {
    return match_text(batch, row, lang::to_s(batch.arena(), source), memory);
  }
  // A copy: what is captured may be added to the list itself.
  const Value items = deep_copy(batch.arena(), source);
  Found result = Found::kNoMatch;
  for (const Value& item : items.as_list()) {
    const Found found = match_text(batch, row, lang::to_s(batch.arena(), item), memory);
    if (found == Found::kLimit) return found;
    if (found == Found::kMatch) result = found;
  }
  return result;
}

Found FieldMatch::match_text(Batch& batch, RowIndex row, Value text, Memory& memory) const {
  const bool scans = steps_.size() >= kWorthScanning && literals_.is_useful();
  if (scans) literals_.find(text.as_text(), memory.candidates);
  const lang::Subject subject(text);
  Found result = Found::kNoMatch;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    result = Found::kNoMatch;
    if (scans && !LiteralScan::has(memory.candidates, i)) continue;
    lang::Match match;
    result = steps_[i].regex.search(subject, match);
    if (result == Found::kLimit) return result;
    if (result == Found::kNoMatch) continue;
    for (const Target& target : steps_[i].targets) {
      if (!capture(batch, row, target, match, text.text_flags())) return Found::kNoMatch;
    }
    if (break_on_match_) break;
  }
  return result;
}

bool FieldMatch::capture(Batch& batch, RowIndex row, const Target& target, const lang::Match& match,
                         TextFlags flags) const {
  for (const std::uint32_t group : target.groups) {
    const auto text = match.group(group);
    if (!text) {
      if (keep_empty_ && !set(batch, row, target, Value::null())) return false;
      continue;
    }
    Value value;
    switch (target.type) {
      case CaptureType::kText:
        if (text->empty() && !keep_empty_) continue;
        value = Value::text(*text, flags);
        break;
      case CaptureType::kInteger:
        value = integer_at_front(*text, batch.arena());
        break;
      case CaptureType::kFloat:
        value = float_at_front(*text);
        break;
    }
    if (!set(batch, row, target, value)) return false;
  }
  return true;
}

bool FieldMatch::set(Batch& batch, RowIndex row, const Target& target, Value value) const {
  if (!target.field) return false;
  const EventField& field = *target.field;
  if (field.is_plain_column()) [[likely]] {
    Column& column = batch.column(field.slot);
    Value& old = column.dense(batch.rows(), batch.arena())[row];
    if (old.is_absent_or_null() || target.overwrites) {
      old = value;
      column.note(value.tag());
      return true;
    }
  }
  if (!target.overwrites) {
    const Value old = get_field(batch, row, field);
    if (old.is(Tag::kList)) {
      // The list may be that of all rows until the column is dense.
      batch.column(field.slot).dense(batch.rows(), batch.arena());
      List& list = get_field(batch, row, field).as_list();
      if (field.rule != lang::FieldRule::kPlain && !value.is(Tag::kText)) return false;
      list.push_back(batch.arena(), value);
      return true;
    }
    if (old.is(Tag::kText)) {
      List* both = List::make(batch.arena(), 2);
      both->push_back(batch.arena(), old);
      both->push_back(batch.arena(), value);
      return set_event_field(batch, row, field, Value::list(both));
    }
    if (!old.is_absent_or_null()) return true;
  }
  return set_event_field(batch, row, field, value);
}

}  // namespace bdp::grok
