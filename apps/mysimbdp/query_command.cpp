#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/hex.h"
#include "command.h"
#include "control/home.h"
#include "control/query.h"
#include "home_option.h"
#include "os/stop_signals.h"
#include "table.h"

namespace bdp::app {
namespace {

struct QueryOptions {
  std::string home;
  std::string tenant;
  std::string database;
  std::string format = "table";
  std::string sql;
};

/// A text of any bytes as a JSON string; what is not UTF-8 is replaced.
std::string json_string(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Writes an answer in one of the three formats.
class AnswerPrinter {
 public:
  explicit AnswerPrinter(std::string_view format) : format_(format) {}

  void columns(std::span<const std::string> names) {
    names_.assign(names.begin(), names.end());
    if (format_ == "table") {
      table_ = std::make_unique<TablePrinter>(stdout, names);
    } else if (format_ == "csv") {
      put(csv_line(names_));
    }
  }

  bool row(std::span<const Cell> cells) {
    if (table_ != nullptr) return table_row(cells);
    std::string line;
    if (format_ == "csv") {
      std::vector<std::string> texts;
      for (const Cell& cell : cells) texts.push_back(text_of(cell));
      line = csv_line(texts);
    } else {
      line = "{";
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) line += ",";
        line += json_string(names_[i]) + ":" + json_of(cells[i]);
      }
      line += "}";
    }
    put(std::move(line));
    return std::ferror(stdout) == 0;
  }

  void finish() {
    if (table_ != nullptr) table_->finish();
    std::fflush(stdout);
  }

 private:
  static std::string text_of(const Cell& cell) {
    return cell.kind == Cell::Kind::kBlob ? hex_of(cell.bytes) : std::string(cell.bytes);
  }

  static std::string json_of(const Cell& cell) {
    switch (cell.kind) {
      case Cell::Kind::kNull:
        return "null";
      case Cell::Kind::kInteger:
        return std::string(cell.bytes);
      case Cell::Kind::kReal:
        // SQLite says Inf, which JSON has not.
        return cell.bytes.find_first_not_of("0123456789+-.eE") == std::string_view::npos
                   ? std::string(cell.bytes)
                   : json_string(cell.bytes);
      case Cell::Kind::kText:
        return json_string(cell.bytes);
      case Cell::Kind::kBlob:
        return json_string(hex_of(cell.bytes));
    }
    return "null";
  }

  bool table_row(std::span<const Cell> cells) {
    std::vector<std::string> texts;
    std::vector<bool> right;
    for (const Cell& cell : cells) {
      std::string text = text_of(cell);
      // A line end or an escape sequence in the data must not break the table or the terminal.
      for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
      }
      texts.push_back(std::move(text));
      right.push_back(cell.kind == Cell::Kind::kInteger || cell.kind == Cell::Kind::kReal);
    }
    return table_->row(std::move(texts), std::move(right));
  }

  static std::string csv_line(std::span<const std::string> texts) {
    std::string line;
    for (const std::string& text : texts) {
      if (&text != texts.data()) line += ',';
      if (text.find_first_of(",\"\r\n") == std::string::npos) {
        line += text;
        continue;
      }
      line += '"';
      for (const char c : text) {
        if (c == '"') line += '"';
        line += c;
      }
      line += '"';
    }
    return line;
  }

  static void put(std::string line) {
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), stdout);
  }

  const std::string format_;
  std::vector<std::string> names_;
  std::unique_ptr<TablePrinter> table_;
};

/// The database that the options mean, or why none can be told.
Result<std::string> database_path(const QueryOptions& options) {
  if (!options.database.empty()) return options.database;
  TRY_ASSIGN(const Home home, home_of(options.home));
  if (!options.tenant.empty()) return home.coredms({options.tenant});
  TRY_ASSIGN(const auto tenants, home.stored_tenants(os::real_files()));
  if (tenants.empty()) {
    return Error(Code::kNotFound, "nothing is stored in " + home.path() +
                                      " yet; run a job first, or name a database with --db");
  }
  if (tenants.size() > 1) {
    std::string names;
    for (const TenantId& tenant : tenants) names += " " + tenant.text;
    return Error(Code::kInvalid, "several tenants have data; choose one with --tenant:" + names);
  }
  return home.coredms(tenants.front());
}

ExitCode query(const QueryOptions& options) {
  const auto path = database_path(options);
  if (!path) return report(path.error());
  auto database = QueryDatabase::open(*path);
  if (!database) return report(database.error());
  const auto signals = os::StopSignals::install();
  if (!signals) return report(signals.error());
  AnswerPrinter printer(options.format);
  const Status status =
      database->query(options.sql,
                      {[&printer](std::span<const std::string> names) { printer.columns(names); },
                       [&printer](std::span<const Cell> cells) { return printer.row(cells); }},
                      (*signals)->token());
  printer.finish();
  if (!status) return report(status.error());
  return ExitCode::kOk;
}

}  // namespace

void add_query(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<QueryOptions>();
  CLI::App* command = app.add_subcommand("query", "Read what is stored, in SQL");
  add_home_option(*command, options->home);
  CLI::Option* tenant =
      command->add_option("--tenant", options->tenant, "Whose data; needed when there are several")
          ->type_name("ID");
  command->add_option("--db", options->database, "A database file, instead of a tenant's")
      ->type_name("PATH")
      ->excludes(tenant);
  command->add_option("--format", options->format, "table, csv or json (an object a line)")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->type_name("FORMAT");
  command->add_option("SQL", options->sql, "One SELECT; nothing else is allowed")->required();
  command->callback([&chosen, options] { chosen = [options] { return query(*options); }; });
}

}  // namespace bdp::app
