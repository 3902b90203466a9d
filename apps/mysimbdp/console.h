#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/runner.h"

namespace bdp::app {

/// 1536000 as `1.5 MB`, in powers of ten.
std::string human_bytes(double bytes);

/// 83 seconds as `1:23`.
std::string human_duration(double seconds);

/// Shows how a run is doing: one line on a terminal that is written again and again, a plain line
/// now and then elsewhere. Writes to stderr. `total_bytes` 0: nobody knows how much there is.
class ProgressDisplay final : public ProgressListener {
 public:
  enum class Mode : std::uint8_t { kNone, kBar, kLines };

  ProgressDisplay(Mode mode, std::uint64_t total_bytes);
  ~ProgressDisplay() override;
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  void progress(const RunStatistics& statistics) override;
  /// Takes the bar off the screen.
  void clear();

  /// What suits stderr as it is now.
  static Mode suitable();

 private:
  std::string bar(const RunStatistics& statistics, unsigned columns) const;
  std::string line(const RunStatistics& statistics) const;

  const Mode mode_;
  const std::uint64_t total_bytes_;
  bool shown_ = false;
  double last_line_ = 0;  ///< Seconds since the start.
};

}  // namespace bdp::app
