#include "sinks/bulk_answer.h"

#include <simdjson.h>

#include <array>
#include <optional>

namespace bdp {
namespace {

namespace sj = simdjson;

constexpr std::size_t kShownBytes = 500;

/// `{"type": ..., "reason": ..., "caused_by": {"reason": ...}}` as a sentence.
std::string sentence_of(const sj::dom::element& error) {
  std::string_view text;
  if (error.get(text) == sj::SUCCESS) return std::string(text);
  std::string sentence;
  const auto append = [&](std::string_view between, sj::simdjson_result<sj::dom::element> part) {
    std::string_view words;
    if (part.get(words) != sj::SUCCESS) return;
    if (!sentence.empty()) sentence += between;
    sentence += words;
  };
  append("", error["type"]);
  append(": ", error["reason"]);
  append("; ", error["caused_by"]["reason"]);
  return sentence;
}

BulkVerdict::Kind kind_of(std::uint64_t status) {
  if (status == 409) return BulkVerdict::Kind::kAlreadyThere;
  if (status == 429 || status >= 500) return BulkVerdict::Kind::kLater;
  // Not authorised; the index is closed, blocked or not there.
  if (status == 401 || status == 403 || status == 404) return BulkVerdict::Kind::kBroken;
  return BulkVerdict::Kind::kRefused;
}

sj::dom::parser& parser_of_thread() {
  thread_local sj::dom::parser parser;
  return parser;
}

Error no_answer(std::string_view why) {
  return {Code::kCorrupt, "this is no answer to a bulk: " + std::string(why)};
}

}  // namespace

Result<std::vector<BulkVerdict>> read_bulk_answer(std::string_view body, std::size_t documents) {
  std::vector<BulkVerdict> verdicts;
  sj::dom::element answer;
  if (const auto code = parser_of_thread().parse(body.data(), body.size(), false).get(answer)) {
    return no_answer(sj::error_message(code));
  }
  bool errors = false;
  if (answer["errors"].get(errors) != sj::SUCCESS) return no_answer("'errors' is missing");
  if (!errors) return verdicts;
  sj::dom::array items;
  if (answer["items"].get(items) != sj::SUCCESS) return no_answer("'items' is missing");
  std::size_t place = 0;
  for (const sj::dom::element item : items) {
    std::uint64_t status = 0;
    const auto result = item["create"];
    if (result["status"].get(status) != sj::SUCCESS) return no_answer("an item has no status");
    if (status >= 300) {
      BulkVerdict verdict{.place = place, .kind = kind_of(status), .reason = {}};
      sj::dom::element error;
      if (verdict.kind != BulkVerdict::Kind::kAlreadyThere) {
        verdict.reason = std::to_string(status);
        if (result["error"].get(error) == sj::SUCCESS) verdict.reason += " " + sentence_of(error);
      }
      verdicts.push_back(std::move(verdict));
    }
    ++place;
  }
  if (place != documents) {
    return no_answer(std::to_string(place) + " items for " + std::to_string(documents) +
                     " documents");
  }
  return verdicts;
}

std::string reason_of(std::string_view body) {
  sj::dom::element answer;
  sj::dom::element error;
  const std::string shown(body.substr(0, kShownBytes));
  if (parser_of_thread().parse(body.data(), body.size(), true).get(answer) == sj::SUCCESS &&
      answer["error"].get(error) == sj::SUCCESS) {
    const std::string sentence = sentence_of(error);
    if (!sentence.empty()) return sentence;
  }
  return shown.empty() ? "an empty answer" : shown;
}

}  // namespace bdp
