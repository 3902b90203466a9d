#include "fetchdata/fetch_data.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "config/document.h"
#include "control/service_profile.h"
#include "fetchdata/input_names.h"
#include "fetchdata/intake.h"

namespace bdp {
namespace {

/// As many files as one write of the store records: enough to share its cost, few enough that the
/// next tenant's do not wait for long.
constexpr std::size_t kGroup = 128;
constexpr std::chrono::hours kBetweenPrunes{1};

struct Tenant {
  Tenant(TenantId name, const IntakeParts& parts, std::string input_directory)
      : id(std::move(name)),
        input(std::move(input_directory)),
        names(parts.environment.files, parts.environment.clock, input,
              {parts.options.stable, parts.options.unclosed}),
        intake(id, parts) {}

  const TenantId id;
  const std::string input;
  InputNames names;
  Intake intake;
  std::mutex light;  ///< Held while a group is taken.
  std::mutex heavy;
  std::optional<os::SteadyTime> pruned;
};

/// What tells that a profile is another one than before.
struct ProfileStamp {
  os::FileTime modified;
  std::uint64_t size = 0;
  std::uint64_t inode = 0;
  friend bool operator==(const ProfileStamp&, const ProfileStamp&) = default;
};

class Fetching final : public FetchData {
 public:
  Fetching(const Home& home, Store& store, os::Environment environment, os::DirectoryWatch& watch,
           const GenericConstraints& generic, const FetchOptions& options, FetchListener& listener)
      : home_(home),
        environment_(environment),
        watch_(watch),
        options_(options),
        listener_(listener),
        staging_(home, store, environment),
        parts_{home, store, environment, generic, options_, staging_, listener},
        examiner_(environment.files) {}

  Status open() {
    TRY(environment_.files.make_directories(home_.tenants()));
    TRY(watch_.add(home_.tenants()));
    return refresh_tenants();
  }

  void run(const std::stop_token& stop) override {
    std::jthread heavy([this, &stop] { run_heavy(stop); });
    const std::stop_callback wake(stop, [this] {
      const std::lock_guard lock(work_mutex_);
      work_.notify_all();
    });
    os::SteadyTime next_scan = environment_.clock.steady();
    while (!stop.stop_requested()) {
      const os::SteadyTime now = environment_.clock.steady();
      if (now >= next_scan || lost_events_.exchange(false)) next_scan = now + scan_all();
      const bool busy = take_round(stop);
      pump(busy ? std::chrono::nanoseconds(0)
                : std::max<std::chrono::nanoseconds>(next_scan - environment_.clock.steady(), {}),
           stop);
    }
  }

  Status sweep(const TenantId& tenant, const std::stop_token& stop) override {
    drain();
    std::shared_ptr<Tenant> found = find(tenant);
    if (found == nullptr) {
      told(TenantId(), refresh_tenants());
      found = find(tenant);
    }
    if (found == nullptr) {
      return Error(Code::kNotFound, "there is no tenant '" + tenant.text +
                                        "'; expected its profile as '" + home_.profile(tenant) +
                                        "'");
    }
    Examiner examiner(environment_.files);
    // A scan finds a bounded number of names: again, as long as that comes to something.
    for (bool more = true; more && !stop.stop_requested();) {
      TRY(scan(*found));
      bool took = false;
      while (!stop.stop_requested() && take_group(*found, examiner, stop)) took = true;
      more = took && (found->names.any() || found->names.more());
    }
    while (take_heavy(*found, examiner, stop) && !stop.stop_requested()) continue;
    // What others have begun is finished, too.
    {
      const std::lock_guard lock(found->light);
    }
    {
      const std::lock_guard lock(found->heavy);
    }
    return {};
  }

  StagingArea& staging() override { return staging_; }

  std::vector<TenantId> tenants() const override {
    const std::lock_guard lock(tenants_mutex_);
    std::vector<TenantId> ids;
    ids.reserve(tenants_.size());
    for (const auto& [id, tenant] : tenants_) ids.push_back(id);
    return ids;
  }

 private:
  std::shared_ptr<Tenant> find(const TenantId& id) const {
    const std::lock_guard lock(tenants_mutex_);
    const auto found = tenants_.find(id);
    return found == tenants_.end() ? nullptr : found->second;
  }

  std::vector<std::shared_ptr<Tenant>> all() const {
    const std::lock_guard lock(tenants_mutex_);
    std::vector<std::shared_ptr<Tenant>> list;
    list.reserve(tenants_.size());
    for (const auto& [id, tenant] : tenants_) list.push_back(tenant);
    return list;
  }

  /// Tells of an error; true: there was none.
  bool told(const TenantId& tenant, const Status& status) {
    if (!status) listener_.failed(tenant, status.error());
    return status.has_value();
  }

  /// Finds tenants that came, went, or got another profile.
  Status refresh_tenants() {
    const std::lock_guard lock(refresh_mutex_);
    std::vector<TenantId> present;
    TRY(environment_.files.visit(home_.tenants(), [&](std::string_view name, os::FileKind kind) {
      if (kind == os::FileKind::kDirectory) present.push_back({text_of_file_name(name)});
      return true;
    }));
    bool changed = false;
    for (const TenantId& id : present) changed |= refresh(id);
    const std::set<TenantId> names(present.begin(), present.end());
    for (const std::shared_ptr<Tenant>& tenant : all()) {
      const bool there = names.contains(tenant->id) &&
                         environment_.files.info(home_.profile(tenant->id)).has_value();
      if (there) continue;
      watch_.remove(tenant->input);
      watch_.remove(home_.tenant(tenant->id));
      stamps_.erase(tenant->id);
      const std::lock_guard tenants_lock(tenants_mutex_);
      tenants_.erase(tenant->id);
      changed = true;
    }
    if (changed) listener_.tenants_changed();
    return {};
  }

  /// True: the tenant is new, or its profile is.
  bool refresh(const TenantId& id) {
    const std::string path = home_.profile(id);
    // Its profile may come later.
    told(id, watch_.add(home_.tenant(id)));
    const Result<os::FileInfo> info = environment_.files.info(path);
    if (!info) return false;
    const ProfileStamp stamp = {info->modified, info->size, info->inode};
    const auto before = stamps_.find(id);
    const bool same = before != stamps_.end() && before->second == stamp;
    std::shared_ptr<Tenant> tenant = find(id);
    if (same) {
      if (tenant != nullptr) watch_input(*tenant);
      return false;
    }
    stamps_[id] = stamp;
    Result<ServiceProfile> profile = load(id, path);
    if (!profile) {
      // One that it had before goes on holding.
      listener_.failed(id, profile.error());
      return false;
    }
    const bool fresh = tenant == nullptr;
    if (fresh) tenant = std::make_shared<Tenant>(id, parts_, home_.input(id));
    tenant->intake.set_profile(std::make_shared<const ServiceProfile>(*std::move(profile)));
    if (fresh && !told(id, tenant->intake.open())) {
      stamps_.erase(id);  // Tried again by the next scan.
      return false;
    }
    watch_input(*tenant);
    const std::lock_guard lock(tenants_mutex_);
    tenants_[id] = std::move(tenant);
    return true;
  }

  Result<ServiceProfile> load(const TenantId& id, const std::string& path) {
    TRY_ASSIGN(const config::Document document, config::load_document(environment_.files, path));
    TRY_ASSIGN(ServiceProfile profile, read_service_profile(document));
    if (profile.client != id) {
      return Error(Code::kInvalid, path + ": this is the profile of client '" +
                                       profile.client.text + "', but the directory is that of '" +
                                       id.text + "'; rename one of them");
    }
    return profile;
  }

  /// Made again, should somebody have removed it.
  void watch_input(const Tenant& tenant) {
    if (told(tenant.id, environment_.files.make_directories(tenant.input))) {
      told(tenant.id, watch_.add(tenant.input));
    }
  }

  /// Looks at everything; after how long to do it again.
  std::chrono::nanoseconds scan_all() {
    told(TenantId(), refresh_tenants());
    told(TenantId(), staging_.settle());
    std::chrono::nanoseconds next = options_.rescan;
    for (const std::shared_ptr<Tenant>& tenant : all()) {
      told(tenant->id, scan(*tenant));
      if (tenant->names.look_again()) next = std::min(next, options_.stable);
      prune(*tenant);
    }
    return next;
  }

  Status scan(Tenant& tenant) {
    return tenant.names.scan(tenant.intake.profile()->done_marker,
                             [&](std::string_view name, std::string_view reason) {
                               listener_.left_alone(tenant.id, name, reason);
                             });
  }

  void prune(Tenant& tenant) {
    const os::SteadyTime now = environment_.clock.steady();
    if (tenant.pruned && now - *tenant.pruned < kBetweenPrunes) return;
    tenant.pruned = now;
    const auto profile = tenant.intake.profile();
    ArchiveLimits limits;
    if (profile->archive_days) limits.max_age = std::chrono::days(*profile->archive_days);
    limits.max_bytes = profile->archive_bytes;
    const Result<Pruned> pruned = staging_.prune(tenant.id, limits);
    if (!pruned) listener_.failed(tenant.id, pruned.error());
  }

  /// One group of each tenant's; false: nobody had anything.
  bool take_round(const std::stop_token& stop) {
    bool any = false;
    for (const std::shared_ptr<Tenant>& tenant : all()) {
      if (stop.stop_requested()) return false;
      any |= take_group(*tenant, examiner_, stop);
    }
    return any;
  }

  bool take_group(Tenant& tenant, Examiner& examiner, const std::stop_token& stop) {
    const std::lock_guard lock(tenant.light);
    std::vector<Candidate> group = tenant.intake.retry();
    for (std::string& name : tenant.names.pop(kGroup)) group.push_back({std::move(name), "", 0});
    if (group.empty()) return false;
    // The listener has heard of what failed.
    static_cast<void>(tenant.intake.take(std::move(group), Intake::Lane::kLight, examiner, stop));
    if (tenant.intake.any_heavy()) {
      const std::lock_guard work_lock(work_mutex_);
      work_.notify_all();
    }
    return true;
  }

  bool take_heavy(Tenant& tenant, Examiner& examiner, const std::stop_token& stop) {
    const std::lock_guard lock(tenant.heavy);
    std::optional<Candidate> candidate = tenant.intake.next_heavy();
    if (!candidate) return false;
    std::vector<Candidate> group;
    group.push_back(*std::move(candidate));
    static_cast<void>(tenant.intake.take(std::move(group), Intake::Lane::kHeavy, examiner, stop));
    return true;
  }

  /// Large files, one of each tenant's after the other.
  void run_heavy(const std::stop_token& stop) {
    Examiner examiner(environment_.files);
    while (!stop.stop_requested()) {
      bool any = false;
      for (const std::shared_ptr<Tenant>& tenant : all()) {
        if (stop.stop_requested()) return;
        any |= take_heavy(*tenant, examiner, stop);
      }
      if (any) continue;
      std::unique_lock lock(work_mutex_);
      work_.wait(lock, [&] {
        return stop.stop_requested() || std::ranges::any_of(all(), [](const auto& tenant) {
                 return tenant->intake.any_heavy();
               });
      });
    }
  }

  /// Waits for what the watch tells; a sweep interrupts.
  void pump(std::chrono::nanoseconds timeout, const std::stop_token& stop) {
    std::stop_source nap;
    {
      std::unique_lock lock(nap_mutex_);
      no_sweeps_.wait(lock, [&] { return sweeps_ == 0; });
      nap_ = nap;
    }
    const std::stop_callback wake(stop, [&] { nap.request_stop(); });
    const std::lock_guard lock(watch_mutex_);
    Result<std::vector<os::WatchEvent>> events = watch_.wait(timeout, nap.get_token());
    if (events) {
      for (const os::WatchEvent& event : *events) hear(event);
    } else {
      listener_.failed({}, events.error());
      environment_.clock.wait(options_.stable, stop);
    }
  }

  /// Hears everything that has happened by now.
  void drain() {
    {
      const std::lock_guard lock(nap_mutex_);
      ++sweeps_;
      nap_.request_stop();
    }
    {
      const std::lock_guard lock(watch_mutex_);
      while (true) {
        const auto events = watch_.wait(std::chrono::nanoseconds(0), {});
        if (!events || events->empty()) break;
        for (const os::WatchEvent& event : *events) hear(event);
      }
    }
    const std::lock_guard lock(nap_mutex_);
    --sweeps_;
    no_sweeps_.notify_all();
  }

  void hear(const os::WatchEvent& event) {
    if (event.kind == os::WatchEventKind::kOverflow) {
      lost_events_ = true;
      return;
    }
    const std::string_view directory = event.directory;
    if (directory.ends_with("/input")) {
      const std::string_view parent = directory.substr(0, directory.size() - 6);
      const auto tenant = find({text_of_file_name(os::file_name(parent))});
      if (tenant != nullptr && tenant->input == directory) {
        if (event.kind == os::WatchEventKind::kGone) lost_events_ = true;
        tenant->names.note(event, tenant->intake.profile()->done_marker);
        return;
      }
    }
    // Of tenants: seldom enough to look at them all.
    const bool of_profile = event.name == "profile.json" || directory == home_.tenants() ||
                            event.kind == os::WatchEventKind::kGone;
    if (of_profile) lost_events_ = true;
  }

  const Home& home_;
  os::Environment environment_;
  os::DirectoryWatch& watch_;
  const FetchOptions options_;
  FetchListener& listener_;
  StagingArea staging_;
  IntakeParts parts_;
  Examiner examiner_;  ///< Of run().

  mutable std::mutex tenants_mutex_;
  std::map<TenantId, std::shared_ptr<Tenant>> tenants_;
  std::mutex refresh_mutex_;
  std::map<TenantId, ProfileStamp> stamps_;

  std::atomic<bool> lost_events_ = false;  ///< Everything is to be looked at.
  std::mutex watch_mutex_;                 ///< Of whoever waits for the watch.
  std::mutex nap_mutex_;
  std::stop_source nap_;  ///< Ends the wait of run().
  int sweeps_ = 0;        ///< Wait for the watch.
  std::condition_variable no_sweeps_;

  std::mutex work_mutex_;
  std::condition_variable work_;  ///< There are large files.
};

}  // namespace

Result<std::unique_ptr<FetchData>> FetchData::open(
    const Home& home, Store& store, os::Environment environment, os::DirectoryWatch& watch,
    const GenericConstraints& generic, const FetchOptions& options, FetchListener& listener) {
  auto fetching =
      std::make_unique<Fetching>(home, store, environment, watch, generic, options, listener);
  TRY(fetching->open());
  return fetching;
}

}  // namespace bdp
