#include "sinks/all.h"

#include <array>

#include "sinks/elasticsearch_kind.h"
#include "sinks/files_kind.h"
#include "sinks/kafka_kind.h"
#include "sinks/mongodb_kind.h"
#include "sinks/ndjson_kind.h"
#include "sinks/null_kind.h"
#include "sinks/sqlite_kind.h"

namespace bdp {

std::span<const SinkKind* const> all_sinks() {
  static constexpr std::array<const SinkKind*, 7> kAll = {
      &kElasticsearchSink, &kFilesSink, &kKafkaSink, &kMongodbSink,
      &kNdjsonSink,        &kNullSink,  &kSqliteSink};
  return kAll;
}

}  // namespace bdp
