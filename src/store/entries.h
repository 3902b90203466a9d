#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "store/store.h"

namespace bdp {

/// A number as part of a key: of one width, so that the texts are in the order of the numbers.
std::string number_text(std::uint64_t number);

/// Calls `take` with every entry whose key has `prefix`, by key; an error that it returns ends it.
/// Reads in pages, so that memory does not grow with their number.
Status each_entry(const Store& store, const std::string& prefix,
                  const std::function<Status(const StoreEntry&)>& take);

}  // namespace bdp
