#include "filters/translate/dictionary_file.h"

#include <cstdint>
#include <cstdio>
#include <utility>

#include "os/clock.h"

namespace bdp::translate {
namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30U;

bool is_same(const os::FileInfo& a, const os::FileInfo& b) {
  return a.modified == b.modified && a.size == b.size && a.inode == b.inode && a.device == b.device;
}

}  // namespace

Result<std::unique_ptr<DictionaryFile>> DictionaryFile::open(os::Files& files, Settings settings) {
  std::unique_ptr<DictionaryFile> opened(new DictionaryFile(files, std::move(settings)));
  TRY(opened->refresh());
  return opened;
}

std::shared_ptr<const Dictionary> DictionaryFile::current() const {
  const std::scoped_lock lock(mutex_);
  return current_;
}

Result<bool> DictionaryFile::refresh() {
  TRY_ASSIGN(const os::FileInfo info, files_.info(settings_.path));
  const std::shared_ptr<const Dictionary> before = current();
  if (before != nullptr && is_same(info, seen_)) return false;
  // Before it is read: a change while it is being read is a change, and a bad file is told once.
  seen_ = info;
  TRY_ASSIGN(const std::string text, os::read_whole(files_, settings_.path, kMaxBytes));
  auto next = std::make_shared<Dictionary>(settings_.lookup);
  if (settings_.merge && before != nullptr) next->add_all(*before);
  TRY(read_dictionary(text, settings_.path, settings_.format, settings_.code_points, *next));
  const std::scoped_lock lock(mutex_);
  current_ = std::move(next);
  return true;
}

void DictionaryFile::watch() {
  if (settings_.interval.count() <= 0) return;
  std::call_once(watched_, [this] {
    watcher_ = std::jthread([this](const std::stop_token& stop) {
      std::string told;
      while (os::real_clock().wait(settings_.interval, stop)) {
        const auto refreshed = refresh();
        std::string problem(refreshed ? "" : refreshed.error().message());
        if (!problem.empty() && problem != told) {
          std::fputs((problem + "; translate goes on with the dictionary it has\n").c_str(),
                     stderr);
        }
        told = std::move(problem);
      }
    });
  });
}

}  // namespace bdp::translate
