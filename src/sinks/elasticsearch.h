#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "lang/template.h"
#include "os/environment.h"
#include "pipeline/retry.h"
#include "pipeline/sink.h"
#include "sinks/bulk_size.h"
#include "sinks/elasticsearch_index.h"

namespace bdp {

/// How a sink writes into an index.
struct ElasticsearchOptions {
  std::size_t bulk_bytes = std::size_t{8} * 1024 * 1024;  ///< At most; one document is allowed.
  unsigned connections = 2;                               ///< Bulks under way at once.
  bool gzip = false;
  std::string pipeline;  ///< The cluster's ingest pipeline; empty: the index's own.
  std::optional<lang::Template> routing;  ///< Nothing: by the document's id.
  RetryPolicy retry = {};                 ///< Of single documents.
};

/// An index of Elasticsearch or OpenSearch: a document a row, created under the row's id (in
/// base64, which both store as the 16 bytes that it stands for) or the text that the job makes its
/// key. One that is there is left as it is. Each document of a bulk has a verdict of its own; those
/// that the cluster is too busy for are sent again without the others.
class ElasticsearchSink final : public Sink {
 public:
  ElasticsearchSink(const os::Environment& environment, ElasticsearchIndex index,
                    ElasticsearchOptions options);

  Status open(std::string_view from) override;
  std::unique_ptr<Prepared> prepare(const Batch& batch, const Selection& rows,
                                    std::unique_ptr<Prepared> reuse) const override;
  Result<WriteOutcome> write(const Batch& batch, const Selection& rows, Prepared* prepared,
                             std::stop_token stop) override;
  /// What is acknowledged is in the shards' transaction logs.
  Status flush() override { return {}; }
  std::string position() const override { return {}; }
  Status finish() override { return index_.refresh({}); }
  unsigned writes_in_flight() const override { return options_.connections; }
  bool waits() const override { return true; }

 private:
  class Documents;

  /// Sends documents `first` to `end` until each has a verdict that is final.
  Status deliver(const Documents& documents, std::size_t first, std::size_t end,
                 WriteOutcome& outcome, const std::stop_token& stop);
  Result<HttpAnswer> send(std::string_view body, const std::stop_token& stop);

  const os::Environment environment_;
  const ElasticsearchIndex index_;
  const ElasticsearchOptions options_;
  const std::string path_;
  BulkSize bulk_size_;
};

}  // namespace bdp
