#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "filters/examples_for_test.h"
#include "filters/filter_run.h"

namespace bdp {
namespace {

const std::vector<std::string> kValues = {
    R"("1")",
    R"("-12.5")",
    R"("a,b")",
    R"("<r b='1'>t</r>")",
    R"("\"q,1\",2")",
    R"("")",
    R"(" x ")",
    R"("1,,3,4")",
    R"("é,2")",
    R"("a=1 b=\"x y\" a=2 [o][x]=3")",
    R"("o-1,tags-2,n-")",
    R"("0x1F")",
    R"("true")",
    R"("a")",
    "null",
    "7",
    "2.5",
    "true",
    "false",
    R"(["1","x"])",
    R"([1,null])",
    "[]",
    R"({"x":"1"})",
    R"("{\"x\":1.50,\"b\":[1],\"x\":2}")",
    R"("{\"b\":\"y\",\"[o][x]\":null,\"a[\":1}")",
    R"({})",
    R"("bad\"")",
    R"("10000000000000000000000")",
};

rc::Gen<std::string> event() {
  return rc::gen::exec([] {
    std::string text = "{";
    for (const char* field : {"message", "a", "b", "n", "o"}) {
      if (*rc::gen::inRange(0, 3) == 0) continue;
      if (text.size() > 1) text += ",";
      text += "\"" + std::string(field) + "\":" + *rc::gen::elementOf(kValues);
    }
    const int tags = *rc::gen::inRange(0, 4);
    static constexpr const char* kTags[] = {R"("t")", R"(["t","u"])", "[]"};
    if (tags < 3) {
      if (text.size() > 1) text += ",";
      text += R"("tags":)" + std::string(kTags[tags]);
    }
    return text + "}";
  });
}

rc::Gen<std::vector<std::string>> events() {
  return rc::gen::resize(12, rc::gen::container<std::vector<std::string>>(event()));
}

const std::vector<std::string> kConditions = {
    R"([a])",
    R"(![o][x])",
    R"([a] == "1")",
    R"([a] == [b])",
    R"([n] > 2)",
    R"([n] <= 7 or [a] != "x")",
    R"("t" in [tags])",
    R"("t" not in [tags] and [b] =~ /^[0-9]/)",
    R"([a] in ["1", "a", 7])",
    R"([b] !~ "=" nand [n])",
};

std::string block() {
  std::string text;
  const int filters = *rc::gen::inRange(1, 3);
  for (int i = 0; i < filters; ++i) text += *rc::gen::elementOf(kFilterExamples) + "\n";
  return text;
}

/// A block, or one in each branch of a condition.
std::string program_part() {
  const int branches = *rc::gen::inRange(0, 3);
  if (branches == 0) return block();
  std::string text;
  for (int i = 0; i < branches; ++i) {
    text += std::string(i == 0 ? "" : "else ") + "if " + *rc::gen::elementOf(kConditions) + " {\n" +
            block() + "}\n";
  }
  if (*rc::gen::arbitrary<bool>()) text += "else {\n" + block() + "}\n";
  return text;
}

std::string program() {
  std::string text;
  const int parts = *rc::gen::inRange(1, 4);
  for (int i = 0; i < parts; ++i) text += program_part();
  return text;
}

RC_GTEST_PROP(Filters, MakeOfABatchWhatTheyMakeOfItsRows, ()) {
  const std::string filter = program();
  const std::vector<std::string> in = *events();
  FilterRun by_row(filter);
  RC_ASSERT(by_row.error().empty());
  std::vector<std::string> expected;
  for (const std::string& event : in) {
    for (std::string& out : by_row({event})) expected.push_back(std::move(out));
  }
  FilterRun at_once(filter);
  RC_ASSERT(at_once(in) == expected);
}

// As many rows as a batch of a running pipeline has.
RC_GTEST_PROP(Filters, MakeOfALargeBatchWhatTheyMakeOfItsRows, ()) {
  const std::string filter = program();
  const std::vector<std::string> some = *rc::gen::suchThat(
      events(), [](const std::vector<std::string>& list) { return !list.empty(); });
  constexpr std::size_t kRows = 4096;
  std::vector<std::string> in;
  for (std::size_t i = 0; i < kRows; ++i) in.push_back(some[i % some.size()]);
  FilterRun by_row(filter);
  RC_ASSERT(by_row.error().empty());
  std::vector<std::string> expected;
  for (const std::string& event : in) {
    for (std::string& out : by_row({event})) expected.push_back(std::move(out));
  }
  FilterRun at_once(filter);
  RC_ASSERT(at_once(in) == expected);
}

RC_GTEST_PROP(Filters, LeaveTheRowsAloneThatAreNotSelected, ()) {
  const std::string filter = program();
  const std::vector<std::string> in = *events();
  Selection selected;
  std::vector<std::string> chosen;
  for (RowIndex row = 0; row < in.size(); ++row) {
    if (*rc::gen::arbitrary<bool>()) {
      selected.push_back(row);
      chosen.push_back(in[row]);
    }
  }
  FilterRun of_chosen(filter);
  FilterRun of_selected(filter);
  RC_ASSERT(of_selected.on_rows(in, selected) == of_chosen(chosen));
  FilterRun untouched("");
  untouched(in);
  for (RowIndex row = 0; row < in.size(); ++row) {
    if (std::find(selected.begin(), selected.end(), row) != selected.end()) continue;
    RC_ASSERT(of_selected.event(row) == untouched.event(row));
  }
}

}  // namespace
}  // namespace bdp
