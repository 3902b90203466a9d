#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/clock.h"
#include "os/directory_watch.h"
#include "os/files.h"

namespace bdp {

/// Names that are never taken: those in front of which stands a point, and `.part` and `.tmp`,
/// which writers give to what they have not finished.
bool is_temporary_name(std::string_view name);

/// Which files of one input directory are complete: told by a watch, or found to lie unchanged.
/// Holds a bounded number of names, however many there are. Safe for many threads.
class InputNames {
 public:
  struct Windows {
    std::chrono::nanoseconds stable{};    ///< For files of which no watch has told.
    std::chrono::nanoseconds unclosed{};  ///< For files that were seen to be created only.
  };
  using LeftAlone = std::function<void(std::string_view name, std::string_view reason)>;

  InputNames(os::Files& files, os::Clock& clock, std::string directory, const Windows& windows);

  /// What a watch has told of the directory. `by_marker`: NAME is complete when NAME.done is.
  void note(const os::WatchEvent& event, bool by_marker);
  /// Looks at the whole directory, or until there are enough names to take.
  Status scan(bool by_marker, const LeftAlone& left_alone);
  /// The next names of complete files; at most `most`.
  std::vector<std::string> pop(std::size_t most);
  bool any() const;
  /// The last scan ended early: there were more names than are held at once.
  bool more() const;
  /// Files are there that may become complete by lying unchanged; or there were too many names.
  bool look_again() const;

 private:
  /// A file that is not complete yet.
  struct Seen {
    std::uint64_t size = 0;
    os::FileTime modified;
    std::uint64_t inode = 0;
    os::SteadyTime since;    ///< Unchanged from then on.
    bool created = false;    ///< Its creation was seen, and nothing since.
    std::uint64_t scan = 0;  ///< The last one that found it.
  };

  void add(std::string name);
  void look_at(std::string_view name, os::FileKind kind, bool by_marker,
               const LeftAlone& left_alone);
  void look_at_marker(std::string_view marker);
  bool is_complete(std::string_view name, const os::FileInfo& info);

  os::Files& files_;
  os::Clock& clock_;
  const std::string directory_;
  const Windows windows_;
  mutable std::mutex mutex_;
  std::deque<std::string> ready_;
  std::map<std::string, Seen, std::less<>> seen_;
  std::map<std::string, std::uint64_t, std::less<>> told_;  ///< The last scan that found it.
  std::uint64_t scans_ = 0;
  bool too_many_ = false;
};

}  // namespace bdp
