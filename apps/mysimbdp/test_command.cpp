#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.h"
#include "filters/all.h"
#include "os/files.h"
#include "pipeline/vector_case.h"

namespace bdp::app {
namespace {

struct TestOptions {
  std::vector<std::string> paths;
  RowIndex batch_size = 4096;
};

struct Tally {
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
};

constexpr std::uint64_t kMaxVectorFileBytes = std::uint64_t{1} << 30U;

void print_failure(std::string_view place, std::string_view name,
                   const VectorDifference& difference) {
  std::printf("FAILED %.*s: %.*s\n  expected: %s\n  got:      %s\n", static_cast<int>(place.size()),
              place.data(), static_cast<int>(name.size()), name.data(), difference.expected.c_str(),
              difference.got.c_str());
}

/// Runs the case on one line of a file.
void run_line(std::string_view line, const std::string& place, const TestOptions& options,
              Tally& tally) {
  const auto vector = parse_vector(line);
  if (!vector) {
    ++tally.failed;
    print_failure(
        place, "not a case",
        {"a line of {\"name\",\"filter\",\"in\",\"out\"}", std::string(vector.error().message())});
    return;
  }
  const auto difference = run_vector(*vector, all_filters(), options.batch_size);
  if (!difference) {
    ++tally.passed;
  } else {
    ++tally.failed;
    print_failure(place, vector->name, *difference);
  }
}

Status run_file(const std::string& path, const TestOptions& options, Tally& tally) {
  TRY_ASSIGN(const std::string text, os::read_whole(os::real_files(), path, kMaxVectorFileBytes));
  const std::uint64_t before = tally.passed + tally.failed;
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    run_line(line, path + ":" + std::to_string(number), options, tally);
  }
  if (tally.passed + tally.failed == before) {
    return Error(Code::kInvalid, path +
                                     ": there is no case in it; write one a line: "
                                     R"({"name","filter","in":[...],"out":[...]})");
  }
  return {};
}

ExitCode test(const TestOptions& options) {
  Tally tally;
  for (const std::string& path : options.paths) {
    if (const Status status = run_file(path, options, tally); !status) {
      return report(status.error());
    }
  }
  std::printf("%llu passed, %llu failed\n", static_cast<unsigned long long>(tally.passed),
              static_cast<unsigned long long>(tally.failed));
  return tally.failed == 0 ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace

void add_test(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<TestOptions>();
  CLI::App* command = app.add_subcommand("test", "Run filter test cases, as in tests/vectors");
  command->add_option("FILE", options->paths, "Cases as JSON lines: name, filter, in, out")
      ->required()
      ->type_name("");
  command->add_option("--batch-size", options->batch_size, "Events that go through at once")
      ->check(CLI::Range(1, 1 << 20))
      ->type_name("N");
  command->callback([&chosen, options] { chosen = [options] { return test(*options); }; });
}

}  // namespace bdp::app
