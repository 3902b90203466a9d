#include "filters/geoip/database.h"

#include "lang/text_builder.h"

namespace bdp::geoip {

Value Entry::get(const char* const* path, Arena& arena) const {
  MMDB_entry_data_s data{};
  if (MMDB_aget_value(&entry_, &data, path) != MMDB_SUCCESS || !data.has_data) return {};
  switch (data.type) {
    case MMDB_DATA_TYPE_UTF8_STRING: {
      const std::string_view text = arena.copy({data.utf8_string, data.data_size});
      return Value::text(text, lang::flags_of(text));
    }
    case MMDB_DATA_TYPE_DOUBLE:
      return Value::real(data.double_value);
    case MMDB_DATA_TYPE_UINT16:
      return Value::integer(data.uint16);
    case MMDB_DATA_TYPE_UINT32:
      return Value::integer(data.uint32);
    default:
      return {};
  }
}

Result<Database> Database::open(const std::string& path) {
  auto database = std::make_unique<MMDB_s>();
  const int problem = MMDB_open(path.c_str(), MMDB_MODE_MMAP, database.get());
  if (problem != MMDB_SUCCESS) {
    return Error(Code::kInvalid,
                 "the database '" + path + "' cannot be used: " + MMDB_strerror(problem));
  }
  Database result;
  result.database_.reset(database.release());
  return result;
}

Database::Search Database::find(std::string_view address, MMDB_entry_s& entry) const {
  const std::string text(address);
  int no_address = 0;
  int problem = MMDB_SUCCESS;
  const MMDB_lookup_result_s found =
      MMDB_lookup_string(database_.get(), text.c_str(), &no_address, &problem);
  if (no_address != 0) return Search::kNoAddress;
  if (problem != MMDB_SUCCESS || !found.found_entry) return Search::kNotFound;
  entry = found.entry;
  return Search::kFound;
}

}  // namespace bdp::geoip
