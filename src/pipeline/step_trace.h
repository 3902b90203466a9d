#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/outline.h"
#include "pipeline/watched_step.h"

namespace bdp {

/// Tells of every event what each step changed in it, event by event. One thread.
class StepTrace final : public StepWatcher {
 public:
  using Tell = std::function<void(std::string_view)>;

  /// `tell` gets the lines of one event at a time, without a line break behind the last; each is at
  /// most `columns` wide.
  StepTrace(std::vector<OutlineEntry> outline, std::size_t columns, Tell tell)
      : outline_(std::move(outline)), columns_(columns), tell_(std::move(tell)) {}

  /// Before and after a batch goes through the program.
  void begin(const Batch& batch, const Selection& rows);
  void end();

  void run(std::size_t place, const Step& step, Batch& batch, Selection& rows,
           Scratch& scratch) override;

 private:
  /// The fields of an event in JSON.
  using Fields = std::map<std::string, std::string>;

  static Fields fields_of(const Batch& batch, RowIndex row);
  void line(const Batch& batch, RowIndex row, const std::string& text);
  /// Empty for an event that came in.
  std::string added_name(const Batch& batch, RowIndex row);
  void heading(const Batch& batch, RowIndex row, std::size_t place);
  void changes(const Batch& batch, RowIndex row, const Fields& before, const Fields& after);
  void rejections(const Batch& batch);

  const std::vector<OutlineEntry> outline_;
  const std::size_t columns_;
  const Tell tell_;
  std::uint64_t events_ = 0;
  std::size_t rejections_told_ = 0;
  std::map<RowIndex, std::string> texts_;  ///< Of the events of this batch.
  std::map<RowIndex, std::string> added_;  ///< Names of the events that filters added.
  std::map<RowIndex, unsigned> children_;  ///< How many each event became.
};

}  // namespace bdp
