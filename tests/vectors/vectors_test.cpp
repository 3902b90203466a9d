#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <tuple>
#include <vector>

#include "filters/all.h"
#include "pipeline/vector_case.h"

namespace bdp {
namespace {

std::vector<std::string> vector_files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(BDP_VECTORS)) {
    if (entry.path().extension() == ".jsonl") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class Vectors : public testing::TestWithParam<std::tuple<std::string, RowIndex>> {};

TEST_P(Vectors, ComeOutAsTheRealLogstashPrintsThem) {
  const auto& [name, batch_size] = GetParam();
  std::ifstream file(std::string(BDP_VECTORS) + "/" + name + ".jsonl");
  std::string line;
  std::size_t count = 0;
  while (std::getline(file, line)) {
    ++count;
    const auto vector = parse_vector(line);
    ASSERT_TRUE(vector.has_value()) << line << "\n" << vector.error().message();
    const auto difference = run_vector(*vector, all_filters(), batch_size);
    EXPECT_FALSE(difference.has_value())
        << vector->name << "\n  filter   " << vector->filter << "\n  expected "
        << difference->expected << "\n  got      " << difference->got;
  }
  EXPECT_GT(count, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    All, Vectors, testing::Combine(testing::ValuesIn(vector_files()), testing::Values(1, 7, 4096)),
    [](const auto& parameters) {
      return std::get<0>(parameters.param) + "_" + std::to_string(std::get<1>(parameters.param));
    });

}  // namespace
}  // namespace bdp
