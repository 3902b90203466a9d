#include "sandbox/app_processes.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "sandbox/small_file.h"

namespace bdp {
namespace {

constexpr std::uint64_t kStatBlock = 512;

using Listing = std::unique_ptr<DIR, int (*)(DIR*)>;

std::string folder_of(pid_t process) {
  return "/proc/" + std::to_string(process);
}

/// The numbers in `text`, whatever is between them.
std::vector<std::uint64_t> numbers_in(std::string_view text) {
  std::vector<std::uint64_t> numbers;
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    std::uint64_t number = 0;
    const auto [next, problem] = std::from_chars(at, end, number);
    if (problem == std::errc()) numbers.push_back(number);
    at = next > at ? next : at + 1;
  }
  return numbers;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  const Listing listing(opendir(folder.c_str()), closedir);
  if (listing == nullptr) return names;
  while (const dirent* entry = readdir(listing.get())) {
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  return names;
}

std::uint64_t number_after(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return 0;
  const auto numbers = numbers_in(text.substr(at + name.size(), 32));
  return numbers.empty() ? 0 : numbers.front();
}

}  // namespace

std::vector<pid_t> processes_below(pid_t first) {
  std::vector<pid_t> found = {first};
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::string threads = folder_of(found[i]) + "/task";
    for (const std::string& thread : names_in(threads)) {
      for (const std::uint64_t child :
           numbers_in(small_file(threads + "/" + thread + "/children"))) {
        found.push_back(static_cast<pid_t>(child));
      }
    }
  }
  return found;
}

ProcessUse measure_use(const std::vector<pid_t>& processes) {
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  ProcessUse use;
  for (const pid_t process : processes) {
    use.threads += static_cast<std::uint32_t>(
        number_after(small_file(folder_of(process) + "/status"), "Threads:"));
    // Total, resident, shared, ...
    const auto pages = numbers_in(small_file(folder_of(process) + "/statm"));
    if (pages.size() > 2 && pages[1] > pages[2]) use.memory_bytes += (pages[1] - pages[2]) * page;
  }
  return use;
}

std::uint64_t written_bytes(const std::vector<pid_t>& processes) {
  std::uint64_t written = 0;
  for (const pid_t process : processes) {
    written += number_after(small_file(folder_of(process) + "/io"), "\nwrite_bytes:");
  }
  return written;
}

std::uint64_t nameless_bytes(const std::vector<pid_t>& processes, dev_t device) {
  std::uint64_t bytes = 0;
  std::set<ino_t> seen;
  for (const pid_t process : processes) {
    const std::string folder = folder_of(process) + "/fd/";
    for (const std::string& name : names_in(folder)) {
      struct stat file = {};
      if (stat((folder + name).c_str(), &file) != 0) continue;
      if (!S_ISREG(file.st_mode) || file.st_nlink != 0 || file.st_dev != device) continue;
      if (seen.insert(file.st_ino).second) {
        bytes += static_cast<std::uint64_t>(file.st_blocks) * kStatBlock;
      }
    }
  }
  return bytes;
}

}  // namespace bdp
