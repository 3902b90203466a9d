#include "filters/dissect/mapping.h"

#include <algorithm>
#include <utility>

#include "lang/text_builder.h"
#include "lang/value_text.h"

namespace bdp::dissect {
namespace {

using lang::EventField;
using lang::FieldRule;

/// Unlike other filters, dissect puts a text into `@timestamp` too.
EventField loosened(EventField field) {
  if (field.rule == FieldRule::kTimestamp) field.rule = FieldRule::kPlain;
  return field;
}

std::optional<EventField> resolve(std::string_view name, Layout& layout) {
  const auto path = FieldPath::parse(name);
  if (!path) return std::nullopt;
  return loosened(EventField::resolve(*path, layout));
}

Value part_of(Value source, const Part& part) {
  return Value::text(source.as_text().substr(part.begin, part.size), source.text_flags());
}

}  // namespace

Result<Mapping> Mapping::compile(std::string_view source, std::string_view pattern,
                                 Layout& layout) {
  Mapping result;
  TRY_ASSIGN(const FieldPath path, FieldPath::parse(source));
  result.source_ = FieldRef::resolve(path, layout);
  TRY_ASSIGN(result.dissection_, Dissection::parse(pattern));
  const std::vector<DissectField>& fields = result.dissection_.fields();
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].kind != FieldKind::kSkipped) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) {
    return std::pair(fields[i].kind, fields[i].kind == FieldKind::kAppended ? fields[i].order : 0);
  });
  for (const std::size_t i : order) {
    Target& target = result.targets_.emplace_back();
    target.field = i;
    target.name = resolve(fields[i].name, layout);
    if (fields[i].kind != FieldKind::kIndirect) continue;
    for (std::size_t other = 0; other < fields.size() && !target.key; ++other) {
      if (other != i && fields[other].name == fields[i].name) target.key = other;
    }
  }
  return result;
}

void Mapping::take_sources(const Batch& batch, const Selection& rows,
                           std::vector<Value>& into) const {
  into.clear();
  if (batch.column(source_.slot).empty()) return;
  for (const RowIndex row : rows) into.push_back(get_field(batch, row, source_));
}

void Mapping::apply(Batch& batch, const Selection& rows, const std::vector<Value>& sources,
                    Memory& memory) const {
  if (sources.empty()) return;
  const std::vector<DissectField>& fields = dissection_.fields();
  memory.parts.resize(fields.size());
  memory.columns.clear();
  for (const Target& target : targets_) {
    const bool plain = fields[target.field].kind == FieldKind::kNormal && target.name &&
                       target.name->is_plain_column();
    memory.columns.push_back(
        plain ? batch.column(target.name->slot).dense(batch.rows(), batch.arena()) : nullptr);
    if (plain) batch.column(target.name->slot).note(Tag::kText);
  }
  for (std::size_t place = 0; place < rows.size(); ++place) {
    const RowIndex row = rows[place];
    Value source = sources[place];
    if (!source.present()) continue;
    if (!source.is(Tag::kText)) source = lang::to_s(batch.arena(), source);
    if (source.as_text().empty() || !dissection_.cut(source.as_text(), memory.parts.data())) {
      memory.states.fail(row);
      continue;
    }
    bool done = true;
    for (std::size_t i = 0; i < targets_.size() && done; ++i) {
      if (memory.columns[i] != nullptr) {
        memory.columns[i][row] = part_of(source, memory.parts[targets_[i].field]);
      } else {
        done = set(batch, row, source, targets_[i], memory);
      }
    }
    if (done) {
      memory.states.match(row);
    } else {
      memory.states.fail(row);
    }
  }
}

bool Mapping::set(Batch& batch, RowIndex row, Value source, const Target& target,
                  Memory& memory) const {
  const Value text = part_of(source, memory.parts[target.field]);
  switch (dissection_.fields()[target.field].kind) {
    case FieldKind::kNormal:
      return target.name && set_event_field(batch, row, *target.name, text);
    case FieldKind::kAppended:
      return target.name && append(batch, row, text, target);
    default:
      break;
  }
  if (target.key) {
    return set_indirect(batch, row, text, part_of(source, memory.parts[*target.key]).as_text());
  }
  if (!target.name) return false;
  const Value name = get_field(batch, row, *target.name);
  return set_indirect(batch, row, text, lang::to_s(batch.arena(), name).as_text());
}

bool Mapping::append(Batch& batch, RowIndex row, Value text, const Target& target) const {
  const Value old = get_field(batch, row, *target.name);
  if (!old.present()) return set_event_field(batch, row, *target.name, text);
  if (old.is(Tag::kNull)) return false;
  lang::TextBuilder joined(batch.arena());
  lang::append_to_s(joined, old);
  joined.append(dissection_.fields()[target.field].join);
  joined.append(text.as_text());
  const std::string_view result = joined.finish();
  const auto broken =
      static_cast<TextFlags>(lang::broken_flag(old) | (text.text_flags() & kBrokenText));
  return set_event_field(batch, row, *target.name,
                         Value::text(result, lang::flags_of_parts(result, broken)));
}

bool Mapping::set_indirect(Batch& batch, RowIndex row, Value text, std::string_view name) const {
  if (name.empty()) return true;
  const auto path = FieldPath::parse(name);
  if (!path) return false;
  return set_event_field(batch, row, loosened(EventField::resolve(*path, batch)), text);
}

}  // namespace bdp::dissect
