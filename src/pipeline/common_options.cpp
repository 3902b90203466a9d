#include "pipeline/common_options.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "lang/event_field.h"
#include "pipeline/option_value.h"
#include "pipeline/tags.h"
#include "record/container.h"

namespace bdp {
namespace {

using lang::Literal;

/// Calls `change` for each row; those for which it returns false get the tag and leave `rows`.
template <class Change>
void change_rows(Batch& batch, Selection& rows, Slot tags, std::string_view failure_tag,
                 const Change& change) {
  std::size_t kept = 0;
  for (const RowIndex row : rows) {
    if (change(row)) {
      rows[kept++] = row;
    } else {
      tag_failure(batch, row, tags, failure_tag);
    }
  }
  rows.resize(kept);
}

/// The values of one add_field entry: a list's items, a hash's pairs.
std::vector<lang::Template> templates_of(const Literal& value, Layout& layout) {
  std::vector<lang::Template> result;
  const auto add = [&](const Literal& item) {
    result.push_back(lang::Template::compile(printed_literal(item), layout));
  };
  if (value.kind == Literal::Kind::kList) {
    for (const Literal& item : value.items) add(item);
  } else if (value.kind == Literal::Kind::kHash) {
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
      Literal pair;
      pair.kind = Literal::Kind::kList;
      pair.items = {value.items[i], value.items[i + 1]};
      add(pair);
    }
  } else {
    add(value);
  }
  return result;
}

/// Ruby's `Array(value)`: an object becomes a list of its pairs.
List* list_of(Arena& arena, Value value) {
  if (value.is(Tag::kList)) return &value.as_list();
  List* list = List::make(arena);
  if (value.is(Tag::kObject)) {
    for (const Object::Entry& entry : value.as_object()) {
      List* pair = List::make(arena, 2);
      pair->push_back(arena, Value::text(entry.key(), entry.key_flags));
      pair->push_back(arena, entry.value);
      list->push_back(arena, Value::list(pair));
    }
  } else if (!value.is(Tag::kNull)) {
    list->push_back(arena, value);
  }
  return list;
}

/// Sets the field, or makes it a list with one item more.
bool add_value(Batch& batch, RowIndex row, const lang::EventField& field, Value value) {
  if (!get_field(batch, row, field).present()) {
    return lang::set_event_field(batch, row, field, value);
  }
  if (field.rule == lang::FieldRule::kTimestamp || field.rule == lang::FieldRule::kMetadata ||
      field.rule == lang::FieldRule::kNothing) {
    return false;
  }
  // The list may be that of all rows until the column is dense.
  batch.column(field.slot).dense(batch.rows(), batch.arena());
  List* list = list_of(batch.arena(), get_field(batch, row, field));
  list->push_back(batch.arena(), value);
  return lang::set_event_field(batch, row, field, Value::list(list));
}

}  // namespace

CommonOptions CommonOptions::compile(const Options& options, Layout& layout) {
  CommonOptions result;
  result.tags_ = layout.add("tags");
  for (const Options::HashEntry& entry : options.hash("add_field")) {
    result.added_fields_.push_back(
        {lang::FieldTemplate::compile(entry.key, layout), templates_of(*entry.value, layout)});
  }
  for (const std::string& name : options.list("remove_field")) {
    result.removed_fields_.push_back(lang::FieldTemplate::compile(name, layout));
  }
  for (const std::string& tag : options.list("add_tag")) {
    result.added_tags_.push_back(lang::Template::compile(tag, layout));
  }
  for (const std::string& tag : options.list("remove_tag")) {
    result.removed_tags_.push_back(lang::Template::compile(tag, layout));
  }
  return result;
}

void CommonOptions::apply(Batch& batch, Selection& matched, std::string_view failure_tag) const {
  const auto change = [&](const auto& change_row) {
    change_rows(batch, matched, tags_, failure_tag, change_row);
  };
  for (const AddedField& field : added_fields_) {
    change([&](RowIndex row) { return add_field(batch, row, field); });
  }
  for (const lang::FieldTemplate& name : removed_fields_) {
    const auto& constant = name.constant();
    if (constant && constant->rest.empty() && matched.size() == batch.rows()) {
      batch.column(constant->slot).clear();
    } else {
      change([&](RowIndex row) { return remove_field(batch, row, name); });
    }
  }
  for (const lang::Template& tag : added_tags_) {
    change([&](RowIndex row) { return add_tag(batch, row, tag); });
  }
  if (!removed_tags_.empty()) change([&](RowIndex row) { return remove_tags(batch, row); });
}

bool CommonOptions::add_field(Batch& batch, RowIndex row, const AddedField& field) const {
  lang::EventField dynamic;
  const lang::EventField* name = field.name.resolve(batch, row, dynamic);
  if (name == nullptr) return false;
  for (const lang::Template& value : field.values) {
    const auto text = value.render(batch, row);
    if (!text || !add_value(batch, row, *name, *text)) return false;
  }
  return true;
}

bool CommonOptions::remove_field(Batch& batch, RowIndex row,
                                 const lang::FieldTemplate& name) const {
  lang::EventField dynamic;
  const lang::EventField* field = name.resolve(batch, row, dynamic);
  if (field == nullptr) return false;
  bdp::remove_field(batch, row, *field);
  return true;
}

bool CommonOptions::add_tag(Batch& batch, RowIndex row, const lang::Template& tag) const {
  const auto text = tag.render(batch, row);
  if (!text) return false;
  tags_of(batch, row, tags_).push_back(batch.arena(), *text);
  return true;
}

bool CommonOptions::remove_tags(Batch& batch, RowIndex row) const {
  if (batch.at(tags_, row).is_absent_or_null()) return true;
  List& tags = tags_of(batch, row, tags_);
  for (const lang::Template& tag : removed_tags_) {
    if (tags.empty()) break;
    const auto text = tag.render(batch, row);
    if (!text) return false;
    for (std::uint32_t i = tags.size(); i-- > 0;) {
      if (tags[i].is(Tag::kText) && tags[i].as_text() == text->as_text()) tags.erase(i);
    }
  }
  return true;
}

}  // namespace bdp
