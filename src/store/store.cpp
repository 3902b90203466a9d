#include "store/store.h"

namespace bdp {
namespace {

Status check_key(std::string_view key) {
  if (!key.empty() && key.size() <= Store::kMaxKeyBytes) return {};
  return Error(Code::kInvalid, "a key of the store has " + std::to_string(key.size()) +
                                   " bytes; allowed are 1 to " +
                                   std::to_string(Store::kMaxKeyBytes));
}

}  // namespace

Status check_sizes(const WriteBatch& batch) {
  for (const WriteBatch::Expectation& expectation : batch.expectations()) {
    TRY(check_key(expectation.key));
  }
  for (const WriteBatch::Write& write : batch.writes()) {
    TRY(check_key(write.key));
    if (write.value && write.value->size() > Store::kMaxValueBytes) {
      return Error(Code::kInvalid,
                   "the value of '" + write.key + "' has " + std::to_string(write.value->size()) +
                       " bytes; the store takes at most " + std::to_string(Store::kMaxValueBytes));
    }
  }
  return {};
}

}  // namespace bdp
