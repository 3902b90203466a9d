#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "filters/csv/converter.h"
#include "formats/csv_record.h"
#include "lang/event_field.h"
#include "pipeline/filter.h"

namespace bdp::csv {

enum class Outcome : std::uint8_t;
struct Memory;

/// What the configuration says.
struct Rules {
  FieldRef source;
  std::optional<CsvDialect> dialect;  ///< Nothing: no row is well-formed.
  std::vector<std::string> columns;
  std::string target;  ///< In brackets; empty: the event itself.
  std::map<std::string, Converter, std::less<>> converters;
  bool autogenerate_names = true;
  bool skip_empty_columns = false;
  bool skip_empty_rows = false;
  bool detect_columns = false;
  bool skip_header = false;
  Slot tags = 0;
};

/// Where one field of every row goes.
struct Target {
  bool ignored = false;
  std::optional<lang::EventField> field;  ///< Nothing: its name is no reference, setting it raises.
  Converter converter = Converter::kNone;
};

/// Takes the rows' source apart into columns. Const; the columns learnt from a first row are in
/// the scratch.
class CsvFilter final : public Filter {
 public:
  CsvFilter(Rules rules, Layout& layout);

  std::unique_ptr<Scratch> new_scratch() const override;
  bool needs_order() const override { return rules_.detect_columns && rules_.columns.empty(); }
  std::string_view failure_tag() const override { return kFailureTag; }
  void apply(Batch& batch, Selection& rows, Selection* matched, Scratch* scratch) const override;

 private:
  static constexpr std::string_view kFailureTag = "_csvparsefailure";

  /// One row, exactly as Logstash does it.
  Outcome parse_row(Batch& batch, RowIndex row, Memory& memory) const;
  Outcome set_fields(Batch& batch, RowIndex row, TextFlags flags, Memory& memory) const;
  Outcome fail(Batch& batch, RowIndex row) const;

  /// Many rows at once; those that are not plain are left in `memory.complex`. False: the targets
  /// cannot be set that way, and nothing is done.
  bool cut_rows(Batch& batch, const Selection& rows, Memory& memory) const;
  std::size_t width(const Batch& batch, const Selection& rows, const Memory& memory) const;
  bool choose_destinations(Batch& batch, const Selection& rows, std::size_t width,
                           Memory& memory) const;
  void end_headers(const Selection& rows, Memory& memory) const;
  void finish_column(Batch& batch, const Selection& rows, std::size_t index, Memory& memory) const;

  /// The columns by name, configured or learnt.
  std::size_t named_columns(const Memory& memory) const;
  /// Nothing: the field of the header row was empty.
  std::optional<std::string_view> name(std::size_t index, const Memory& memory) const;
  /// Where the field goes. Those beyond the configured columns are made for this batch, which may
  /// get columns for them.
  const Target& target(Batch& batch, std::size_t index, Memory& memory) const;
  template <class Names>
  Target make_target(std::string_view name, Names& names) const;

  Rules rules_;
  std::vector<Target> targets_;  ///< Of the configured columns.
};

}  // namespace bdp::csv
