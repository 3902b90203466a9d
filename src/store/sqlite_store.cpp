#include "store/sqlite_store.h"

#include <algorithm>
#include <cstdint>
#include <mutex>

#include "store/sqlite.h"

namespace bdp {
namespace {

/// "bdpc": tells our files from other programs'.
constexpr std::int64_t kApplicationId = 0x62647063;
constexpr std::int64_t kSchemaVersion = 1;

// One revision counter for all keys, so that an erased key never comes back with an old revision.
constexpr const char* kSchema =
    "CREATE TABLE entries (key BLOB PRIMARY KEY, value BLOB NOT NULL, revision INTEGER NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE counter (last_revision INTEGER NOT NULL);"
    "INSERT INTO counter VALUES (0);";

/// Ends a transaction that was not committed.
class Transaction {
 public:
  explicit Transaction(SqliteDatabase& database) : database_(database) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    // What it would undo may be undone already; there is nobody to tell.
    if (open_) static_cast<void>(database_.execute("ROLLBACK"));
  }
  /// At once with the right to write: a read that becomes a write could be too late for that.
  Status begin() {
    TRY(database_.execute("BEGIN IMMEDIATE"));
    open_ = true;
    return {};
  }
  Status commit() {
    TRY(database_.execute("COMMIT"));
    open_ = false;
    return {};
  }

 private:
  SqliteDatabase& database_;
  bool open_ = false;
};

Status prepare_schema(SqliteDatabase& database) {
  Transaction transaction(database);
  TRY(transaction.begin());
  TRY_ASSIGN(const std::int64_t application, database.number("PRAGMA application_id"));
  TRY_ASSIGN(const std::int64_t version, database.number("PRAGMA user_version"));
  TRY_ASSIGN(const std::int64_t tables, database.number("SELECT count(*) FROM sqlite_schema"));
  if (application == 0 && version == 0 && tables == 0) {
    TRY(database.execute(kSchema));
    TRY(database.execute("PRAGMA application_id=" + std::to_string(kApplicationId)));
    TRY(database.execute("PRAGMA user_version=" + std::to_string(kSchemaVersion)));
    return transaction.commit();
  }
  if (application != kApplicationId) {
    return Error(Code::kCorrupt,
                 "database '" + database.path() +
                     "' is another program's; move it away, or choose another home");
  }
  if (version != kSchemaVersion) {
    return Error(Code::kInvalid, "database '" + database.path() + "' has schema version " +
                                     std::to_string(version) + ", this program knows " +
                                     std::to_string(kSchemaVersion) +
                                     "; use the mysimbdp that wrote it, or a newer one");
  }
  return {};
}

/// The first key behind all with this prefix; nothing: there is none.
std::optional<std::string> end_of(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFF) end.pop_back();
  if (end.empty()) return std::nullopt;
  end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

StoreEntry entry_of(const SqliteStatement& row) {
  return {std::string(row.bytes(0)), std::string(row.bytes(1)),
          static_cast<std::uint64_t>(row.integer(2))};
}

class SqliteStore final : public Store {
 public:
  static Result<std::unique_ptr<Store>> make(SqliteDatabase database) {
    auto store = std::make_unique<SqliteStore>(std::move(database));
    TRY(store->prepare());
    return store;
  }

  explicit SqliteStore(SqliteDatabase database) : database_(std::move(database)) {}

  Result<std::optional<StoreEntry>> get(std::string_view key) const override {
    const std::lock_guard lock(mutex_);
    TRY_ASSIGN(const bool found, get_.bind_blob(1, key).step());
    if (!found) return std::optional<StoreEntry>();
    std::optional<StoreEntry> entry = entry_of(get_);
    get_.reset();
    return entry;
  }

  Result<std::vector<StoreEntry>> list(std::string_view prefix, std::string_view after,
                                       std::size_t limit) const override {
    const std::lock_guard lock(mutex_);
    const std::optional<std::string> end = end_of(prefix);
    SqliteStatement& statement = end ? list_ : list_open_;
    statement.bind_blob(1, prefix).bind_blob(2, after);
    statement.bind(3, static_cast<std::int64_t>(std::min<std::size_t>(limit, 1U << 31U)));
    if (end) statement.bind_blob(4, *end);
    std::vector<StoreEntry> entries;
    while (true) {
      TRY_ASSIGN(const bool found, statement.step());
      if (!found) return entries;
      entries.push_back(entry_of(statement));
    }
  }

  Status apply(const WriteBatch& batch) override {
    TRY(check_sizes(batch));
    const std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    TRY(transaction.begin());
    for (const WriteBatch::Expectation& expected : batch.expectations()) TRY(check(expected));
    TRY_ASSIGN(std::int64_t revision, database_.number("SELECT last_revision FROM counter"));
    for (const WriteBatch::Write& write : batch.writes()) {
      if (write.value) {
        put_.bind_blob(1, write.key).bind_blob(2, *write.value).bind(3, ++revision);
        TRY(put_.run());
      } else {
        TRY(erase_.bind_blob(1, write.key).run());
      }
    }
    TRY(count_.bind(1, revision).run());
    return transaction.commit();
  }

 private:
  Status prepare() {
    TRY_ASSIGN(get_, database_.prepare("SELECT key, value, revision FROM entries WHERE key = ?1"));
    TRY_ASSIGN(list_, database_.prepare("SELECT key, value, revision FROM entries WHERE key >= ?1 "
                                        "AND key > ?2 AND key < ?4 ORDER BY key LIMIT ?3"));
    TRY_ASSIGN(list_open_,
               database_.prepare("SELECT key, value, revision FROM entries WHERE key >= ?1 "
                                 "AND key > ?2 ORDER BY key LIMIT ?3"));
    TRY_ASSIGN(put_, database_.prepare(
                         "INSERT INTO entries VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET "
                         "value = excluded.value, revision = excluded.revision"));
    TRY_ASSIGN(erase_, database_.prepare("DELETE FROM entries WHERE key = ?1"));
    TRY_ASSIGN(count_, database_.prepare("UPDATE counter SET last_revision = ?1"));
    return {};
  }

  Status check(const WriteBatch::Expectation& expected) {
    TRY_ASSIGN(const bool found, get_.bind_blob(1, expected.key).step());
    const auto revision = found ? static_cast<std::uint64_t>(get_.integer(2)) : 0;
    get_.reset();
    if (revision == expected.revision) return {};
    return Error(Code::kConflict, "'" + expected.key + "' was changed by somebody else");
  }

  mutable std::mutex mutex_;
  SqliteDatabase database_;
  mutable SqliteStatement get_;
  mutable SqliteStatement list_;
  mutable SqliteStatement list_open_;
  SqliteStatement put_;
  SqliteStatement erase_;
  SqliteStatement count_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(os::Files& files, const std::string& path,
                                                 const SqliteStoreOptions& options) {
  TRY(files.make_directories(os::parent_directory(path)));
  TRY_ASSIGN(SqliteDatabase database,
             SqliteDatabase::open(
                 path, {.full_sync = options.full_sync, .busy_timeout = options.busy_timeout}));
  TRY(prepare_schema(database));
  return SqliteStore::make(std::move(database));
}

}  // namespace bdp
