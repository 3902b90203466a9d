#include "control/run_decision.h"

#include <algorithm>
#include <map>
#include <set>

#include "pipeline/mark.h"

namespace bdp {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

std::string counted(std::size_t files) {
  return std::to_string(files) + (files == 1 ? " file" : " files");
}

Error changed_spec(const RunKey& key, const std::vector<std::string>& parts) {
  return {Code::kConflict, "data set '" + key.dataset + "' of client '" + key.tenant.text +
                               "' holds rows that another specification made: " + joined(parts) +
                               (parts.size() == 1 ? " has" : " have") +
                               " changed; say --restart to replace them, or --dataset NAME to keep "
                               "both"};
}

RunDecision fresh(const RunSituation& situation, os::WallTime now) {
  RunDecision decision;
  decision.course = Course::kFresh;
  decision.replace_output = situation.restart || situation.earlier.has_value();
  decision.state.key = situation.key;
  decision.state.spec = situation.spec;
  decision.state.started = now;
  decision.state.updated = now;
  decision.state.current = situation.files;
  return decision;
}

/// The earlier run ended before its first checkpoint.
bool nothing_kept(const RunSituation& situation) {
  return situation.mark.empty() && situation.earlier->done.empty();
}

/// The output is gone, so all of the input that is still there is ingested again.
RunDecision fresh_after_loss(const RunSituation& situation, os::WallTime now) {
  RunDecision decision = fresh(situation, now);
  if (nothing_kept(situation)) return decision;
  decision.notes.emplace_back("the output is gone: everything is ingested again");
  std::set<FileIdentity> present;
  for (const RunFile& file : situation.files) present.insert(file.identity);
  const auto lost = std::ranges::count_if(situation.earlier->done, [&](const RunFile& file) {
    return !present.contains(file.identity);
  });
  if (lost > 0) {
    decision.notes.push_back(counted(static_cast<std::size_t>(lost)) +
                             " that earlier runs ingested " + (lost == 1 ? "is" : "are") +
                             " not in the input any more; put " + (lost == 1 ? "it" : "them") +
                             " back to get the rows again");
  }
  return decision;
}

/// The files of an unfinished run in its order, with the paths that they have now.
std::vector<RunFile> refreshed(const std::vector<RunFile>& current,
                               const std::vector<RunFile>& present, RunDecision& decision) {
  std::map<FileIdentity, const RunFile*> by_identity;
  for (const RunFile& file : present) by_identity.emplace(file.identity, &file);
  std::vector<RunFile> files = current;
  for (RunFile& file : files) {
    const auto found = by_identity.find(file.identity);
    if (found != by_identity.end()) {
      file = *found->second;
    } else {
      decision.notes.push_back("'" + file.path +
                               "', with which the run had begun, is changed or not in the input "
                               "any more; if it is needed, put it back or say --restart");
    }
  }
  return files;
}

Result<std::string> mark_of_next_files(const std::string& encoded) {
  if (encoded.empty()) return std::string();
  TRY_ASSIGN(Mark mark, decode_mark(encoded));
  mark.source = {};
  return encode_mark(mark);
}

}  // namespace

Result<RunDecision> decide_run(const RunSituation& situation, os::WallTime now) {
  if (!situation.earlier || situation.restart) return fresh(situation, now);
  const RunState& earlier = *situation.earlier;
  if (!situation.output_there) return fresh_after_loss(situation, now);
  const std::vector<std::string> changed = changed_parts(earlier.spec, situation.spec);
  if (!changed.empty() && nothing_kept(situation)) return fresh(situation, now);
  if (!changed.empty()) return changed_spec(situation.key, changed);

  std::set<FileIdentity> known;
  for (const RunFile& file : earlier.done) known.insert(file.identity);
  for (const RunFile& file : earlier.current) known.insert(file.identity);
  std::vector<RunFile> unknown;
  std::ranges::copy_if(situation.files, std::back_inserter(unknown),
                       [&](const RunFile& file) { return !known.contains(file.identity); });

  RunDecision decision;
  decision.state = earlier;
  if (!earlier.current.empty()) {
    decision.course = Course::kResume;
    decision.state.current = refreshed(earlier.current, situation.files, decision);
    decision.resume_from = situation.mark;
    decision.more_later = !unknown.empty();
  } else if (unknown.empty()) {
    decision.course = Course::kAlreadyDone;
    return decision;
  } else {
    decision.course = Course::kMoreFiles;
    TRY_ASSIGN(decision.resume_from, mark_of_next_files(situation.mark));
    decision.state.current = std::move(unknown);
  }
  decision.state.status = RunStatus::kRunning;
  decision.state.error.clear();
  decision.state.updated = now;
  return decision;
}

RunState finished(RunState state, const RowCounters& rows, os::WallTime now) {
  std::ranges::move(state.current, std::back_inserter(state.done));
  state.current.clear();
  state.status = RunStatus::kFinished;
  state.rows = rows;
  state.updated = now;
  return state;
}

RunState interrupted(RunState state, const RowCounters& rows, std::string error, os::WallTime now) {
  state.status = error.empty() ? RunStatus::kStopped : RunStatus::kFailed;
  state.error = std::move(error);
  state.rows = rows;
  state.updated = now;
  return state;
}

}  // namespace bdp
