#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "control/home.h"
#include "control/platform_config.h"
#include "control/service_profile.h"
#include "fetchdata/examine_file.h"
#include "fetchdata/fetch_data.h"
#include "fetchdata/file_records.h"
#include "fetchdata/placement.h"
#include "fetchdata/staging_area.h"
#include "os/environment.h"

namespace bdp {

/// What all tenants' intakes work with. Not owned.
struct IntakeParts {
  const Home& home;
  Store& store;
  os::Environment environment;
  const GenericConstraints& generic;
  const FetchOptions& options;
  StagingArea& staging;
  FetchListener& listener;
};

/// A file on its way into staging.
struct Candidate {
  std::string name;
  /// Empty: it is in the input. Else it is in staging already, under `number`, without a record.
  std::string path;
  std::uint64_t number = 0;
};

/// Takes one tenant's complete files: moves them into staging, reads each once, judges it, and
/// records a group of them in one write. Files that are large or have to be unpacked are put off to
/// a lane of their own, so that small ones do not wait for them. Safe for many threads: each lane
/// has its own Examiner and is used by one thread at a time.
class Intake {
 public:
  enum class Lane : std::uint8_t { kLight, kHeavy };

  Intake(TenantId tenant, const IntakeParts& parts);

  /// Makes the tenant's directories, and makes them agree with the store after a crash. Before
  /// anything else.
  Status open();
  void set_profile(std::shared_ptr<const ServiceProfile> profile);
  std::shared_ptr<const ServiceProfile> profile() const;

  /// Takes those of `group` that are there, and puts off those that are not for this lane. An error
  /// has been told to the listener; what it concerns is tried again by retry().
  Status take(std::vector<Candidate> group, Lane lane, Examiner& examiner,
              const std::stop_token& stop);
  /// The next file that was put off.
  std::optional<Candidate> next_heavy();
  bool any_heavy() const;
  /// Puts what could not be taken, and may be by now, back among the candidates.
  std::vector<Candidate> retry();

 private:
  enum class Outcome : std::uint8_t { kDone, kPutOff, kGone, kUnsettled };

  Status reconcile();
  Status check_staged(std::set<std::string>& known);
  Status find_lost(const FileRecord& record);
  Status check_staging(const std::set<std::string>& known);
  Status adopt(const std::string& path, const NumberedName& name);
  Status check_discarded();
  Result<Outcome> prepare(Candidate& candidate, Lane lane, Examiner& examiner,
                          const std::stop_token& stop, StagedFile& file);
  Result<Outcome> bring_in(Candidate& candidate, Lane lane);
  Result<Outcome> judge(const Candidate& candidate, Lane lane, Examiner& examiner,
                        const std::stop_token& stop, StagedFile& file);
  Status commit(std::vector<StagedFile>& group);
  Status count_in(StagedFile& file, DayUse& use, WriteBatch& batch,
                  std::map<std::string, ContentUse>& contents);
  void announce(const std::vector<StagedFile>& group);
  void put_off(Candidate candidate);
  void keep(Candidate candidate);
  Status sync(const std::vector<StagedFile>& group);

  const TenantId tenant_;
  IntakeParts parts_;
  FileRecords records_;
  std::atomic<std::uint64_t> next_number_ = 1;
  mutable std::mutex mutex_;  ///< Of what follows.
  std::shared_ptr<const ServiceProfile> profile_;
  std::deque<Candidate> heavy_;
  struct Kept {
    Candidate candidate;
    os::SteadyTime not_before;
  };
  std::vector<Kept> kept_;  ///< In staging, not recorded.
  std::mutex commit_;       ///< One group after the other.
};

}  // namespace bdp
