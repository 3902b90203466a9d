#include "control/collection.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace bdp {
namespace {

class Collector {
 public:
  Collector(const Glob& pattern, std::string_view pattern_text)
      : pattern_(pattern), pattern_text_(pattern_text) {}

  void look_at(const std::string& path, const os::FileInfo& info) {
    std::string name(os::file_name(path));
    if (info.kind != os::FileKind::kRegular) {
      pass_over(path, "is a " + std::string(os::name_of(info.kind)));
    } else if (!pattern_.matches(name)) {
      pass_over(path, "does not match '" + pattern_text_ + "'");
    } else if (!seen_.insert({info.device, info.inode}).second) {
      pass_over(path, "is the same file as one before it");
    } else {
      collection_.files.push_back({path, std::move(name), info});
    }
  }

  Collection take() { return std::move(collection_); }

 private:
  void pass_over(const std::string& path, std::string reason) {
    collection_.passed_over.push_back({path, std::move(reason)});
  }

  const Glob& pattern_;
  std::string pattern_text_;
  Collection collection_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen_;
};

}  // namespace

std::uint64_t Collection::total_bytes() const {
  std::uint64_t total = 0;
  for (const CollectedFile& file : files) total += file.info.size;
  return total;
}

Result<Collection> collect_files(os::Files& files, std::span<const std::string> inputs,
                                 const Glob& pattern, std::string_view pattern_text) {
  Collector collector(pattern, pattern_text);
  for (const std::string& input : inputs) {
    Result<os::FileInfo> info = files.info(input);
    if (!info && info.error().code() == Code::kNotFound) {
      return Error(Code::kNotFound,
                   "the input '" + input + "' does not exist; expected a file or a directory");
    }
    if (!info) return std::move(info).error();
    if (info->kind == os::FileKind::kDirectory) {
      TRY_ASSIGN(const std::vector<os::DirectoryEntry> entries, files.list(input));
      for (const os::DirectoryEntry& entry : entries) {
        collector.look_at(os::join_path(input, entry.name), entry.info);
      }
    } else if (info->kind == os::FileKind::kRegular) {
      collector.look_at(input, *info);
    } else {
      return Error(Code::kInvalid, "the input '" + input + "' is a " +
                                       std::string(os::name_of(info->kind)) +
                                       "; expected a file or a directory, or '-' with the data on "
                                       "standard input");
    }
  }
  return collector.take();
}

std::string format_of(std::string_view file_name) {
  constexpr std::array<std::string_view, 7> kCompressed = {"gz",   "bz2",  "xz", "zst",
                                                           "lzma", "zstd", "zip"};
  constexpr std::array<std::string_view, 5> kCompressedTar = {"tgz", "tbz2", "tbz", "txz", "tzst"};
  std::string name(file_name);
  std::ranges::transform(name, name.begin(), [](char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  });
  std::string format;
  while (true) {
    const std::size_t point = name.rfind('.');
    // A point in front hides a file; it does not begin its format.
    if (point == std::string::npos || point == 0) return format;
    format = name.substr(point + 1);
    name.resize(point);
    if (std::ranges::find(kCompressedTar, format) != kCompressedTar.end()) return "tar";
    if (std::ranges::find(kCompressed, format) == kCompressed.end()) return format;
  }
}

}  // namespace bdp
