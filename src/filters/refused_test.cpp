#include "filters/refused.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "filters/filter_run.h"

namespace bdp {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Refused, RubyNamesItsLineAndTheAlternatives) {
  EXPECT_THAT(FilterRun("mutate { }\n  ruby { code => \"event.set('a', 1)\" }").error(),
              AllOf(StartsWith("test.conf:2:3: ruby is not run here"), HasSubstr("mutate")));
}

TEST(Refused, AggregateAndMetricsNameAQueryInstead) {
  EXPECT_THAT(FilterRun("aggregate { task_id => \"%{t}\" code => \"map['n'] ||= 0\" timeout => 3 }")
                  .error(),
              AllOf(StartsWith("test.conf:1:1: aggregate is refused"), HasSubstr("GROUP BY")));
  EXPECT_THAT(FilterRun("metrics { meter => [\"events\"] flush_interval => 10 }").error(),
              AllOf(StartsWith("test.conf:1:1: metrics is refused"), HasSubstr("GROUP BY")));
}

TEST(Refused, SleepSaysWhyAndWhatToDo) {
  EXPECT_THAT(FilterRun("sleep { time => \"1\" every => 10 }").error(),
              AllOf(StartsWith("test.conf:1:1: sleep is refused"), HasSubstr("service profile")));
}

}  // namespace
}  // namespace bdp
