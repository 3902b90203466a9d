#include "pipeline/conveyor.h"

#include <gtest/gtest.h>

#include "pipeline/fake_source.h"

namespace bdp {
namespace {

TEST(Conveyor, StoresNoCheckpointBetweenAWriteAndItsSettling) {
  FakeSource source({});
  Conveyor conveyor({.memory_bytes = 1 << 20, .chunk_bytes = 16}, source,
                    std::make_shared<Layout>());
  const Task read = conveyor.next();
  ASSERT_EQ(read.duty, Duty::kRead);
  ASSERT_TRUE(source.open({}, false));
  ASSERT_TRUE(source.next(read.token, read.parcel->chunk, {}));
  conveyor.read_done(read, true);
  const Task work = conveyor.next();
  ASSERT_EQ(work.duty, Duty::kWork);
  conveyor.work_done(work);
  const Task write = conveyor.next();
  ASSERT_EQ(write.duty, Duty::kWrite);
  conveyor.write_done(write);

  // The sink stands behind the parcel now, the mark before it.
  conveyor.want_checkpoint();
  const Task settle = conveyor.next();
  ASSERT_EQ(settle.duty, Duty::kSettle);
  conveyor.settle_done(settle);
  const Task checkpoint = conveyor.next();
  EXPECT_EQ(checkpoint.duty, Duty::kCheckpoint);
  conveyor.checkpoint_done();
}

}  // namespace
}  // namespace bdp
