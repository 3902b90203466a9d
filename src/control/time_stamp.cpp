#include "control/time_stamp.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace bdp {

std::string time_stamp(os::Clock& clock) {
  const auto now = clock.wall();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now - seconds).count();
  const std::time_t time = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(seconds));
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%S", &parts);
  std::snprintf(text.data() + size, text.size() - size, ".%06ldZ", static_cast<long>(micros));
  return text.data();
}

}  // namespace bdp
