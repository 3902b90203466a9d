#include "os/machine.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <map>

namespace bdp::os {
namespace {

Variables variables(std::map<std::string, std::string, std::less<>> values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

TEST(DefaultHome, IsInTheXdgStateDirectory) {
  EXPECT_EQ(*default_home(variables({{"XDG_STATE_HOME", "/s"}, {"HOME", "/h"}})), "/s/mysimbdp");
}

TEST(DefaultHome, IsBelowTheHomeDirectoryOtherwise) {
  EXPECT_EQ(*default_home(variables({{"HOME", "/h"}})), "/h/.local/state/mysimbdp");
  EXPECT_EQ(*default_home(variables({{"XDG_STATE_HOME", "relative"}, {"HOME", "/h"}})),
            "/h/.local/state/mysimbdp");
}

TEST(UsableProcessors, AreThoseOfTheAffinity) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);
  EXPECT_EQ(usable_processors(), static_cast<unsigned>(CPU_COUNT(&before)));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (std::size_t i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &before) && CPU_COUNT(&one) == 0) CPU_SET(i, &one);
  }
  ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
  EXPECT_EQ(usable_processors(), 1U);
  ASSERT_EQ(sched_setaffinity(0, sizeof(before), &before), 0);
}

TEST(HostName, IsKnown) {
  EXPECT_FALSE(host_name().empty());
}

TEST(Terminal, AClosedDescriptorIsNone) {
  EXPECT_FALSE(is_terminal(-1));
  EXPECT_EQ(terminal_columns(-1), std::nullopt);
}

}  // namespace
}  // namespace bdp::os
