#include "filters/csv/ruby_date.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "record/arena.h"
#include "record/scalar_text.h"

namespace bdp::csv {
namespace {

std::string shown(std::optional<Timestamp> time) {
  if (!time) return "stays";
  std::array<char, 64> text;
  return {text.data(), write_timestamp(text.data(), *time)};
}

struct Case {
  const char* text;
  const char* result;
};

// What Ruby 3.1 prints, but for what it takes from today's date.
TEST(RubyDate, ReadsDaysWithMonthsInLettersOrIso) {
  constexpr Case kCases[] = {
      {"March 5, 2024", "2024-03-05T00:00:00.000Z"},
      {"Tue, march 5 24", "2024-03-05T00:00:00.000Z"},
      {"foo Sept 5,   1999", "1999-09-05T00:00:00.000Z"},
      {"Mar 05 68", "2068-03-05T00:00:00.000Z"},
      {"Mar 05 69", "1969-03-05T00:00:00.000Z"},
      {"12 Mar 5 2024", "2005-03-12T00:00:00.000Z"},
      {"2024-02-29", "2024-02-29T00:00:00.000Z"},
      {"2023-02-29", "stays"},
      {"2024-13-01", "stays"},
      {"March 32, 2024", "stays"},
      {"5 March 2024", "stays"},
      {"March 5,2024", "stays"},
      {"2024-03-05T10:11:12", "stays"},
      {"12 5 2024", "stays"},
      {"xMar 5 2024", "stays"},
      {"", "stays"},
      {"20240305", "stays"},
  };
  for (const Case& one : kCases) EXPECT_EQ(shown(parse_date(one.text)), one.result) << one.text;
}

TEST(RubyDate, ReadsDaysWithTimes) {
  constexpr Case kCases[] = {
      {"2024-03-05", "2024-03-05T00:00:00.000Z"},
      {"2024-03-05 10:11", "2024-03-05T10:11:00.000Z"},
      {"2024-03-05T10:11:12.3456789Z", "2024-03-05T10:11:12.345Z"},
      {"2024-03-05T10:11:12+02:00", "2024-03-05T08:11:12.000Z"},
      {"2024-03-05 00:11:12.5-11:30", "2024-03-05T11:41:12.500Z"},
      {"2024-03-05T24:00:00", "2024-03-06T00:00:00.000Z"},
      {"2024-03-05T10:11:60Z", "2024-03-05T10:11:59.000Z"},
      {"Tue Mar  5 1:2:3, 2024", "2024-03-05T01:02:03.000Z"},
      {"Mar 5 10:11:12 24", "2024-03-05T10:11:12.000Z"},
      {"2024-03-05T24:00:01", "stays"},
      {"2024-03-05T10:61:00", "stays"},
      {"2024-02-30 10:11:12", "stays"},
      {"2024-03-05T10:11:12+0200", "stays"},
      {"2024-03-05T10:11Z", "stays"},
      {"Mar 5 25:11:12 24", "stays"},
      {"10:11:12", "stays"},
  };
  for (const Case& one : kCases) {
    EXPECT_EQ(shown(parse_date_time(one.text)), one.result) << one.text;
  }
}

}  // namespace
}  // namespace bdp::csv
