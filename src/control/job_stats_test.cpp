#include "control/job_stats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bdp {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> keys(const nlohmann::json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

RunStatistics finished_run() {
  RunStatistics statistics;
  statistics.total.read = 500'000;
  statistics.total.delivered = 499'000;
  statistics.total.dropped = 900;
  statistics.total.dead_letters = 100;
  statistics.elapsed = 2s;
  statistics.writing = 1s;
  return statistics;
}

TEST(JobStats, HasTheReportsKeys) {
  const nlohmann::json stats = job_stats(finished_run(), {250'480'148}, false);
  EXPECT_THAT(keys(stats["filebeat_stats"]["event"]),
              testing::UnorderedElementsAre("active", "added", "done"));
  EXPECT_THAT(keys(stats["logstash_stats"]["event"]),
              testing::UnorderedElementsAre("in", "filtered", "out", "duration_in_millis",
                                            "queue_push_duration_in_millis"));
  EXPECT_THAT(
      keys(stats["logstash_stats"]["flow"]),
      testing::UnorderedElementsAre("input_throughput", "filter_throughput", "output_throughput",
                                    "queue_backpressure", "worker_concurrency"));
  EXPECT_THAT(keys(stats["logstash_stats"]["flow"]["queue_backpressure"]),
              testing::UnorderedElementsAre("current", "last_1_minute", "lifetime"));
  EXPECT_THAT(keys(stats["index_stats"]["store"]),
              testing::UnorderedElementsAre("size_in_bytes", "total_data_set_size_in_bytes",
                                            "reserved_in_bytes"));
  EXPECT_THAT(keys(stats["index_stats"]["indexing"]),
              testing::UnorderedElementsAre("index_total", "index_time_in_millis", "index_current",
                                            "index_failed", "delete_total", "delete_time_in_millis",
                                            "delete_current", "noop_update_total", "is_throttled",
                                            "throttle_time_in_millis", "write_load"));
}

TEST(JobStats, CountsWhatTheRunCounted) {
  const nlohmann::json stats = job_stats(finished_run(), {}, false);
  EXPECT_EQ(stats["filebeat_stats"]["event"]["added"], 500'000);
  EXPECT_EQ(stats["filebeat_stats"]["event"]["active"], 0);
  EXPECT_EQ(stats["logstash_stats"]["event"]["out"], 499'000);
  EXPECT_EQ(stats["index_stats"]["indexing"]["index_total"], 499'000);
  EXPECT_EQ(stats["index_stats"]["indexing"]["write_load"], 0.5);
  EXPECT_EQ(stats["conservation"]["holds"], true);
}

TEST(Conservation, IsSaidInOneLine) {
  EXPECT_EQ(conservation_line(finished_run().total),
            "read 500,000 = delivered 499,000 + already there 0 + dropped 900 + dead letters 100");
  RowCounters split;
  split.read = 1;
  split.added = 2;
  split.delivered = 2;
  split.dropped = 1;
  EXPECT_EQ(conservation_line(split),
            "read 1 + added 2 = delivered 2 + already there 0 + dropped 1 + dead letters 0");
}

}  // namespace
}  // namespace bdp
