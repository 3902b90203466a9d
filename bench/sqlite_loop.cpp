// How fast SQLite itself takes rows: a bare loop that binds values from memory, in transactions of
// 200,000 rows. Prints rows per second, reading and parsing left out. What our SQLite sink is
// measured against, on the table and with the pragmas that the sink chose.
#include <sqlite3.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace {

constexpr std::array<std::string_view, 11> kFields = {"vm_id",
                                                      "subscription_id",
                                                      "deployment_id",
                                                      "timestamp_vm_created",
                                                      "timestamp_vm_deleted",
                                                      "max_cpu",
                                                      "average_cpu",
                                                      "p96_max_cpu",
                                                      "vm_category",
                                                      "vm_virtual_core_count_bucket",
                                                      "vm_memory_bucket"};
constexpr std::string_view kKinds = "tttiiffftii";
constexpr std::size_t kRowsPerTransaction = 200'000;
constexpr int kIdBytes = 16;

using Cell = std::variant<std::string_view, std::int64_t, double>;
struct Row {
  std::array<unsigned char, kIdBytes> id{};
  std::array<Cell, kFields.size()> cells;
};
// A parameter of the INSERT: the key, one of the fields, or always NULL.
constexpr std::size_t kKey = kFields.size();
constexpr std::size_t kNothing = kFields.size() + 1;

[[noreturn]] void fail(const char* what, std::string_view why) {
  std::fprintf(stderr, "sqlite_loop: %s: %.*s\n", what, static_cast<int>(why.size()), why.data());
  std::exit(1);
}

template <class T>
T number(std::string_view text) {
  T value{};
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) {
    fail("not a number", text);
  }
  return value;
}

std::vector<Row> parse(std::string_view csv) {
  std::vector<Row> rows;
  while (!csv.empty()) {
    Row& row = rows.emplace_back();
    for (int byte = 0; byte < 8; ++byte) {
      row.id[static_cast<std::size_t>(kIdBytes - 1 - byte)] =
          static_cast<unsigned char>(rows.size() >> static_cast<unsigned>(8 * byte));
    }
    for (std::size_t field = 0; field < kFields.size(); ++field) {
      const std::string_view text = csv.substr(0, csv.find_first_of(",\n"));
      csv.remove_prefix(text.size() + 1);
      switch (kKinds[field]) {
        case 'i':
          row.cells[field] = number<std::int64_t>(text);
          break;
        case 'f':
          row.cells[field] = number<double>(text);
          break;
        default:
          row.cells[field] = text;
      }
    }
  }
  return rows;
}

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

class Database {
 public:
  explicit Database(const char* path) {
    sqlite3* handle = nullptr;
    if (sqlite3_open_v2(path, &handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        nullptr) != SQLITE_OK) {
      fail(path, sqlite3_errmsg(handle));
    }
    handle_.reset(handle);
  }
  void execute(const char* sql) {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
      fail(sql, sqlite3_errmsg(handle_.get()));
    }
  }
  Statement prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle_.get(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement,
                           nullptr) != SQLITE_OK) {
      fail(sql.c_str(), sqlite3_errmsg(handle_.get()));
    }
    return Statement(statement);
  }

 private:
  std::unique_ptr<sqlite3, Close> handle_;
};

std::size_t origin_of(std::string_view column) {
  if (column == "_id") return kKey;
  for (std::size_t field = 0; field < kFields.size(); ++field) {
    if (kFields[field] == column) return field;
  }
  return kNothing;
}

void bind(sqlite3_stmt* insert, int parameter, const Cell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) {
    sqlite3_bind_text(insert, parameter, text->data(), static_cast<int>(text->size()),
                      SQLITE_STATIC);
  } else if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    sqlite3_bind_int64(insert, parameter, *integer);
  } else {
    sqlite3_bind_double(insert, parameter, std::get<double>(cell));
  }
}

void insert_all(Database& database, std::span<const Row> rows) {
  std::vector<std::size_t> origins;
  const Statement columns = database.prepare("SELECT name FROM pragma_table_info('vmtable')");
  std::string parameters;
  while (sqlite3_step(columns.get()) == SQLITE_ROW) {
    origins.push_back(
        origin_of(reinterpret_cast<const char*>(sqlite3_column_text(columns.get(), 0))));
    parameters += parameters.empty() ? "?" : ",?";
  }
  const Statement insert = database.prepare("INSERT INTO vmtable VALUES(" + parameters +
                                            ") ON CONFLICT(_id) DO NOTHING");
  database.execute("BEGIN");
  std::size_t written = 0;
  for (const Row& row : rows) {
    int parameter = 0;
    for (const std::size_t origin : origins) {
      ++parameter;
      if (origin < kFields.size()) {
        bind(insert.get(), parameter, row.cells[origin]);
      } else if (origin == kKey) {
        sqlite3_bind_blob(insert.get(), parameter, row.id.data(), kIdBytes, SQLITE_STATIC);
      }
    }
    if (sqlite3_step(insert.get()) != SQLITE_DONE) fail("insert", "refused");
    sqlite3_reset(insert.get());
    if (++written % kRowsPerTransaction == 0) database.execute("COMMIT; BEGIN");
  }
  database.execute("COMMIT");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: sqlite_loop DATABASE CSV STATEMENT...\n");
    return 2;
  }
  std::ifstream file(argv[2], std::ios::binary);
  const std::string csv((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::vector<Row> rows = parse(csv);
  Database database(argv[1]);
  for (const char* statement : std::span(argv + 3, argv + argc)) {
    database.execute(statement);
  }
  const auto begin = std::chrono::steady_clock::now();
  insert_all(database, rows);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%.0f\n", static_cast<double>(rows.size()) / took.count());
  return 0;
}
