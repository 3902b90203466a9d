// What a sandbox adds to starting a program: `sandbox_loop RUNS PROGRAM` starts PROGRAM by
// posix_spawn, in bubblewrap's sandbox, and bare again, RUNS times in turn, and prints a JSON line
// with the milliseconds of each run.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "os/child_process.h"
#include "sandbox/app_runner.h"

namespace bdp {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

class NoOutput final : public OutputListener {
 public:
  void output(OutputStream /*stream*/, std::string_view /*bytes*/) override {}
};

template <class T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "sandbox_loop: %s\n", std::string(result.error().message()).c_str());
  std::exit(1);
}

void run_bare(const std::string& program) {
  os::ChildPlan plan;
  plan.program = program;
  plan.arguments = {program};
  os::ChildProcess child = must(os::ChildProcess::start(plan));
  must(child.wait());
}

AppRequest request_for(const std::string& program) {
  constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20U;
  AppRequest request;
  request.arguments = {program};
  request.limits = {.processors = 1,
                    .memory_bytes = 256 * kMegabyte,
                    .processes = 32,
                    .time = std::chrono::seconds(60),
                    .output_bytes = kMegabyte,
                    .disk_bytes = kMegabyte,
                    .open_files = 256};
  request.required = IsolationLevel::kNamespaces;
  return request;
}

template <class Work>
double timed(const Work& work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return Milliseconds(std::chrono::steady_clock::now() - begun).count();
}

void print_list(const char* name, const std::vector<double>& values) {
  std::printf("\"%s\": [", name);
  for (std::size_t i = 0; i < values.size(); ++i)
    std::printf("%s%.4f", i == 0 ? "" : ", ", values[i]);
  std::printf("]");
}

int measure(int runs, const std::string& program) {
  const HostIsolation host = detect_isolation();
  const std::unique_ptr<AppRunner> runner = must(make_system_runner(host));
  const AppRequest request = request_for(program);
  NoOutput nobody;
  std::vector<double> bare;
  std::vector<double> sandboxed;
  for (int i = 0; i < runs; ++i) {
    bare.push_back(timed([&] { run_bare(program); }));
    sandboxed.push_back(timed([&] { must(runner->run(request, {}, nobody)); }));
  }
  std::printf("{\"level\": \"%s\", ", std::string(name_of(host.level)).c_str());
  print_list("bare", bare);
  std::printf(", ");
  print_list("sandboxed", sandboxed);
  std::printf("}\n");
  return 0;
}

}  // namespace
}  // namespace bdp

int main(int argc, char** argv) {
  int runs = 0;
  const std::string_view count = argc == 3 ? argv[1] : "";
  std::from_chars(count.data(), count.data() + count.size(), runs);
  if (runs < 1) {
    std::fprintf(stderr, "usage: sandbox_loop RUNS PROGRAM\n");
    return 2;
  }
  return bdp::measure(runs, argv[2]);
}
