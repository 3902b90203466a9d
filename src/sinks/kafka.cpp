#include "sinks/kafka.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "formats/bytes.h"
#include "formats/json_writer.h"
#include "record/arena.h"

namespace bdp {
namespace {

/// A batch as messages.
class KafkaRows final : public Prepared {
 public:
  void fill(const Batch& batch, const Selection& rows, const std::optional<lang::Template>& key) {
    text.clear();
    arena.reset();
    messages.clear();
    places.clear();
    refused.clear();
    ends.clear();
    const JsonRowWriter writer(batch, {});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      KafkaMessage message;
      if (!add_key(batch, rows[i], key, message)) continue;
      message.id = id_of(batch, rows[i]);
      writer.append(rows[i], text);
      ends.push_back(text.size());
      messages.push_back(message);
      places.push_back(rows[i]);
    }
    // The text no longer moves.
    std::size_t begin = 0;
    for (std::size_t i = 0; i < messages.size(); ++i) {
      messages[i].value = text.view().substr(begin, ends[i] - begin);
      begin = ends[i];
    }
  }

  Bytes text;
  Arena arena;
  std::vector<KafkaMessage> messages;
  std::vector<RowIndex> places;  ///< Of each message, its row.
  std::vector<std::size_t> ends;
  std::vector<Rejection> refused;

 private:
  bool add_key(const Batch& batch, RowIndex row, const std::optional<lang::Template>& key,
               KafkaMessage& message) {
    if (!key) {
      if (!batch.document_ids().empty()) message.key = batch.document_ids()[row].as_text();
      return true;
    }
    std::string why;
    const std::string_view missing = key->missing_field(batch, row);
    const auto rendered = missing.empty() ? key->render(batch, row, arena, &why) : std::nullopt;
    if (rendered) {
      message.key = rendered->as_text();
      return true;
    }
    refused.push_back({row, Error(Code::kInvalid, missing.empty() ? "the row's key: " + why
                                                                  : "the row has no value for '" +
                                                                        std::string(missing) +
                                                                        "', a part of its key")});
    return false;
  }

  std::string_view id_of(const Batch& batch, RowIndex row) {
    if (!batch.document_ids().empty()) return batch.document_ids()[row].as_text();
    constexpr std::string_view kDigits = "0123456789abcdef";
    const std::array<char, 16> bytes = batch.id(row).bytes();
    char* text_of_id = arena.allocate_text(2 * bytes.size());
    char* next = text_of_id;
    for (const char byte : bytes) {
      const auto bits = static_cast<unsigned char>(byte);
      *next++ = kDigits[bits >> 4U];
      *next++ = kDigits[bits & 15U];
    }
    return {text_of_id, 2 * bytes.size()};
  }
};

}  // namespace

Status KafkaSink::open(std::string_view) {
  TRY_ASSIGN(producer_, KafkaProducer::make(options_.settings));
  return producer_->require_topic(options_.partitions);
}

std::unique_ptr<Prepared> KafkaSink::prepare(const Batch& batch, const Selection& rows,
                                             std::unique_ptr<Prepared> reuse) const {
  if (!reuse) reuse = std::make_unique<KafkaRows>();
  static_cast<KafkaRows&>(*reuse).fill(batch, rows, options_.key);
  return reuse;
}

Result<WriteOutcome> KafkaSink::write(const Batch&, const Selection&, Prepared* prepared,
                                      std::stop_token stop) {
  auto& rows = static_cast<KafkaRows&>(*prepared);
  TRY_ASSIGN(auto refused, producer_->send(rows.messages, stop));
  WriteOutcome outcome;
  outcome.refused = rows.refused;
  outcome.bytes = rows.text.size();
  outcome.delivered = rows.messages.size() - refused.size();
  for (KafkaRefusal& refusal : refused) {
    outcome.refused.push_back({rows.places[refusal.message], std::move(refusal.reason)});
  }
  return outcome;
}

}  // namespace bdp
