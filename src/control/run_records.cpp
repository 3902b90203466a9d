#include "control/run_records.h"

#include <algorithm>
#include <set>

#include "os/file_hash.h"
#include "store/entries.h"

namespace bdp {
namespace {

constexpr std::size_t kFilesPerPage = 500;

std::string prefix_of(const TenantId& tenant) {
  return "runs/" + tenant.text + '/';
}

std::string record_key(const RunKey& key) {
  const std::string names = std::to_string(key.dataset.size()) + ':' + key.dataset + key.sink;
  return prefix_of(key.tenant) + os::hash_of(names).hex();
}

/// Numbers of one width, so that their texts are in their order.
std::string page_key(const std::string& prefix, std::size_t page) {
  const std::string number = std::to_string(page);
  return prefix + std::string(8 - std::min<std::size_t>(number.size(), 8), '0') + number;
}

Result<std::vector<StoreEntry>> list_all(const Store& store, const std::string& prefix) {
  std::vector<StoreEntry> all;
  TRY(each_entry(store, prefix, [&](const StoreEntry& entry) -> Status {
    all.push_back(entry);
    return {};
  }));
  return all;
}

class StoredMarks final : public MarkStore {
 public:
  StoredMarks(Store& store, std::string key) : store_(store), key_(std::move(key)) {}
  Status save(std::string_view mark) override {
    WriteBatch batch;
    batch.put(key_, std::string(mark));
    return store_.apply(batch);
  }

 private:
  Store& store_;
  const std::string key_;
};

}  // namespace

Result<std::optional<RunState>> RunRecords::load(const RunKey& key) const {
  const std::string record = record_key(key);
  TRY_ASSIGN(const std::optional<StoreEntry> entry, store_.get(record));
  if (!entry) return std::optional<RunState>();
  TRY_ASSIGN(RunState state, decode_run_state(entry->value));
  TRY_ASSIGN(state.done, load_files(record + "/done/"));
  TRY_ASSIGN(state.current, load_files(record + "/current/"));
  return std::optional<RunState>(std::move(state));
}

Result<std::string> RunRecords::load_mark(const RunKey& key) const {
  TRY_ASSIGN(const std::optional<StoreEntry> entry, store_.get(record_key(key) + "/mark"));
  return entry ? entry->value : std::string();
}

Result<std::vector<RunFile>> RunRecords::load_files(const std::string& prefix) const {
  TRY_ASSIGN(const std::vector<StoreEntry> pages, list_all(store_, prefix));
  std::vector<RunFile> files;
  for (const StoreEntry& page : pages) {
    TRY_ASSIGN(std::vector<RunFile> more, decode_run_files(page.value));
    std::ranges::move(more, std::back_inserter(files));
  }
  return files;
}

Status RunRecords::add_files(WriteBatch& batch, const std::string& prefix,
                             const std::vector<RunFile>& files) const {
  std::set<std::string> written;
  for (std::size_t first = 0; first < files.size(); first += kFilesPerPage) {
    const std::size_t count = std::min(kFilesPerPage, files.size() - first);
    const std::string key = page_key(prefix, first / kFilesPerPage);
    batch.put(key, encode_run_files(std::span(files).subspan(first, count)));
    written.insert(key);
  }
  TRY_ASSIGN(const std::vector<StoreEntry> before, list_all(store_, prefix));
  for (const StoreEntry& page : before) {
    if (!written.contains(page.key)) batch.erase(page.key);
  }
  return {};
}

Result<WriteBatch> RunRecords::batch_of(const RunState& state) const {
  const std::string record = record_key(state.key);
  WriteBatch batch;
  batch.put(record, encode_run_state(state));
  TRY(add_files(batch, record + "/done/", state.done));
  TRY(add_files(batch, record + "/current/", state.current));
  return batch;
}

Status RunRecords::save(const RunState& state) {
  TRY_ASSIGN(const WriteBatch batch, batch_of(state));
  return store_.apply(batch);
}

Status RunRecords::save(const RunState& state, const std::string& mark) {
  TRY_ASSIGN(WriteBatch batch, batch_of(state));
  batch.put(record_key(state.key) + "/mark", mark);
  return store_.apply(batch);
}

Status RunRecords::erase(const RunKey& key) {
  const std::string record = record_key(key);
  WriteBatch batch;
  batch.erase(record);
  TRY_ASSIGN(const std::vector<StoreEntry> parts, list_all(store_, record + '/'));
  for (const StoreEntry& part : parts) batch.erase(part.key);
  return store_.apply(batch);
}

Result<std::vector<RunState>> RunRecords::list(const TenantId& tenant) const {
  const std::string prefix = prefix_of(tenant);
  TRY_ASSIGN(const std::vector<StoreEntry> entries, list_all(store_, prefix));
  std::vector<RunState> states;
  for (const StoreEntry& entry : entries) {
    if (entry.key.find('/', prefix.size()) != std::string::npos) continue;
    TRY_ASSIGN(RunState state, decode_run_state(entry.value));
    states.push_back(std::move(state));
  }
  return states;
}

std::unique_ptr<MarkStore> RunRecords::marks(const RunKey& key) {
  return std::make_unique<StoredMarks>(store_, record_key(key) + "/mark");
}

}  // namespace bdp
