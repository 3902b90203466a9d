#pragma once

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/sink.h"

namespace bdp {

/// What outlives a run of FakeSink, as a file would: the rows' texts, in the order of their coming.
struct FakeStorage {
  std::vector<std::pair<RowId, std::string>> rows;
};

/// A sink that does what a script says. Its position is the number of rows, or, when several
/// writes run at once, it knows rows by their ids.
class FakeSink final : public Sink {
 public:
  struct Script {
    unsigned writes_in_flight = 1;
    /// The n-th write and the ones after it, `failures` in all, fail with `code`, with half of the
    /// rows written.
    std::optional<unsigned> fail_at = {};
    unsigned failures = 1;
    Code code = Code::kUnavailable;
    std::optional<unsigned> fail_flush_at = {};
    bool refuse_seven = false;  ///< Rows with the text "7".
  };

  FakeSink(FakeStorage& storage, Script script) : storage_(storage), script_(script) {}

  Status open(std::string_view from) override {
    if (by_id()) return {};
    std::size_t rows = 0;
    std::from_chars(from.data(), from.data() + from.size(), rows);
    if (rows > storage_.rows.size()) return Error(Code::kCorrupt, "the output is gone");
    storage_.rows.resize(rows);
    return {};
  }

  std::unique_ptr<Prepared> prepare(const Batch&, const Selection&,
                                    std::unique_ptr<Prepared> reuse) const override {
    return reuse;
  }

  Result<WriteOutcome> write(const Batch& batch, const Selection& rows, Prepared*,
                             std::stop_token) override {
    const unsigned inside = writes_inside_.fetch_add(1) + 1;
    const std::lock_guard lock(mutex_);
    most_inside_ = std::max(most_inside_, inside);
    const unsigned number = ++writes_;
    const bool fails = script_.fail_at && number >= *script_.fail_at &&
                       number < *script_.fail_at + script_.failures;
    const std::size_t before = storage_.rows.size();
    WriteOutcome outcome;
    for (std::size_t i = 0; i < (fails ? rows.size() / 2 : rows.size()); ++i) {
      write_row(batch, rows[i], outcome);
    }
    --writes_inside_;
    if (!fails) return outcome;
    // As a file that is cut back to the start of the batch.
    if (!by_id()) storage_.rows.resize(before);
    return Error(script_.code, "the sink is away");
  }

  Status flush() override {
    const std::lock_guard lock(mutex_);
    if (++flushes_ == script_.fail_flush_at) return Error(Code::kExhausted, "no space to flush");
    return {};
  }

  std::string position() const override {
    return by_id() ? "" : std::to_string(storage_.rows.size());
  }
  unsigned writes_in_flight() const override { return script_.writes_in_flight; }

  unsigned most_inside() const { return most_inside_; }

 private:
  bool by_id() const { return script_.writes_in_flight > 1; }

  void write_row(const Batch& batch, RowIndex row, WriteOutcome& outcome) {
    const std::string text(batch.at(0, row).as_text());
    const RowId id = batch.id(row);
    const auto same = [&](const auto& stored) { return stored.first == id; };
    if (script_.refuse_seven && text == "7") {
      outcome.refused.push_back({row, Error(Code::kInvalid, "7 is not wanted")});
    } else if (by_id() && std::any_of(storage_.rows.begin(), storage_.rows.end(), same)) {
      ++outcome.already_there;
    } else {
      storage_.rows.emplace_back(id, text);
      ++outcome.delivered;
    }
  }

  FakeStorage& storage_;
  const Script script_;
  std::mutex mutex_;
  std::atomic<unsigned> writes_inside_{0};
  unsigned most_inside_ = 0;
  unsigned writes_ = 0;
  unsigned flushes_ = 0;
};

}  // namespace bdp
