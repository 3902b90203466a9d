#include "filters/csv/csv_filter.h"

#include <algorithm>
#include <span>
#include <utility>

#include "filters/csv/memory.h"
#include "formats/csv_scan.h"
#include "pipeline/filter_kind.h"

namespace bdp::csv {
namespace {

constexpr std::string_view kEmptyRowTag = "_csvskippedemptyfield";
/// Of generated columns no more than this are cut at once: a row of separators must not cost more.
constexpr std::size_t kMostGenerated = 1024;

Value value_of(const CsvField& field, TextFlags flags) {
  return field.missing() ? Value::null() : Value::text(field.text, flags);
}

bool is_name(std::optional<std::string_view> name, Value field) {
  if (!name) return field.is(Tag::kNull);
  return field.is(Tag::kText) && field.as_text() == *name;
}

}  // namespace

CsvFilter::CsvFilter(Rules rules, Layout& layout) : rules_(std::move(rules)) {
  for (const std::string& name : rules_.columns) targets_.push_back(make_target(name, layout));
}

std::unique_ptr<Scratch> CsvFilter::new_scratch() const {
  return std::make_unique<Memory>();
}

void CsvFilter::apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const {
  Memory& memory = static_cast<Memory&>(*scratch);
  if (batch.column(rules_.source.slot).empty()) return;
  memory.extra_targets.clear();
  memory.outcomes.start(batch.rows());

  std::size_t at = 0;
  for (; needs_order() && memory.columns == Memory::Columns::kUnknown && at < rows.size(); ++at) {
    memory.outcomes.set(rows[at], parse_row(batch, rows[at], memory));
  }
  const Selection* left = &rows;
  if (at > 0) {
    memory.rest.assign(rows.begin() + static_cast<std::ptrdiff_t>(at), rows.end());
    left = &memory.rest;
  }
  if (cut_rows(batch, *left, memory)) left = &memory.complex;
  for (const RowIndex row : *left) memory.outcomes.set(row, parse_row(batch, row, memory));
  memory.outcomes.sort(rows, matched);
}

Outcome CsvFilter::parse_row(Batch& batch, RowIndex row, Memory& memory) const {
  const Value source = get_field(batch, row, rules_.source);
  if (source.is_absent_or_null()) return Outcome::kUnmatched;
  if (source.is(Tag::kBool) && !source.as_bool()) return Outcome::kUnmatched;
  if (!source.is(Tag::kText) || !rules_.dialect) return fail(batch, row);
  const CsvFault fault =
      parse_csv_record(source.as_text(), *rules_.dialect, batch.arena(), memory.fields);
  if (fault != CsvFault::kNone && fault != CsvFault::kNoRow) return fail(batch, row);

  if (memory.columns == Memory::Columns::kNone) return fail(batch, row);
  if (needs_order() && memory.columns == Memory::Columns::kUnknown) {
    memory.learn(fault);
    return Outcome::kEnded;
  }
  if (fault == CsvFault::kNoRow) {
    if (!rules_.skip_empty_rows) return fail(batch, row);
    tag_failure(batch, row, rules_.tags, kEmptyRowTag);
    return Outcome::kUnmatched;
  }
  const std::size_t columns = named_columns(memory);
  if (rules_.skip_header && columns > 0 && columns == memory.fields.size()) {
    std::size_t same = 0;
    while (same < columns && is_name(name(same, memory), value_of(memory.fields[same], 0))) ++same;
    if (same == columns) return Outcome::kEnded;
  }
  return set_fields(batch, row, source.text_flags(), memory);
}

Outcome CsvFilter::set_fields(Batch& batch, RowIndex row, TextFlags flags, Memory& memory) const {
  for (std::size_t i = 0; i < memory.fields.size(); ++i) {
    const CsvField& field = memory.fields[i];
    if (rules_.skip_empty_columns && field.text.empty()) continue;
    const Target& to = target(batch, i, memory);
    if (to.ignored) continue;
    Value value = value_of(field, flags);
    if (!convert(batch.arena(), to.converter, value)) return fail(batch, row);
    if (!to.field || !set_event_field(batch, row, *to.field, value)) return fail(batch, row);
  }
  return Outcome::kMatched;
}

Outcome CsvFilter::fail(Batch& batch, RowIndex row) const {
  tag_failure(batch, row, rules_.tags, kFailureTag);
  return Outcome::kUnmatched;
}

bool CsvFilter::cut_rows(Batch& batch, const Selection& rows, Memory& memory) const {
  if (!rules_.dialect || !rules_.source.rest.empty()) return false;
  if (rules_.dialect->separator.size() != 1 || rules_.dialect->quote.size() != 1) return false;
  if (memory.columns == Memory::Columns::kNone || rows.empty()) return false;
  const std::size_t fields = width(batch, rows, memory);
  if (fields == 0 || !choose_destinations(batch, rows, fields, memory)) return false;
  memory.complex.clear();
  cut_plain_csv(batch.column(rules_.source.slot), rows, rules_.dialect->separator.front(),
                rules_.dialect->quote.front(), memory.destinations, memory.complex);
  if (rules_.skip_header) end_headers(rows, memory);
  for (std::size_t i = 0; i < fields; ++i) finish_column(batch, rows, i, memory);
  return true;
}

/// How many fields are cut at once: as many as there are names, or as the first row has.
std::size_t CsvFilter::width(const Batch& batch, const Selection& rows,
                             const Memory& memory) const {
  const Column& source = batch.column(rules_.source.slot);
  std::size_t first = 0;
  for (const RowIndex row : rows) {
    if (!source[row].is(Tag::kText)) continue;
    const std::string_view text = source[row].as_text();
    first = static_cast<std::size_t>(
                std::count(text.begin(), text.end(), rules_.dialect->separator.front())) +
            1;
    break;
  }
  return std::max(named_columns(memory), std::min(first, kMostGenerated));
}

bool CsvFilter::choose_destinations(Batch& batch, const Selection& rows, std::size_t width,
                                    Memory& memory) const {
  for (std::size_t i = 0; i < width; ++i) {
    const Target& to = target(batch, i, memory);
    if (to.ignored) continue;
    if (!to.field || !to.field->is_plain_column()) return false;
    if (to.converter == Converter::kBoolean) return false;  // A row may fail half-way.
  }
  memory.destinations.resize(width);
  memory.taken.assign(batch.columns(), 0);
  memory.taken[rules_.source.slot] = 1;
  for (std::size_t i = 0; i < width; ++i) {
    const Target& to = target(batch, i, memory);
    // Straight into columns that are empty, so that fields that a row has not stay absent.
    if (!to.ignored && memory.taken[to.field->slot] == 0 && batch.column(to.field->slot).empty()) {
      Column& column = batch.column(to.field->slot);
      memory.taken[to.field->slot] = 1;
      memory.destinations[i] = rows.size() == batch.rows()
                                   ? column.overwrite(batch.rows())
                                   : column.dense(batch.rows(), batch.arena());
    } else {
      memory.destinations[i] = memory.spare(i, batch.rows());
    }
  }
  return true;
}

void CsvFilter::end_headers(const Selection& rows, Memory& memory) const {
  const std::size_t columns = named_columns(memory);
  if (columns == 0) return;
  for (const RowIndex row : rows) {
    std::size_t same = 0;
    while (same < columns && is_name(name(same, memory), memory.destinations[same][row])) ++same;
    if (same < columns) continue;
    const bool longer =
        memory.destinations.size() > columns && memory.destinations[columns][row].present();
    if (!longer) memory.outcomes.set(row, Outcome::kEnded);
  }
}

void CsvFilter::finish_column(Batch& batch, const Selection& rows, std::size_t index,
                              Memory& memory) const {
  const Target& to = target(batch, index, memory);
  if (to.ignored) return;
  Value* from = memory.destinations[index];
  TagSet tags = tag_bit(Tag::kText) | tag_bit(Tag::kNull);
  if (rules_.skip_empty_columns) {
    for (const RowIndex row : rows) {
      if (from[row].is(Tag::kNull)) from[row] = Value();
    }
    tags = tag_bit(Tag::kText);
  }
  if (to.converter != Converter::kNone) {
    tags = 0;
    for (const RowIndex row : rows) {
      convert(batch.arena(), to.converter, from[row]);
      tags = static_cast<TagSet>(tags | tag_bit(from[row].tag()));
    }
  }
  Column& column = batch.column(to.field->slot);
  Value* values = column.dense(batch.rows(), batch.arena());
  column.note(tags);
  if (values == from) return;
  for (const RowIndex row : rows) {
    if (from[row].present()) values[row] = from[row];
  }
}

std::size_t CsvFilter::named_columns(const Memory& memory) const {
  return needs_order() ? memory.names.size() : rules_.columns.size();
}

std::optional<std::string_view> CsvFilter::name(std::size_t index, const Memory& memory) const {
  if (!needs_order()) return rules_.columns[index];
  return memory.names[index];
}

const Target& CsvFilter::target(Batch& batch, std::size_t index, Memory& memory) const {
  if (index < targets_.size()) return targets_[index];
  std::vector<Target>& extra = memory.extra_targets;
  while (targets_.size() + extra.size() <= index) {
    const std::size_t next = targets_.size() + extra.size();
    std::optional<std::string_view> learnt;
    if (next < named_columns(memory)) learnt = name(next, memory);
    if (learnt) {
      extra.push_back(make_target(*learnt, batch));
    } else if (rules_.autogenerate_names) {
      extra.push_back(make_target("column" + std::to_string(next + 1), batch));
    } else {
      extra.emplace_back().ignored = true;
    }
  }
  return extra[index - targets_.size()];
}

template <class Names>
Target CsvFilter::make_target(std::string_view name, Names& names) const {
  Target result;
  const bool reference = name.starts_with('[') && name.ends_with(']');
  const std::string text =
      rules_.target + (reference ? "" : "[") + std::string(name) + (reference ? "" : "]");
  if (const auto path = FieldPath::parse(text)) {
    result.field = lang::EventField::resolve(*path, names);
  }
  const auto converter = rules_.converters.find(name);
  if (converter != rules_.converters.end()) result.converter = converter->second;
  return result;
}

}  // namespace bdp::csv
