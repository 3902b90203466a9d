#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lang/ast.h"
#include "lang/variables.h"
#include "pipeline/filter.h"
#include "record/layout.h"

namespace bdp {

/// The type an option of a filter takes; a literal of another type is a configuration error.
enum class OptionType : std::uint8_t {
  kString,
  kPassword,  ///< A string, and no number; read by Options::string().
  kNumber,
  kBoolean,
  kList,  ///< Of strings; a single string is a list of one.
  kHash,  ///< Of strings to literals.
};

/// What the texts of an option are, for those who look at a filter from outside: `check` and
/// `filter --explain`. Fields that no option is said to read are written.
enum class OptionRole : std::uint8_t {
  kNone,
  kReads,         ///< Fields that are read: a name, names, the keys of a hash.
  kReadsFirst,    ///< A list that begins with a field that is read.
  kReadsByRegex,  ///< Fields that are read, and regular expressions for them.
  kReadsByGrok,   ///< Fields that are read, and grok's expressions for them.
  kChanges,       ///< Fields that are read and written: a name, names, the keys of a hash.
  kMoves,         ///< A hash: from a field that is read to one that is written.
  kMerges,        ///< A hash: fields that are changed, and the field or fields that are read.
  kSubstitutes,   ///< By threes: a field that is changed, a regular expression, a replacement.
  kRegex,         ///< Regular expressions: one, or a list.
  kGrok,          ///< Expressions of grok: the values of a hash.
};

/// One option of a filter: what the errors, the reference docs and `check` know of it.
// In the order in which tables of options are read.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding)
struct OptionField {
  std::string_view name;
  OptionType type;
  std::string_view help;
  std::string_view fallback = {};  ///< As written in a configuration; empty: none.
  bool required = false;
  std::span<const std::string_view> choices = {};  ///< Empty: anything.
  OptionRole role = OptionRole::kNone;
};

enum class EcsMode : std::uint8_t { kDisabled, kV1, kV8 };

/// Logstash's settings that change what filters do.
struct LanguageSettings {
  EcsMode ecs = EcsMode::kV8;
  bool support_escapes = false;
  /// Looks `${NAME}` up. None, and for names it does not know, only `${NAME:default}` works: a
  /// tenant's text must not read the environment of the platform.
  lang::VariableLookup variable = {};
};

/// A filter's options, parsed and checked against its OptionFields: asking for an option that the
/// kind does not declare, or as another type, is a bug. Common options are not among them.
class Options {
 public:
  struct HashEntry {
    std::string key;
    const lang::Literal* value;
    lang::Position at;
  };

  virtual ~Options() = default;
  /// Given in the configuration, not by fallback.
  virtual bool given(std::string_view name) const = 0;
  virtual std::string_view string(std::string_view name) const = 0;
  virtual double number(std::string_view name) const = 0;
  virtual bool boolean(std::string_view name) const = 0;
  virtual std::span<const std::string> list(std::string_view name) const = 0;
  virtual std::span<const HashEntry> hash(std::string_view name) const = 0;
  virtual const LanguageSettings& settings() const = 0;
  /// Where the filter's name stands: tells two filters of one kind apart, the same in every run.
  virtual lang::Position position() const = 0;

  /// An error of kInvalid at the option's value: `file:line:column: MESSAGE`.
  virtual Error error(std::string_view option, std::string message) const = 0;
  virtual Error error(lang::Position at, std::string message) const = 0;
};

/// All that the platform, its documentation and its tests know of one kind of filter.
struct FilterKind {
  std::string_view name;
  std::string_view summary;
  std::span<const OptionField> options;
  /// Finds every mistake in `options`; fields that the filter uses get their slots in `layout`.
  /// Reads the files that they name, and touches nothing else outside.
  Result<std::unique_ptr<Filter>> (*build)(const Options& options, Layout& layout);
  /// Whether, with these options, events may get the field `name` though no option names it, as
  /// json gives them what it finds. Null: never.
  bool (*may_make)(const Options& options, std::string_view name) = nullptr;
  /// Whether, with these options, no event gets past it. Null: never.
  bool (*ends_all)(const Options& options) = nullptr;
};

/// Adds `tag` to the row's `tags` unless it is there: what filters do on failure. A scalar becomes
/// a list first.
void tag_failure(Batch& batch, RowIndex row, Slot tags, std::string_view tag);

}  // namespace bdp
