#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "filters/translate/dictionary.h"
#include "filters/translate/dictionary_reader.h"
#include "os/files.h"

namespace bdp::translate {

/// A dictionary that is read from a file, and again when the file has changed. Whoever uses it
/// holds the one that is current and never waits for one that is being read. Safe for many threads.
class DictionaryFile {
 public:
  struct Settings {
    std::string path;
    DictionaryFormat format = DictionaryFormat::kJson;
    Lookup lookup = Lookup::kExact;
    std::size_t code_points = kDefaultCodePoints;
    std::chrono::nanoseconds interval{};  ///< Between looks at the file; 0: none after the first.
    bool merge = true;                    ///< Entries that a changed file no longer has stay.
  };

  /// kInvalid: what is wrong with the file, with its line and column where there is one.
  static Result<std::unique_ptr<DictionaryFile>> open(os::Files& files, Settings settings);

  std::shared_ptr<const Dictionary> current() const;

  /// Looks after the file every interval, in a thread of its own, until this ends. Later calls do
  /// nothing. A file that cannot be used changes nothing: standard error tells why, once.
  void watch();

  /// Reads the file if it is another one than before. True: current() is new.
  Result<bool> refresh();

 private:
  DictionaryFile(os::Files& files, Settings settings)
      : files_(files), settings_(std::move(settings)) {}

  os::Files& files_;
  const Settings settings_;
  os::FileInfo seen_;  ///< Of refresh(), which one thread calls at a time.
  mutable std::mutex mutex_;
  std::shared_ptr<const Dictionary> current_;
  std::once_flag watched_;
  std::jthread watcher_;
};

}  // namespace bdp::translate
