#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/document.h"
#include "config/section.h"
#include "lang/variables.h"
#include "os/environment.h"
#include "pipeline/index_stats.h"
#include "pipeline/mapping.h"
#include "pipeline/sink.h"
#include "record/layout.h"

namespace bdp {

/// What a sink may know of the job that writes into it.
struct SinkJob {
  os::Environment environment;
  std::string client = {};  ///< The tenant.
  std::string job_name = {};
  std::string dataset = {};
  std::string output_name = {};  ///< The table, collection, index or topic unless one is named.
  std::string spec_file = {};    ///< For messages.
  std::vector<MappedField> mapping = {};  ///< The fields' types.
  config::Node index_config = {};         ///< `elasticsearch_index_config`, whole; kNull: none.
  /// Rows have a text for a key, Batch::document_ids(), in place of their row ids.
  bool has_document_ids = false;
  /// Of the rows: where the fields of a sink's templates get their slots, until the run begins.
  std::shared_ptr<Layout> layout = std::make_shared<Layout>();
  config::Node options = {};  ///< Of the sink's kind in the spec's `sinks`; kNull: none.
  bool durable = false;       ///< Survive power loss, not only kill -9.
  /// The platform's own variables, such as passwords; may be empty. Their values are for no
  /// message and no log.
  lang::VariableLookup variable = {};
};

/// One output as `--to` or the specification names it. Nothing is opened before reach(). One thread
/// at a time. What waits for a network gives up after a few seconds with kUnavailable.
class SinkTarget {
 public:
  virtual ~SinkTarget() = default;

  /// The same for the same output, however it was written, and without credentials.
  virtual std::string text() const = 0;
  /// A run into it can be continued after a crash.
  virtual bool resumable() const = 0;
  /// Events go to standard output, so nothing else may.
  virtual bool is_standard_output() const { return false; }

  /// Called once, before anything else is asked: makes directories, connects. A wrong path, host,
  /// password or certificate shows here, as one error.
  virtual Status reach() { return {}; }
  /// Whether there is an output that an earlier run may have written: the file, the table.
  virtual Result<bool> exists() { return false; }
  /// kConflict when something stands where a new output is to be and would be lost. A table may be
  /// there: rows are added to it.
  virtual Status require_free() { return {}; }
  /// Takes the output away: the file, the table. No error if there is none.
  virtual Status remove() { return {}; }
  /// Of the output as it is now; 0: not known.
  virtual std::uint64_t size_bytes() { return 0; }
  /// What the store itself counts of the output, its size too; nothing: it does not. Asked of jobs
  /// that came to their end.
  virtual Result<std::optional<IndexStats>> index_stats() { return std::optional<IndexStats>(); }

  /// What writes into it, not yet opened.
  virtual Result<std::unique_ptr<Sink>> make_sink() = 0;
};

/// All that the platform, its documentation and its tests know of one kind of sink.
struct SinkKind {
  std::string_view name;                       ///< Its key in the spec's `sinks`.
  std::span<const std::string_view> schemes;   ///< What may stand before the colon.
  std::string_view form;                       ///< "sqlite:PATH#TABLE", for help and errors.
  std::string_view summary;                    ///< What it is, in half a sentence.
  std::span<const config::FieldSpec> options;  ///< In the spec: `"sinks": {NAME: {...}}`.
  /// `text` begins with one of the schemes. Touches nothing outside. kInvalid: what is wrong, made
  /// by not_a_sink() where it is about the text.
  Result<std::unique_ptr<SinkTarget>> (*parse)(std::string_view text, const SinkJob& job);
};

/// The target that `text` names. `all_options`: the spec's `sinks`, a map by the kinds' names, or
/// kNull.
Result<std::unique_ptr<SinkTarget>> parse_sink_target(std::string_view text, SinkJob job,
                                                      const config::Node& all_options,
                                                      std::span<const SinkKind* const> kinds);

/// Looks through the spec's `sinks`: unknown kinds and options, wrong types.
void check_sink_options(const config::Node& all_options, std::span<const SinkKind* const> kinds,
                        config::Problems& problems);

/// How outputs are written, kind by kind.
std::string sink_forms(std::span<const SinkKind* const> kinds, std::string_view between);

/// kInvalid: "'TEXT' is no sink: WHY; write FORM". For targets; their texts may be shown.
Error not_a_sink(std::string_view text, std::string_view why, std::string_view form);

/// The part of `text` behind its first colon.
std::string_view behind_scheme(std::string_view text);

/// Takes `#NAME` off the end of `text` and returns NAME; `fallback` when there is none.
std::string_view take_name(std::string_view& text, std::string_view fallback);

/// The options that a job gives a kind, read by the kind's table; not given: their fallbacks.
class SinkOptions {
 public:
  SinkOptions(const SinkJob& job, const SinkKind& kind);
  SinkOptions(const SinkOptions&) = delete;
  SinkOptions& operator=(const SinkOptions&) = delete;

  const config::Section* operator->() const { return &section_; }
  const config::Section& operator*() const { return section_; }
  /// All problems so far, those noted with Section::problem() too.
  Status status() const { return problems_.status(); }

 private:
  const config::Document document_;
  config::Problems problems_;
  const config::Section section_;
};

}  // namespace bdp
