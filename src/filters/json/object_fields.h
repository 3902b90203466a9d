#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/json_parser.h"
#include "lang/event_field.h"
#include "record/batch.h"

namespace bdp::json {

/// One name that objects of a batch have, and where its values go.
struct Field {
  std::string_view name;
  std::optional<lang::EventField> place;  ///< Nothing: the name is no reference.
  bool too_many = false;                  ///< There is no room for a column of this name.
  std::string_view quoted;                ///< As it stands in most texts; empty: compare no texts.
  std::uint32_t next = ~0U;               ///< What followed last time.
};

/// Takes JSON objects apart into the values of fields. Expects that a name is followed by the one
/// that followed it last time, so that most names are compared and never looked up. For one batch
/// at a time, one thread; keeps its memory.
class ObjectFields {
 public:
  struct Entry {
    std::uint32_t field;
    Value value;
  };

  /// Forgets the fields of the batch before.
  void start();

  /// Stands in front of an object; false: it is none, or something stands behind it.
  bool read(JsonParser& parser, Batch& batch);
  /// Of the last object, by their names' order of arrival; of a name that comes twice the last.
  const std::vector<Entry>& entries() const { return entries_; }
  const Field& field(std::uint32_t index) const { return fields_[index]; }

 private:
  static constexpr std::uint32_t kNone = ~0U;
  /// Up to this many are searched one by one.
  static constexpr std::size_t kFew = 24;

  bool read_entries(JsonParser& parser, Batch& batch);
  std::uint32_t find(std::string_view name) const;
  std::uint32_t look_up(std::string_view name, Batch& batch);
  void drop_earlier_ones();

  std::vector<Field> fields_;
  std::unordered_map<std::string_view, std::uint32_t> by_name_;  ///< Of all, once there are many.
  std::uint32_t first_ = kNone;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> seen_;  ///< By field: the number of the object it was last seen in.
  std::uint32_t object_ = 0;
};

}  // namespace bdp::json
