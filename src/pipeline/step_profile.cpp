#include "pipeline/step_profile.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace bdp {
namespace {

using Kind = OutlineEntry::Kind;

constexpr std::size_t kNameColumns = 34;

std::string line(const std::string& name, const std::string& rows_in, const std::string& rows_out,
                 const std::string& time, const std::string& share, const std::string& each) {
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(), " %10s %10s %9s %4s %7s", rows_in.c_str(),
                rows_out.c_str(), time.c_str(), share.c_str(), each.c_str());
  std::string padded = cut_to(name, kNameColumns);
  std::size_t width = 0;
  for (const char c : padded) width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  padded.append(kNameColumns - width, ' ').append(text.data());
  return padded.substr(0, padded.find_last_not_of(' ') + 1) + "\n";
}

std::string number(const char* form, double value) {
  std::array<char, 32> text{};
  // NOLINTNEXTLINE(clang-diagnostic-format-nonliteral): the forms stand below.
  std::snprintf(text.data(), text.size(), form, value);
  return text.data();
}

}  // namespace

void StepProfile::run(std::size_t place, const Step& step, Batch& batch, Selection& rows,
                      Scratch& scratch) {
  using Clock = std::chrono::steady_clock;
  Counters& counters = steps_[place];
  counters.rows_in.fetch_add(rows.size(), std::memory_order_relaxed);
  const auto begin = Clock::now();
  step.run(batch, rows, scratch);
  const auto spent = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - begin);
  counters.nanoseconds.fetch_add(static_cast<std::uint64_t>(spent.count()),
                                 std::memory_order_relaxed);
  counters.rows_out.fetch_add(rows.size(), std::memory_order_relaxed);
}

std::string StepProfile::table(std::span<const OutlineEntry> outline) const {
  // A choice's own time: what its branches did not take.
  std::vector<double> own(outline.size());
  double all = 0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    if (outline[i].kind == Kind::kBranch) continue;
    own[i] = static_cast<double>(steps_[i].nanoseconds);
    for (std::size_t k = i + 1; outline[i].kind == Kind::kChoice && k < outline.size(); ++k) {
      if (outline[k].depth <= outline[i].depth) break;
      const bool direct = outline[k].depth == outline[i].depth + 1;
      if (direct) own[i] -= static_cast<double>(steps_[k].nanoseconds);
    }
    all += own[i];
  }
  std::string result = line("step", "rows in", "rows out", "seconds", "%", "ns/row");
  const std::size_t digits = std::to_string(outline.size()).size();
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const OutlineEntry& entry = outline[i];
    std::string name = std::to_string(i + 1);
    name.insert(0, digits - name.size(), ' ');
    name.append(1 + std::size_t{entry.depth}, ' ');
    name += entry.text;
    const std::uint64_t rows = steps_[i].rows_in;
    const bool timed = entry.kind != Kind::kBranch;
    result += line(name, std::to_string(rows), std::to_string(steps_[i].rows_out),
                   timed ? number("%.3f", own[i] / 1e9) : "",
                   timed && all > 0 ? number("%.0f", own[i] * 100 / all) : "",
                   timed && rows > 0 ? number("%.0f", own[i] / static_cast<double>(rows)) : "");
  }
  return result + line("all steps", "", "", number("%.3f", all / 1e9), "100", "");
}

}  // namespace bdp
