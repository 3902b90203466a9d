#include "console.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "control/job_stats.h"
#include "os/machine.h"

namespace bdp::app {
namespace {

/// Between two plain lines, where there is no terminal to write over.
constexpr double kSecondsBetweenLines = 10;
constexpr unsigned kBarColumns = 20;

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

std::string rate_of(const RunStatistics& statistics) {
  return with_separators(static_cast<std::uint64_t>(statistics.rates.input_throughput.current)) +
         " rows/s";
}

}  // namespace

std::string human_bytes(double bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes >= 999.5 && unit + 1 < kUnits.size()) {
    bytes /= 1000;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 || bytes >= 99.95 ? "%.0f %s" : "%.1f %s",
                bytes, kUnits[unit]);
  return text.data();
}

std::string human_duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  std::array<char, 32> text{};
  const auto minutes = static_cast<unsigned long>(whole / 60);
  const auto rest = static_cast<unsigned long>(whole % 60);
  if (minutes < 60) {
    std::snprintf(text.data(), text.size(), "%lu:%02lu", minutes, rest);
  } else {
    std::snprintf(text.data(), text.size(), "%lu:%02lu:%02lu", minutes / 60, minutes % 60, rest);
  }
  return text.data();
}

ProgressDisplay::ProgressDisplay(Mode mode, std::uint64_t total_bytes)
    : mode_(mode), total_bytes_(total_bytes) {}

ProgressDisplay::~ProgressDisplay() {
  clear();
}

ProgressDisplay::Mode ProgressDisplay::suitable() {
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return os::is_terminal(STDERR_FILENO) && !dumb ? Mode::kBar : Mode::kLines;
}

void ProgressDisplay::progress(const RunStatistics& statistics) {
  if (mode_ == Mode::kNone) return;
  const double now = seconds(statistics.elapsed);
  if (mode_ == Mode::kLines) {
    if (now - last_line_ < kSecondsBetweenLines) return;
    last_line_ = now;
    std::fprintf(stderr, "%s\n", line(statistics).c_str());
    return;
  }
  const unsigned columns = os::terminal_columns(STDERR_FILENO).value_or(80);
  // The last column stays free: some terminals wrap as soon as it is written.
  std::string text = bar(statistics, columns > 0 ? columns - 1 : 79);
  std::fprintf(stderr, "\r\033[K%s", text.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void ProgressDisplay::clear() {
  if (!shown_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

std::string ProgressDisplay::line(const RunStatistics& statistics) const {
  std::string text = with_separators(statistics.this_run.read) + " rows, " +
                     human_bytes(static_cast<double>(statistics.this_run.bytes_read));
  if (total_bytes_ > 0) text += " of " + human_bytes(static_cast<double>(total_bytes_));
  return text + ", " + rate_of(statistics);
}

std::string ProgressDisplay::bar(const RunStatistics& statistics, unsigned columns) const {
  std::string text;
  std::string left;
  if (total_bytes_ > 0) {
    const double share = std::min(1.0, static_cast<double>(statistics.this_run.bytes_read) /
                                           static_cast<double>(total_bytes_));
    std::array<char, 16> percent{};
    std::snprintf(percent.data(), percent.size(), "%3.0f%% ", share * 100);
    text += percent.data();
    const auto filled = static_cast<unsigned>(share * kBarColumns);
    text += "[" + std::string(filled, '#') + std::string(kBarColumns - filled, '-') + "] ";
    const double rate = static_cast<double>(statistics.this_run.bytes_read) /
                        std::max(1e-3, seconds(statistics.elapsed));
    const double missing = static_cast<double>(total_bytes_) * (1 - share);
    if (rate > 0) left = "  " + human_duration(missing / rate) + " left";
  }
  text += with_separators(statistics.this_run.read) + " rows  " +
          human_bytes(static_cast<double>(statistics.this_run.bytes_read)) + "  " +
          rate_of(statistics) + left;
  if (text.size() > columns) text.resize(columns);
  return text;
}

}  // namespace bdp::app
