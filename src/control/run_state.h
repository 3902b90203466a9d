#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/strong_type.h"
#include "control/file_identity.h"
#include "control/spec_fingerprint.h"
#include "os/clock.h"
#include "pipeline/counters.h"

namespace bdp {

/// What one run, with all its continuations, is about: a tenant's data set in an output.
struct RunKey {
  TenantId tenant;
  std::string dataset;
  std::string sink;  ///< The output's canonical text.
  friend bool operator==(const RunKey&, const RunKey&) = default;
};

enum class RunStatus : std::uint8_t { kRunning, kFinished, kStopped, kFailed };

/// "running", "finished", ...
std::string_view name_of(RunStatus status);

/// What is remembered of a run. How far it has come in its current files is in its mark
/// (pipeline/mark.h), which is stored beside it and far more often.
struct RunState {
  RunKey key;
  SpecFingerprint spec;
  RunStatus status = RunStatus::kRunning;
  std::string error;  ///< Of kFailed.
  os::WallTime started;
  os::WallTime updated;  ///< When the status became what it is.
  RowCounters rows;      ///< When the state was saved.
  std::vector<RunFile> done;
  /// The files that the mark is about, in their order; empty: nothing is unfinished.
  std::vector<RunFile> current;

  friend bool operator==(const RunState&, const RunState&) = default;
};

/// All but the files, as a JSON object.
std::string encode_run_state(const RunState& state);
/// kCorrupt for what encode_run_state() did not write.
Result<RunState> decode_run_state(std::string_view json);

/// A JSON list, one object a file. Paths that are not UTF-8 are kept as hexadecimal digits.
std::string encode_run_files(std::span<const RunFile> files);
Result<std::vector<RunFile>> decode_run_files(std::string_view json);

}  // namespace bdp
