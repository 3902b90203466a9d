#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pipeline/filter_kind.h"
#include "record/arena.h"
#include "record/batch.h"
#include "record/value.h"

namespace bdp {

/// A filter text with events that go in and events that must come out: one line of a vector file,
/// `{"name","filter","in":[...],"out":[...]}` with `settings`, `volatile` and `error` if need be.
struct VectorCase {
  enum class Expected : unsigned char {
    kEvents,
    kRefusal,   ///< "error": "config": the filter text must not compile.
    kSurvival,  ///< "error": "pipeline_crash": any outcome will do.
  };

  std::string name;
  std::string filter;
  LanguageSettings settings;
  std::vector<std::string> volatile_fields;  ///< Left out of the comparison.
  Expected expected = Expected::kEvents;
  /// Texts hold objects, whose keys Logstash prints in no certain order.
  bool hash_order = false;
  std::vector<Value> in;   ///< Objects, in `memory`.
  std::vector<Value> out;  ///< kEvents.
  Arena memory;
};

/// Reads one line. kInvalid: it is no vector; the message says why.
Result<VectorCase> parse_vector(std::string_view line);

/// What came out instead of what was expected.
struct VectorDifference {
  std::string expected;  ///< As JSON, or what was to happen.
  std::string got;
};

/// Compiles the filter and sends the events through it, `batch_size` at a time. Nothing: what came
/// out is what was expected. Integers and decimals differ, the order of keys means nothing. Events
/// without @timestamp get 2001-02-03T04:05:06.789Z; that and @version "1" are not compared in a
/// vector none of whose events brings one, where nothing changed them.
std::optional<VectorDifference> run_vector(const VectorCase& vector,
                                           std::span<const FilterKind* const> kinds,
                                           RowIndex batch_size);

}  // namespace bdp
