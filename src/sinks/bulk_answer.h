#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bdp {

/// What Elasticsearch says of one document of a bulk that it did not create.
struct BulkVerdict {
  enum class Kind : std::uint8_t {
    kAlreadyThere,  ///< A document of this id exists.
    kLater,         ///< The server is too busy, or not able now: to be sent again.
    kRefused,       ///< For good.
    kBroken,        ///< About the index, not the document: no other would fare better.
  };
  std::size_t place = 0;  ///< Of the document in the bulk.
  Kind kind = Kind::kRefused;
  std::string reason;  ///< Of all but kAlreadyThere.
};

/// Reads the answer to a bulk of `documents` documents, all with the action `create`: a verdict for
/// each that was not created, ascending. `body` has kBodySlack readable bytes behind its end, as
/// HttpClient gives it. kCorrupt: it is no such answer.
Result<std::vector<BulkVerdict>> read_bulk_answer(std::string_view body, std::size_t documents);

/// The reason in an answer to a request that failed as a whole: `{"error": ...}`, else the text.
std::string reason_of(std::string_view body);

}  // namespace bdp
