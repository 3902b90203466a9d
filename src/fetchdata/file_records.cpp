#include "fetchdata/file_records.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "os/utc_text.h"
#include "store/entries.h"

namespace bdp {
namespace {

constexpr std::size_t kEntriesPerList = 500;
constexpr std::array<std::string_view, 3> kShelfNames = {"staged", "archived", "discarded"};

std::string shelf_prefix(const TenantId& tenant, Shelf shelf) {
  return "files/" + tenant.text + '/' + std::string(kShelfNames.at(static_cast<int>(shelf))) + '/';
}

std::string file_key(const TenantId& tenant, Shelf shelf, std::uint64_t number) {
  return shelf_prefix(tenant, shelf) + number_text(number);
}

std::string number_key(const TenantId& tenant) {
  return "file_numbers/" + tenant.text;
}

std::string content_key(const TenantId& tenant, std::string_view content) {
  return "file_contents/" + tenant.text + '/' + std::string(content);
}

std::string day_key(const TenantId& tenant, std::string_view day) {
  return "file_days/" + tenant.text + '/' + std::string(day);
}

/// The first whole number of `text`, which is taken off with the blank behind it.
std::uint64_t take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const char* begin = text.data();
  const char* end = std::from_chars(begin, begin + text.size(), number).ptr;
  text.remove_prefix(static_cast<std::size_t>(end - begin));
  if (text.starts_with(' ')) text.remove_prefix(1);
  return number;
}

Result<std::uint64_t> number_at(const Store& store, const std::string& key) {
  TRY_ASSIGN(const std::optional<StoreEntry> entry, store.get(key));
  std::string_view text = entry ? std::string_view(entry->value) : std::string_view();
  return take_number(text);
}

}  // namespace

Shelf shelf_of(FileState state) {
  switch (state) {
    case FileState::kStaged:
    case FileState::kClaimed:
      return Shelf::kStaged;
    case FileState::kArchived:
      return Shelf::kArchived;
    case FileState::kDiscarded:
      return Shelf::kDiscarded;
  }
  return Shelf::kStaged;
}

Result<std::optional<FileRecord>> FileRecords::get(const TenantId& tenant, Shelf shelf,
                                                   std::uint64_t number) const {
  TRY_ASSIGN(const std::optional<StoreEntry> entry, store_.get(file_key(tenant, shelf, number)));
  if (!entry) return std::optional<FileRecord>();
  TRY_ASSIGN(StagedFile file, decode_staged_file(entry->value, home_.tenant(tenant)));
  return std::optional(FileRecord{std::move(file), entry->revision});
}

Result<std::vector<FileRecord>> FileRecords::list(const TenantId& tenant, Shelf shelf,
                                                  std::uint64_t after, std::size_t limit) const {
  const std::string directory = home_.tenant(tenant);
  const std::string prefix = shelf_prefix(tenant, shelf);
  std::vector<FileRecord> records;
  std::string last = prefix + number_text(after);
  while (records.size() < limit) {
    const std::size_t wanted = std::min(kEntriesPerList, limit - records.size());
    TRY_ASSIGN(const std::vector<StoreEntry> entries, store_.list(prefix, last, wanted));
    for (const StoreEntry& entry : entries) {
      TRY_ASSIGN(StagedFile file, decode_staged_file(entry.value, directory));
      records.push_back({std::move(file), entry.revision});
    }
    if (entries.size() < wanted) break;
    last = entries.back().key;
  }
  return records;
}

void FileRecords::put(WriteBatch& batch, const StagedFile& file) const {
  batch.put(file_key(file.tenant, shelf_of(file.state), file.number),
            encode_staged_file(file, home_.tenant(file.tenant)));
}

void FileRecords::erase(WriteBatch& batch, const TenantId& tenant, Shelf shelf,
                        std::uint64_t number) const {
  batch.erase(file_key(tenant, shelf, number));
}

void FileRecords::take(WriteBatch& batch, const FileRecord& record) const {
  const std::string key =
      file_key(record.file.tenant, shelf_of(record.file.state), record.file.number);
  batch.expect(key, record.revision);
  batch.erase(key);
}

Result<std::uint64_t> FileRecords::next_number(const TenantId& tenant) const {
  TRY_ASSIGN(const std::uint64_t stored, number_at(store_, number_key(tenant)));
  return std::max<std::uint64_t>(stored, 1);
}

void FileRecords::put_next_number(WriteBatch& batch, const TenantId& tenant,
                                  std::uint64_t number) const {
  batch.put(number_key(tenant), std::to_string(number));
}

Result<ContentUse> FileRecords::content_use(const TenantId& tenant,
                                            std::string_view content) const {
  TRY_ASSIGN(const std::optional<StoreEntry> entry, store_.get(content_key(tenant, content)));
  ContentUse use;
  if (!entry) return use;
  std::string_view text = entry->value;
  use.first = take_number(text);
  use.count = static_cast<std::uint32_t>(take_number(text));
  return use;
}

void FileRecords::put_content_use(WriteBatch& batch, const TenantId& tenant,
                                  std::string_view content, const ContentUse& use) const {
  batch.put(content_key(tenant, content),
            std::to_string(use.first) + ' ' + std::to_string(use.count));
}

Status FileRecords::forget_content(WriteBatch& batch, const StagedFile& file) const {
  if (file.identity.content.empty()) return {};
  TRY_ASSIGN(const ContentUse use, content_use(file.tenant, file.identity.content));
  if (use.first == file.number) batch.erase(content_key(file.tenant, file.identity.content));
  return {};
}

Result<DayUse> FileRecords::day_use(const TenantId& tenant, std::string_view day) const {
  TRY_ASSIGN(const std::optional<StoreEntry> entry, store_.get(day_key(tenant, day)));
  DayUse use;
  if (!entry) return use;
  std::string_view text = entry->value;
  use.files = take_number(text);
  use.bytes = take_number(text);
  return use;
}

void FileRecords::put_day_use(WriteBatch& batch, const TenantId& tenant, std::string_view day,
                              const DayUse& use) const {
  batch.put(day_key(tenant, day), std::to_string(use.files) + ' ' + std::to_string(use.bytes));
}

std::string day_of(os::WallTime time) {
  return os::utc_text(time).substr(0, std::string_view("2026-11-25").size());
}

}  // namespace bdp
