#pragma once

#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bdp::app {

/// Prints rows as an aligned table, as wide as it needs to be. The first rows decide the widths, so
/// that any number of rows can be printed in bounded memory.
class TablePrinter {
 public:
  TablePrinter(std::FILE* out, std::span<const std::string> columns);

  /// `right[i]`: the cell is a number and is set to the right. False: nobody reads on.
  bool row(std::vector<std::string> cells, std::vector<bool> right);
  void finish();

 private:
  struct Row {
    std::vector<std::string> cells;
    std::vector<bool> right;
  };
  void settle();
  void print(const Row& row);

  std::FILE* out_;
  Row header_;
  std::vector<std::size_t> widths_;
  std::vector<Row> held_;
  bool settled_ = false;
};

/// How many columns of a terminal a UTF-8 text takes.
std::size_t display_width(std::string_view text);

}  // namespace bdp::app
