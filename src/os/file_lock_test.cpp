#include "os/file_lock.h"

#include <gtest/gtest.h>

#include <optional>

#include "os/temporary_directory.h"

namespace bdp::os {
namespace {

TEST(FileLock, IsHeldByOneAndSaysByWhom) {
  const TemporaryDirectory directory;
  const auto first = FileLock::take(directory / "lock", "process 7");
  ASSERT_TRUE(first);
  const auto second = FileLock::take(directory / "lock", "process 8");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), Code::kConflict);
  EXPECT_EQ(second.error().message(), "process 7");
}

TEST(FileLock, IsFreeAgainAfterItsEnd) {
  const TemporaryDirectory directory;
  {
    ASSERT_TRUE(FileLock::take(directory / "lock", "a longer note than the next"));
  }
  const auto next = FileLock::take(directory / "lock", "b");
  ASSERT_TRUE(next);
  EXPECT_EQ(FileLock::take(directory / "lock", "c").error().message(), "b");
}

TEST(FileLock, InAMissingDirectoryIsAnErrorWithThePath) {
  const auto lock = FileLock::take("/nonexistent/lock", "");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().message(),
            "cannot open the lock '/nonexistent/lock': No such file or directory");
}

}  // namespace
}  // namespace bdp::os
