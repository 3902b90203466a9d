#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "pipeline/sink.h"
#include "sinks/mongodb_collection.h"
#include "wire/mongodb_client.h"

namespace bdp {

/// How a sink writes into a collection.
struct MongodbSinkOptions {
  std::size_t bulk_bytes = std::size_t{8} * 1024 * 1024;  ///< One document is always allowed.
  std::size_t bulk_documents = 10'000;
  unsigned connections = 4;  ///< Bulks under way at once.
};

/// A collection of a MongoDB: a document a row, whose `_id` is the row's id or the text that the
/// job makes its key. Written in unordered bulks; what another try may store is an error of
/// write(), what cannot be stored is refused with the server's reason.
class MongodbSink final : public Sink {
 public:
  /// `client` has as many connections as the sink.
  MongodbSink(std::shared_ptr<MongodbClient> client, MongodbCollection collection,
              MongodbSinkOptions options)
      : client_(std::move(client)), collection_(std::move(collection)), options_(options) {}

  Status open(std::string_view from) override;
  std::unique_ptr<Prepared> prepare(const Batch& batch, const Selection& rows,
                                    std::unique_ptr<Prepared> reuse) const override;
  Result<WriteOutcome> write(const Batch& batch, const Selection& rows, Prepared* prepared,
                             std::stop_token stop) override;
  /// What is written is acknowledged by as many members as the write concern says.
  Status flush() override { return {}; }
  std::string position() const override { return {}; }
  unsigned writes_in_flight() const override { return options_.connections; }
  bool waits() const override { return true; }

 private:
  const std::shared_ptr<MongodbClient> client_;
  const MongodbCollection collection_;
  const MongodbSinkOptions options_;
};

}  // namespace bdp
