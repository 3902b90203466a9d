#include "filters/all.h"

#include <array>

#include "filters/cidr/cidr.h"
#include "filters/clone.h"
#include "filters/csv/csv.h"
#include "filters/date/date.h"
#include "filters/dissect/dissect.h"
#include "filters/drop.h"
#include "filters/geoip/geoip.h"
#include "filters/grok/grok.h"
#include "filters/mutate/mutate.h"
#include "filters/split.h"
#include "filters/useragent/useragent.h"
#include "filters/xml/xml.h"

namespace bdp {

std::span<const FilterKind* const> all_filters() {
  static constexpr std::array<const FilterKind*, 12> kAll = {
      &kCidr,  &kClone, &kCsv,    &kDate,  &kDissect,   &kDrop,
      &kGeoIp, &kGrok,  &kMutate, &kSplit, &kUserAgent, &kXml};
  return kAll;
}

}  // namespace bdp
