#include "wire/mongodb_driver.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace bdp {
namespace {

TEST(MongodbDriver, LeavesNoFileThatAKilledProcessWouldNotRemove) {
  start_mongodb_driver();
  EXPECT_FALSE(std::filesystem::exists("/dev/shm/mongoc-" + std::to_string(getpid())));
}

}  // namespace
}  // namespace bdp
