#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/document.h"

namespace bdp::config {

enum class FieldType : std::uint8_t {
  kText,
  kBoolean,
  kInteger,
  kByteSize,  ///< 500000000 or "500 MB".
  kTextList,  ///< One text is a list of one.
  kMap,       ///< Read by a Section of its own.
  kAny,       ///< Not looked into.
};

/// One key of a section: what the reader, the errors and the reference docs know of it.
struct FieldSpec {
  std::string_view name;
  FieldType type;
  std::string_view help;  ///< "what it is", as in "'client_id' is missing: what it is".
  bool required = false;
  std::string_view fallback = {};  ///< As written in YAML; empty: the type's empty value.
  std::span<const std::string_view> choices = {};  ///< Empty: anything.
  std::uint64_t least = 0;
  std::uint64_t most = std::numeric_limits<std::int64_t>::max();
};

/// Collects what is wrong with one document, so that all of it is told in one go.
class Problems {
 public:
  explicit Problems(const Document& document) : document_(document) {}

  void add(Position at, std::string message) { found_.push_back({at, std::move(message)}); }
  bool empty() const { return found_.empty(); }
  /// All problems by place, a line each: `FILE:LINE:COLUMN: MESSAGE`.
  Status status() const;
  const Document& document() const { return document_; }

 private:
  struct Problem {
    Position at;
    std::string message;
  };
  const Document& document_;
  std::vector<Problem> found_;
};

/// A map read by a table of fields. Unknown keys, missing ones and wrong types become problems;
/// asked for such a field, the section gives its fallback. Asking for a field that is not in the
/// table, or as another type, is a bug. `node`, `fields` and `problems` must outlive it.
class Section {
 public:
  /// `name` is for messages, such as "filebeat_config_args"; empty: the document itself.
  Section(const Node& node, std::string name, std::span<const FieldSpec> fields,
          Problems& problems);
  /// A section in a field of `parent`; not given: all fields have their fallbacks.
  Section(const Section& parent, std::string_view field, std::span<const FieldSpec> fields);

  /// Given, and of the right type.
  bool given(std::string_view field) const { return value(field) != nullptr; }
  std::string text(std::string_view field) const;
  bool boolean(std::string_view field) const;
  std::uint64_t integer(std::string_view field) const;
  std::uint64_t byte_size(std::string_view field) const;
  std::vector<std::string> text_list(std::string_view field) const;
  /// Null: not given, or wrong.
  const Node* value(std::string_view field) const;

  /// Notes a problem at the value of `field`, at the section when it is not given.
  void problem(std::string_view field, std::string message) const;
  const std::string& name() const { return name_; }

 private:
  void check_keys() const;
  void check_value(const FieldSpec& field, const Member& member);
  std::string wrong_value(const FieldSpec& field, const Node& node) const;
  const FieldSpec& spec(std::string_view field, FieldType type) const;

  const Node& node_;
  std::string name_;
  std::span<const FieldSpec> fields_;
  Problems& problems_;
  std::vector<std::string_view> wrong_;
};

/// "the text 'abc'", "the number 12", "a list", ...: for messages.
std::string described(const Node& node);

}  // namespace bdp::config
