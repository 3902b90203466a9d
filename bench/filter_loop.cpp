// How fast a filter text is, and what memory it takes from the heap: runs it over the lines of a
// file, which are the events' `message`, again and again on one thread. Prints events per second of
// processor time, calls of malloc per event once everything is warm, and the number of events that
// have `tags`, so that a bench sees that the filter does its work.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "filters/all.h"
#include "lang/text_builder.h"
#include "pipeline/program.h"

namespace {

std::uint64_t allocations = 0;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

}  // namespace

// Every allocation of the program comes through here, those of libraries too.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): glibc's.
extern "C" void* __libc_malloc(std::size_t bytes);
extern "C" void* malloc(std::size_t bytes) {
  ++allocations;
  return __libc_malloc(bytes);
}

namespace {

using bdp::Batch;
using bdp::RowIndex;

constexpr RowIndex kRowsOfABatch = 2048;

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "filter_loop: %s\n", what.c_str());
  std::exit(1);
}

std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(std::string("cannot read ") + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

class Loop {
 public:
  Loop(const bdp::Program& program, std::shared_ptr<const bdp::Layout> layout)
      : program_(program), state_(program.new_state()), batch_(std::move(layout)) {
    message_ = batch_.slot("message");
    tags_ = batch_.slot("tags");
  }

  /// All lines once; returns how many events have tags.
  std::uint64_t pass(const std::vector<std::string_view>& lines) {
    std::uint64_t tagged = 0;
    for (std::size_t first = 0; first < lines.size(); first += kRowsOfABatch) {
      const auto rows =
          static_cast<RowIndex>(std::min<std::size_t>(kRowsOfABatch, lines.size() - first));
      batch_.reset();
      batch_.set_rows(rows);
      bdp::Value* messages = batch_.column(message_).overwrite(rows);
      for (RowIndex row = 0; row < rows; ++row) {
        messages[row] =
            bdp::Value::text(lines[first + row], bdp::lang::flags_of(lines[first + row]));
      }
      batch_.column(message_).note(bdp::Tag::kText);
      bdp::select_all(batch_, selection_);
      program_.run(batch_, selection_, *state_);
      if (batch_.column(tags_).empty()) continue;
      for (const RowIndex row : selection_) tagged += batch_.at(tags_, row).present() ? 1 : 0;
    }
    return tagged;
  }

 private:
  const bdp::Program& program_;
  std::unique_ptr<bdp::Program::State> state_;
  Batch batch_;
  bdp::Selection selection_;
  bdp::Slot message_ = 0;
  bdp::Slot tags_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: filter_loop FILTER_FILE LINES_FILE SECONDS\n");
    return 2;
  }
  const std::string filter = read_file(argv[1]);
  std::string text = read_file(argv[2]);
  text.reserve(text.size() + bdp::kReadSlack);
  const double seconds = std::strtod(argv[3], nullptr);
  const std::vector<std::string_view> lines = lines_of(text);
  auto layout = std::make_shared<bdp::Layout>();
  const auto program = bdp::compile_program(filter, argv[1], {}, bdp::all_filters(), *layout);
  if (!program) fail(std::string(program.error().message()));
  Loop loop(**program, layout);
  const std::uint64_t tagged = loop.pass(lines);
  loop.pass(lines);

  const std::uint64_t allocations_before = allocations;
  const double begin = processor_seconds();
  std::uint64_t events = 0;
  double took = 0;
  do {
    loop.pass(lines);
    events += lines.size();
    took = processor_seconds() - begin;
  } while (took < seconds);
  const auto count = static_cast<double>(events);
  std::printf("{\"rate\": %.0f, \"allocations\": %.6f, \"tagged\": %llu}\n", count / took,
              static_cast<double>(allocations - allocations_before) / count,
              static_cast<unsigned long long>(tagged));
  return 0;
}
