#include "filters/all.h"

#include <array>

#include "filters/bytes/bytes.h"
#include "filters/cidr/cidr.h"
#include "filters/clone.h"
#include "filters/csv/csv.h"
#include "filters/date/date.h"
#include "filters/de_dot.h"
#include "filters/dissect/dissect.h"
#include "filters/drop.h"
#include "filters/fingerprint/fingerprint.h"
#include "filters/geoip/geoip.h"
#include "filters/grok/grok.h"
#include "filters/json/json.h"
#include "filters/kv/kv.h"
#include "filters/mutate/mutate.h"
#include "filters/prune/prune.h"
#include "filters/refused.h"
#include "filters/split.h"
#include "filters/throttle/throttle.h"
#include "filters/translate/translate.h"
#include "filters/truncate.h"
#include "filters/urldecode/urldecode.h"
#include "filters/useragent/useragent.h"
#include "filters/uuid.h"
#include "filters/xml/xml.h"

namespace bdp {

std::span<const FilterKind* const> all_filters() {
  static constexpr std::array kAll = {
      &kAggregate, &kBytes,    &kCidr,        &kClone,     &kCsv,   &kDate,  &kDeDot,
      &kDissect,   &kDrop,     &kFingerprint, &kGeoIp,     &kGrok,  &kJson,  &kKv,
      &kMetrics,   &kMutate,   &kPrune,       &kRuby,      &kSleep, &kSplit, &kThrottle,
      &kTranslate, &kTruncate, &kUrldecode,   &kUserAgent, &kUuid,  &kXml,
  };
  return kAll;
}

}  // namespace bdp
