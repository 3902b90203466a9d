#include "control/job_stats.h"

#include <chrono>
#include <cmath>

#include <nlohmann/json.hpp>

namespace bdp {
namespace {

using nlohmann::json;

std::int64_t milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

double rounded(double figure, double step) {
  return std::round(figure / step) * step;
}

json throughput(const FlowFigure& figure) {
  return {{"current", std::llround(figure.current)},
          {"last_1_minute", std::llround(figure.last_1_minute)},
          {"lifetime", std::llround(figure.lifetime)}};
}

json share(const FlowFigure& figure) {
  constexpr double kStep = 0.0001;
  return {{"current", rounded(figure.current, kStep)},
          {"last_1_minute", rounded(figure.last_1_minute, kStep)},
          {"lifetime", rounded(figure.lifetime, kStep)}};
}

json index_stats(const IndexStats& stats) {
  return {{"store",
           {{"size_in_bytes", stats.size_in_bytes},
            {"total_data_set_size_in_bytes", stats.total_data_set_size_in_bytes},
            {"reserved_in_bytes", stats.reserved_in_bytes}}},
          {"indexing",
           {{"index_total", stats.index_total},
            {"index_time_in_millis", stats.index_time_in_millis},
            {"index_current", stats.index_current},
            {"index_failed", stats.index_failed},
            {"delete_total", stats.delete_total},
            {"delete_time_in_millis", stats.delete_time_in_millis},
            {"delete_current", stats.delete_current},
            {"noop_update_total", stats.noop_update_total},
            {"is_throttled", stats.is_throttled},
            {"throttle_time_in_millis", stats.throttle_time_in_millis},
            {"write_load", stats.write_load}}}};
}

/// In the same form, what the run counted itself.
IndexStats counted(const RunStatistics& statistics, std::uint64_t size_bytes) {
  const double elapsed = std::chrono::duration<double>(statistics.elapsed).count();
  const double busy = std::chrono::duration<double>(statistics.writing).count();
  IndexStats stats;
  stats.index_total = statistics.total.delivered;
  stats.index_time_in_millis =
      static_cast<std::uint64_t>(milliseconds(statistics.writing + statistics.storing));
  stats.index_failed = statistics.total.dead_letters;
  stats.noop_update_total = statistics.total.already_there;
  stats.write_load = elapsed > 0 ? busy / elapsed : 0.0;
  stats.size_in_bytes = size_bytes;
  stats.total_data_set_size_in_bytes = size_bytes;
  return stats;
}

}  // namespace

json job_stats(const RunStatistics& statistics, const StoreFigures& store, bool running) {
  const RowCounters& rows = statistics.total;
  const std::uint64_t done = rows.delivered + rows.already_there + rows.dropped + rows.dead_letters;
  const std::uint64_t all = rows.read + rows.added;
  const std::uint64_t active = running && all > done ? all - done : 0;
  return {{"filebeat_stats",
           {{"event", {{"active", active}, {"added", rows.read}, {"done", rows.read - active}}}}},
          {"logstash_stats",
           {{"event",
             {{"in", rows.read},
              {"filtered", all - rows.dropped},
              {"out", rows.delivered + rows.already_there},
              {"duration_in_millis", milliseconds(statistics.filtering + statistics.writing)},
              {"queue_push_duration_in_millis", milliseconds(statistics.flow.stalled)}}},
            {"flow",
             {{"input_throughput", throughput(statistics.rates.input_throughput)},
              {"filter_throughput", throughput(statistics.rates.filter_throughput)},
              {"output_throughput", throughput(statistics.rates.output_throughput)},
              {"queue_backpressure", share(statistics.rates.queue_backpressure)},
              {"worker_concurrency", share(statistics.rates.worker_concurrency)}}}}},
          {"index_stats",
           index_stats(store.index ? *store.index : counted(statistics, store.size_bytes))},
          {"conservation",
           {{"read", rows.read},
            {"added", rows.added},
            {"delivered", rows.delivered},
            {"already_there", rows.already_there},
            {"dropped", rows.dropped},
            {"dead_letters", rows.dead_letters},
            {"holds", rows.conserved()}}}};
}

std::string with_separators(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string conservation_line(const RowCounters& rows) {
  std::string line = "read " + with_separators(rows.read);
  if (rows.added > 0) line += " + added " + with_separators(rows.added);
  line += " = delivered " + with_separators(rows.delivered);
  line += " + already there " + with_separators(rows.already_there);
  line += " + dropped " + with_separators(rows.dropped);
  line += " + dead letters " + with_separators(rows.dead_letters);
  return line;
}

}  // namespace bdp
