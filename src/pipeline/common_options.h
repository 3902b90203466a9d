#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lang/template.h"
#include "pipeline/filter_kind.h"
#include "record/batch.h"

namespace bdp {

/// What every filter does to the rows it succeeded on: add_field, remove_field, add_tag,
/// remove_tag, in this order. Immutable; shared by threads.
class CommonOptions {
 public:
  /// Fields get slots in `layout`. Never fails: as in Logstash, a bad name fails on its rows.
  static CommonOptions compile(const Options& options, Layout& layout);

  bool empty() const {
    return added_fields_.empty() && removed_fields_.empty() && added_tags_.empty() &&
           removed_tags_.empty();
  }

  /// A row on which something fails gets `failure_tag`, is taken out of `matched`, and keeps what
  /// was done to it before.
  void apply(Batch& batch, Selection& matched, std::string_view failure_tag) const;

 private:
  struct AddedField {
    lang::FieldTemplate name;
    std::vector<lang::Template> values;
  };

  bool add_field(Batch& batch, RowIndex row, const AddedField& field) const;
  bool remove_field(Batch& batch, RowIndex row, const lang::FieldTemplate& name) const;
  bool add_tag(Batch& batch, RowIndex row, const lang::Template& tag) const;
  bool remove_tags(Batch& batch, RowIndex row) const;

  std::vector<AddedField> added_fields_;
  std::vector<lang::FieldTemplate> removed_fields_;
  std::vector<lang::Template> added_tags_;
  std::vector<lang::Template> removed_tags_;
  Slot tags_ = 0;
};

}  // namespace bdp
