#pragma once

#include <maxminddb.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "record/arena.h"
#include "record/value.h"

namespace bdp::geoip {

/// What one address is known as; valid as long as its Database.
class Entry {
 public:
  explicit Entry(MMDB_entry_s entry) : entry_(entry) {}

  /// The value at a path of keys (list places as digits), its text in `arena`; kAbsent: none.
  Value get(const char* const* path, Arena& arena) const;

 private:
  mutable MMDB_entry_s entry_;
};

/// A database of MaxMind's format, mapped into memory. Immutable; shared by threads.
class Database {
 public:
  enum class Search : unsigned char { kFound, kNotFound, kNoAddress };

  /// kInvalid: it cannot be read, or is no such database.
  static Result<Database> open(const std::string& path);

  /// `GeoLite2-City` and the like.
  std::string_view type() const { return database_->metadata.database_type; }
  Search find(std::string_view address, MMDB_entry_s& entry) const;

 private:
  struct Close {
    void operator()(MMDB_s* database) const {
      MMDB_close(database);
      delete database;
    }
  };
  std::unique_ptr<MMDB_s, Close> database_;
};

}  // namespace bdp::geoip
