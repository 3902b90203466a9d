#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lang/template.h"
#include "pipeline/sink.h"
#include "wire/kafka_producer.h"

namespace bdp {

struct KafkaOptions {
  KafkaSettings settings;
  std::optional<lang::Template> key = {};  ///< Nothing: the document id; else no key.
  int partitions = 1;                      ///< Of a topic that has to be created.
};

/// Rows to a Kafka topic: a JSON object each, with the header `id`, the row's id or document id.
/// The same row has the same id whenever it comes, so that readers can tell what they have: a run
/// that was killed sends again what came after its last mark. In order within a partition, so one
/// write at a time.
class KafkaSink final : public Sink {
 public:
  explicit KafkaSink(KafkaOptions options) : options_(std::move(options)) {}

  Status open(std::string_view from) override;
  std::unique_ptr<Prepared> prepare(const Batch& batch, const Selection& rows,
                                    std::unique_ptr<Prepared> reuse) const override;
  Result<WriteOutcome> write(const Batch& batch, const Selection& rows, Prepared* prepared,
                             std::stop_token stop) override;
  /// Nothing to do: write() has waited for the brokers.
  Status flush() override { return {}; }
  std::string position() const override { return {}; }
  bool waits() const override { return true; }

 private:
  const KafkaOptions options_;
  std::unique_ptr<KafkaProducer> producer_;
};

}  // namespace bdp
