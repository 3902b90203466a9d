#include "batch/manager.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/check.h"
#include "base/suggest.h"
#include "batch/fetch_log.h"
#include "config/document.h"

namespace bdp {
namespace {

constexpr std::string_view kComponent = "batchingestmanager";
/// Of what the store has refused.
constexpr std::chrono::seconds kTryAgain{1};

}  // namespace

BatchIngestManager::BatchIngestManager(const JobWorker::Parts& parts, const ManagerOptions& options)
    : parts_(parts),
      options_(options),
      book_(parts.store),
      commands_(parts.store, parts.environment),
      queue_(options.machine) {}

// ---- what fetchdata tells ----

void BatchIngestManager::staged(std::span<const StagedFile> files) {
  log_staged(parts_.log, files);
  const std::lock_guard lock(mutex_);
  for (const StagedFile& file : files) {
    arrivals_.push_back({file.tenant, file.number, file.name});
  }
  something_.notify_one();
}

void BatchIngestManager::refused(const StagedFile& file) {
  log_refused(parts_.log, file);
}

void BatchIngestManager::left_alone(const TenantId& tenant, std::string_view name,
                                    std::string_view reason) {
  log_left_alone(parts_.log, tenant, name, reason);
}

void BatchIngestManager::tenants_changed() {
  const std::lock_guard lock(mutex_);
  tenants_changed_ = true;
  something_.notify_one();
}

void BatchIngestManager::failed(const TenantId& tenant, const Error& error) {
  log_failed(parts_.log, tenant, error);
}

// ---- the dispatcher ----

void BatchIngestManager::run(FetchData& fetch, const std::stop_token& stop) {
  fetch_ = &fetch;
  worker_.emplace(parts_, fetch.staging());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < options_.machine.jobs; ++i) {
    threads.emplace_back([this](const std::stop_token& end) { work_off(end); });
  }
  while (!stop.stop_requested()) {
    if (const Status done = step(stop); !done) {
      log(LogLevel::kError, "platform-failed", std::string(done.error().message()), std::nullopt);
      parts_.environment.clock.wait(kTryAgain, stop);
    } else {
      idle(stop);
    }
  }
  {
    // Those that no thread has begun are still queued in the store.
    const std::lock_guard lock(mutex_);
    for (const Task& task : tasks_) running_.erase(task.job.id);
    tasks_.clear();
  }
  for (const auto& [id, running] : running_) running->stop.request_stop();
  for (std::jthread& thread : threads) thread.request_stop();
  threads.clear();
  if (const Status done = take_ended(); !done) {
    log(LogLevel::kError, "platform-failed", std::string(done.error().message()), std::nullopt);
  }
}

Status BatchIngestManager::step(const std::stop_token& stop) {
  take_arrivals();
  TRY(take_ended());
  TRY(read_tenants());
  if (!adopted_) TRY(adopt_jobs());
  if (parts_.environment.clock.steady() >= next_commands_) TRY(obey(stop));
  TRY(run_schedules(stop));
  take_arrivals();
  TRY(make_jobs());
  TRY(wake_sleepers());
  return start_jobs();
}

/// The jobs of the platform's last life.
Status BatchIngestManager::adopt_jobs() {
  TRY_ASSIGN(const std::vector<BatchJob> jobs, book_.active());
  for (const BatchJob& job : jobs) {
    if (jobs_.contains(job.id) || job.state() == JobState::kStopped) continue;
    if (job.state() == JobState::kQueued) {
      enqueue(job);
    } else {
      TRY(requeue(job, "the platform was started again"));
    }
  }
  adopted_ = true;
  return {};
}

Status BatchIngestManager::read_tenants() {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(tenants_changed_, false)) return {};
  }
  const std::vector<TenantId> tenants = fetch_->tenants();
  for (const TenantId& tenant : tenants) {
    auto desk = read_tenant(tenant);
    if (!desk) {
      // The last profile that could be read holds on.
      log(LogLevel::kError, "profile-refused", std::string(desk.error().message()), tenant);
      continue;
    }
    queue_.set_share(tenant, desk->apps().share);
    desks_.insert_or_assign(tenant, *std::move(desk));
  }
  std::erase_if(
      desks_, [&](const auto& entry) { return !std::ranges::binary_search(tenants, entry.first); });
  return {};
}

Result<TenantDesk> BatchIngestManager::read_tenant(const TenantId& tenant) const {
  auto setup = std::make_shared<TenantSetup>();
  setup->profile_path = parts_.home.profile(tenant);
  TRY_ASSIGN(const config::Document profile,
             config::load_document(parts_.environment.files, setup->profile_path));
  TRY_ASSIGN(setup->profile, read_service_profile(profile));
  TRY_ASSIGN(setup->apps, read_tenant_apps(profile, parts_.home.tenant(tenant)));
  TRY_ASSIGN(const std::vector<StagedFile> staged, fetch_->staging().staged(tenant));
  return TenantDesk(std::move(setup), staged);
}

Status BatchIngestManager::look_again(const TenantId& tenant) {
  const auto desk = desks_.find(tenant);
  if (desk == desks_.end()) return {};
  TRY_ASSIGN(const std::vector<StagedFile> staged, fetch_->staging().staged(tenant));
  desk->second = TenantDesk(desk->second.setup(), staged);
  return {};
}

void BatchIngestManager::take_arrivals() {
  std::vector<Arrival> arrivals;
  {
    const std::lock_guard lock(mutex_);
    arrivals.swap(arrivals_);
  }
  for (const Arrival& arrival : arrivals) {
    const auto desk = desks_.find(arrival.tenant);
    // A tenant that is new is read with all its files.
    if (desk != desks_.end()) desk->second.add(arrival.number, arrival.name);
  }
}

// ---- commands ----

Status BatchIngestManager::obey(const std::stop_token& stop) {
  TRY_ASSIGN(const std::vector<CommandBox::Ticket> tickets, commands_.waiting());
  for (const CommandBox::Ticket& ticket : tickets) {
    CommandAnswer answer{.message = "the command is damaged"};
    if (ticket.command) answer = carry_out(*ticket.command, stop);
    TRY(commands_.answer(ticket.ticket, answer));
  }
  next_commands_ = parts_.environment.clock.steady() + options_.command_interval;
  return {};
}

CommandAnswer BatchIngestManager::carry_out(const Command& command, const std::stop_token& stop) {
  const auto job = [&]() -> Result<JobId> {
    switch (command.verb) {
      case Command::Verb::kStart:
        return start(command, stop);
      case Command::Verb::kStop:
        return stop_job(command);
      case Command::Verb::kResume:
        return resume(command);
    }
    return Error(Code::kInvalid, "the command is unknown");
  }();
  if (job) return {.done = true, .job = job->text};
  return {.message = std::string(job.error().message()), .job = command.job};
}

Result<JobId> BatchIngestManager::start(const Command& command, const std::stop_token& stop) {
  const auto desk = desks_.find(command.tenant);
  if (desk == desks_.end()) {
    return Error(Code::kNotFound, "there is no tenant '" + command.tenant.text +
                                      "' with a profile that can be read");
  }
  std::string app = command.app;
  if (command.spec.empty()) {
    if (desk->second.apps().find(app) == nullptr) {
      std::vector<std::string_view> names;
      for (const TenantApp& known : desk->second.apps().apps) names.push_back(known.name);
      const std::string_view nearest = nearest_word(app, names);
      return Error(Code::kNotFound,
                   "client '" + command.tenant.text + "' has no app '" + app + "'" +
                       (nearest.empty() ? "" : "; did you mean '" + std::string(nearest) + "'?"));
    }
  } else {
    TRY_ASSIGN(const auto files, worker_->files_of_spec(command.tenant, command.spec));
    app = os::file_name(command.spec);
  }
  TRY(fetch_->sweep(command.tenant, stop));
  return create(command.tenant, app, command.spec, JobCause::kCommand);
}

Result<JobId> BatchIngestManager::stop_job(const Command& command) {
  TRY_ASSIGN(const JobPlace place, place_of(command.job));
  JobId id = job_id(place.tenant, place.number);
  if (const auto running = running_.find(id); running != running_.end()) {
    running->second->on_request = true;
    running->second->stop.request_stop();
    return id;
  }
  if (const auto queued = jobs_.find(id); queued != jobs_.end()) {
    BatchJob job = queued->second;
    job.changes.push_back(
        {JobState::kStopped, parts_.environment.clock.wall(), "stopped on request"});
    WriteBatch batch;
    JobBook::put(job, batch);
    TRY(parts_.store.apply(batch));
    queue_.remove(id);
    sleeping_.erase(id);
    busy_.erase({job.tenant, job.app});
    jobs_.erase(queued);
    return id;
  }
  TRY_ASSIGN(const auto job, book_.find(place.tenant, place.number));
  if (!job) return Error(Code::kNotFound, "there is no job '" + command.job + "'");
  return Error(Code::kConflict, "job " + command.job + " is not running: it has " +
                                    std::string(name_of(job->state())));
}

Result<JobId> BatchIngestManager::resume(const Command& command) {
  TRY_ASSIGN(const JobPlace place, place_of(command.job));
  TRY_ASSIGN(auto job, book_.find(place.tenant, place.number));
  if (!job) return Error(Code::kNotFound, "there is no job '" + command.job + "'");
  if (job->state() != JobState::kStopped) {
    return Error(Code::kConflict, "job " + command.job + " has not been stopped: it is " +
                                      std::string(name_of(job->state())));
  }
  JobId id = job->id;
  TRY(requeue(*std::move(job), "resumed on request"));
  return id;
}

// ---- making jobs ----

Status BatchIngestManager::make_jobs() {
  for (auto& [tenant, desk] : desks_) {
    for (const TenantApp& app : desk.apps().apps) {
      if (app.schedule || busy_.contains({tenant, app.name})) continue;
      while (true) {
        const std::vector<std::uint64_t> first = desk.first(app.name, 1);
        if (first.empty()) break;
        TRY_ASSIGN(const auto file, fetch_->staging().find(tenant, first.front()));
        if (file && file->state == FileState::kStaged) {
          TRY(create(tenant, app.name, "", JobCause::kFiles));
          break;
        }
        desk.remove(first.front());  // Another job has had it.
      }
    }
  }
  return {};
}

Status BatchIngestManager::run_schedules(const std::stop_token& stop) {
  const os::WallTime now = parts_.environment.clock.wall();
  for (const auto& [tenant, desk] : desks_) {
    for (const TenantApp& app : desk.apps().apps) {
      if (!app.schedule) continue;
      const AppKey key{tenant, app.name};
      const auto due = schedules_.find(key);
      const bool begin = due != schedules_.end() && now >= due->second;
      if (due != schedules_.end() && !begin) continue;
      if (const auto next = app.schedule->after(now)) schedules_[key] = *next;
      if (!begin || busy_.contains(key)) continue;
      TRY(fetch_->sweep(tenant, stop));
      TRY(create(tenant, app.name, "", JobCause::kSchedule));
    }
  }
  return {};
}

Result<JobId> BatchIngestManager::create(const TenantId& tenant, const std::string& app,
                                         const std::string& spec, JobCause cause) {
  WriteBatch batch;
  BatchJob job{.tenant = tenant, .app = app, .spec = spec, .cause = cause};
  TRY_ASSIGN(job.number, book_.take_number(tenant, batch));
  job.id = job_id(tenant, job.number);
  const os::WallTime now = parts_.environment.clock.wall();
  job.changes = {{JobState::kCreated, now, ""}, {JobState::kQueued, now, ""}};
  JobBook::put(job, batch);
  TRY(parts_.store.apply(batch));
  log(LogLevel::kInfo, "job-created",
      "job " + job.id.text + " of app '" + app + "' waits, by " + std::string(name_of(cause)),
      tenant, job.id.text);
  JobId id = job.id;
  enqueue(std::move(job));
  return id;
}

void BatchIngestManager::enqueue(BatchJob job) {
  busy_.insert({job.tenant, job.app});
  const JobId id = job.id;
  if (job.not_before > parts_.environment.clock.wall()) {
    sleeping_[id] = job.not_before;
  } else {
    unsigned priority = TenantApp{}.priority;
    JobNeeds needs;
    const auto desk = desks_.find(job.tenant);
    if (desk != desks_.end() && job.spec.empty()) {
      if (const TenantApp* app = desk->second.apps().find(job.app)) {
        priority = app->priority;
        needs = app->needs;
      }
    }
    queue_.add(id, job.tenant, priority, needs);
  }
  jobs_.insert_or_assign(id, std::move(job));
}

Status BatchIngestManager::requeue(BatchJob job, std::string reason) {
  job.changes.push_back({JobState::kQueued, parts_.environment.clock.wall(), std::move(reason)});
  job.not_before = {};
  WriteBatch batch;
  JobBook::put(job, batch);
  TRY(parts_.store.apply(batch));
  enqueue(std::move(job));
  return {};
}

// ---- running jobs ----

Status BatchIngestManager::start_jobs() {
  while (const std::optional<JobId> id = queue_.next()) {
    const BatchJob& job = jobs_.at(*id);
    Task task{.job = job, .setup = {}, .waiting = {}, .running = std::make_shared<Running>()};
    const auto desk = desks_.find(job.tenant);
    if (desk == desks_.end()) {
      // Its profile is gone or broken: the job waits until there is one again.
      queue_.ended(*id, 0);
      sleeping_[*id] = parts_.environment.clock.wall() + kTryAgain;
      continue;
    }
    task.setup = desk->second.setup();
    if (job.files.empty()) {
      if (job.spec.empty()) {
        const std::size_t most =
            job.cause == JobCause::kCommand ? SIZE_MAX : std::size_t{task.setup->profile.max_files};
        task.waiting = desk->second.first(job.app, most);
      } else if (auto files = worker_->files_of_spec(job.tenant, job.spec)) {
        task.waiting = *std::move(files);
      }
    }
    running_[*id] = task.running;
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    work_.notify_one();
  }
  return {};
}

void BatchIngestManager::work_off(const std::stop_token& stop) {
  while (true) {
    std::optional<Task> task;
    {
      std::unique_lock lock(mutex_);
      if (!work_.wait(lock, stop, [&] { return !tasks_.empty(); })) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    const JobId id = task->job.id;
    Result<BatchJob> job =
        worker_->work(std::move(task->job), *task->setup, task->waiting,
                      task->running->stop.get_token(), task->running->on_request);
    const std::lock_guard lock(mutex_);
    ended_.push_back({id, std::move(job)});
    something_.notify_one();
  }
}

Status BatchIngestManager::take_ended() {
  std::vector<Ended> ended;
  {
    const std::lock_guard lock(mutex_);
    ended.swap(ended_);
  }
  std::set<TenantId> unclear;
  for (Ended& one : ended) {
    const auto known = jobs_.find(one.id);
    CHECK(known != jobs_.end());
    running_.erase(one.id);
    const TenantId tenant = known->second.tenant;
    if (!one.job) {
      log(LogLevel::kError, "job-interrupted",
          "job " + one.id.text + " is tried again: " + std::string(one.job.error().message()),
          tenant, one.id.text);
      queue_.ended(one.id, 0);
      in_doubt_.insert(one.id);
      sleeping_[one.id] = parts_.environment.clock.wall() + kTryAgain;
      continue;
    }
    BatchJob job = *std::move(one.job);
    queue_.ended(job.id, std::chrono::duration<double>(job.run_time).count());
    const auto desk = desks_.find(tenant);
    if (desk != desks_.end()) {
      for (const JobFile& file : job.files) desk->second.remove(file.number);
    }
    jobs_.erase(known);
    busy_.erase({job.tenant, job.app});
    if (!has_ended(job.state())) {
      enqueue(std::move(job));
      continue;
    }
    parts_.log.close(tenant, job.id);
    // What was thought to wait for it does not.
    if (job.files.empty()) unclear.insert(tenant);
  }
  for (const TenantId& tenant : unclear) TRY(look_again(tenant));
  return {};
}

Status BatchIngestManager::wake_sleepers() {
  const os::WallTime now = parts_.environment.clock.wall();
  std::vector<JobId> awake;
  for (const auto& [id, when] : sleeping_) {
    if (when <= now) awake.push_back(id);
  }
  for (const JobId& id : awake) {
    BatchJob job = jobs_.at(id);
    if (in_doubt_.contains(id)) {
      TRY_ASSIGN(auto stored, book_.find(job.tenant, job.number));
      CHECK(stored.has_value());
      job = *std::move(stored);
    }
    sleeping_.erase(id);
    in_doubt_.erase(id);
    jobs_.erase(id);
    busy_.erase({job.tenant, job.app});
    if (has_ended(job.state())) {
      TRY(look_again(job.tenant));
    } else if (job.state() == JobState::kQueued) {
      job.not_before = {};
      enqueue(std::move(job));
    } else {
      TRY(requeue(std::move(job), "an attempt was interrupted"));
    }
  }
  return {};
}

void BatchIngestManager::idle(const std::stop_token& stop) {
  std::chrono::nanoseconds longest =
      std::max(next_commands_ - parts_.environment.clock.steady(), std::chrono::nanoseconds(0));
  const os::WallTime now = parts_.environment.clock.wall();
  const auto until = [&](os::WallTime when) {
    longest =
        std::clamp<std::chrono::nanoseconds>(when - now, std::chrono::nanoseconds(0), longest);
  };
  for (const auto& [id, when] : sleeping_) until(when);
  for (const auto& [key, when] : schedules_) until(when);
  std::unique_lock lock(mutex_);
  something_.wait_for(lock, stop, longest,
                      [&] { return !arrivals_.empty() || !ended_.empty() || tenants_changed_; });
}

void BatchIngestManager::log(LogLevel level, std::string_view action, std::string message,
                             const std::optional<TenantId>& tenant, std::string job) const {
  parts_.log.add(
      kComponent, tenant,
      {.level = level, .action = action, .message = std::move(message), .job = std::move(job)});
}

}  // namespace bdp
