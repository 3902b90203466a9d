#include "filters/all.h"

#include <array>

#include "filters/clone.h"
#include "filters/csv/csv.h"
#include "filters/de_dot.h"
#include "filters/drop.h"
#include "filters/fingerprint/fingerprint.h"
#include "filters/json/json.h"
#include "filters/kv/kv.h"
#include "filters/mutate/mutate.h"
#include "filters/prune/prune.h"
#include "filters/refused.h"
#include "filters/split.h"
#include "filters/translate/translate.h"
#include "filters/truncate.h"
#include "filters/urldecode/urldecode.h"
#include "filters/uuid.h"

namespace bdp {

std::span<const FilterKind* const> all_filters() {
  static constexpr std::array kAll = {
      &kClone, &kCsv,  &kDeDot, &kDrop,  &kFingerprint, &kJson,     &kKv,        &kMutate,
      &kPrune, &kRuby, &kSleep, &kSplit, &kTranslate,   &kTruncate, &kUrldecode, &kUuid,
  };
  return kAll;
}

}  // namespace bdp
