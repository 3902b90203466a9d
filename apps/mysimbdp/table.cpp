#include "table.h"

#include <algorithm>
#include <utility>

namespace bdp::app {
namespace {

/// So many rows are looked at before the first is printed.
constexpr std::size_t kHeldRows = 500;

bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  return text.size() -
         static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues_character));
}

TablePrinter::TablePrinter(std::FILE* out, std::span<const std::string> columns) : out_(out) {
  header_.cells.assign(columns.begin(), columns.end());
  header_.right.assign(columns.size(), false);
  for (const std::string& name : columns) widths_.push_back(display_width(name));
}

bool TablePrinter::row(std::vector<std::string> cells, std::vector<bool> right) {
  if (settled_) {
    print({std::move(cells), std::move(right)});
  } else {
    held_.push_back({std::move(cells), std::move(right)});
    if (held_.size() >= kHeldRows) settle();
  }
  return std::ferror(out_) == 0;
}

void TablePrinter::finish() {
  if (!settled_) settle();
}

void TablePrinter::settle() {
  settled_ = true;
  for (const Row& row : held_) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      widths_[i] = std::max(widths_[i], display_width(row.cells[i]));
      if (row.right[i]) header_.right[i] = true;
    }
  }
  print(header_);
  Row rule{{}, std::vector<bool>(widths_.size(), false)};
  for (const std::size_t width : widths_) rule.cells.emplace_back(width, '-');
  print(rule);
  for (const Row& row : held_) print(row);
  held_.clear();
}

void TablePrinter::print(const Row& row) {
  std::string line;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (i > 0) line += "  ";
    const std::size_t width = display_width(row.cells[i]);
    const std::size_t padding = widths_[i] > width ? widths_[i] - width : 0;
    if (row.right[i]) line.append(padding, ' ');
    line += row.cells[i];
    if (!row.right[i] && i + 1 < row.cells.size()) line.append(padding, ' ');
  }
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), out_);
}

}  // namespace bdp::app
