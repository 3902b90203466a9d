#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "os/environment.h"
#include "pipeline/filter_kind.h"

namespace bdp {

/// What is told of the steps while events go through them.
enum class FilterWatch : std::uint8_t {
  kNothing,
  kTrace,    ///< Of each event, what each step changed in it; on one thread.
  kProfile,  ///< At the end, time and rows of each step.
};

/// A filter between two pipes.
struct FilterStream {
  std::string text;
  std::string name;  ///< Of the text, in errors.
  LanguageSettings settings;
  int input = 0;  ///< File descriptors; they stay open.
  int output = 1;
  FilterWatch watch = FilterWatch::kNothing;
  unsigned columns = 80;  ///< Of what is told.
};

struct FilterStreamOutcome {
  std::uint64_t read = 0;
  std::uint64_t rejected = 0;  ///< No JSON, or a condition that could not be evaluated.
};

/// Sends events, a JSON object a line, through the filter, in their order, until the input ends.
/// Events get a missing @timestamp and @version; @metadata is not printed. A line that is no event
/// and an event that a condition fails on are told to `complain` and left out; the others go on.
/// A reader that leaves is no error. What `stream.watch` asks for is told to `complain`, too.
Result<FilterStreamOutcome> filter_stream(const FilterStream& stream,
                                          const os::Environment& environment,
                                          const std::stop_token& stop,
                                          const std::function<void(std::string_view)>& complain);

/// What the text is compiled to: its steps, the columns that they read and write, the selections.
Result<std::string> explain_filter(const FilterStream& stream, const os::Environment& environment);

}  // namespace bdp
