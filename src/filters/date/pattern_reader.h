#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "filters/date/date_fields.h"
#include "filters/date/names.h"
#include "lang/date_pattern.h"

namespace bdp::date_filter {

/// A Joda-Time pattern compiled for reading: as lenient with digits as Joda-Time is. Immutable.
class PatternReader {
 public:
  /// kInvalid: it is no pattern, or one that can only be written.
  static Result<PatternReader> compile(std::string_view pattern,
                                       std::shared_ptr<const Names> names);

  /// Reads the whole of `text`; false when it does not have the pattern's form.
  bool read(std::string_view text, DateFields& fields) const;

  /// The pattern has a letter for the year, as Logstash looks for one.
  bool has_year() const { return has_year_; }
  /// The pattern has an offset or the id of a zone.
  bool has_zone() const { return has_zone_; }

 private:
  struct Step {
    lang::DateItem item;
    unsigned most_digits = 2;
    bool may_be_signed = false;
    bool exactly_two = false;  ///< Of two-digit years: the digits behind them are of other fields.
  };

  bool take_number(const Step& step, std::string_view& text, DateFields& fields) const;
  bool take_year(const Step& step, std::string_view& text, DateFields& fields) const;
  bool take_text(const Step& step, std::string_view& text, DateFields& fields) const;

  std::vector<Step> steps_;
  std::shared_ptr<const Names> names_;
  std::int64_t two_digit_pivot_ = 2000;
  bool has_year_ = false;
  bool has_zone_ = false;
};

}  // namespace bdp::date_filter
