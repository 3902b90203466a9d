#include "fetchdata/input_names.h"

#include <algorithm>
#include <utility>

namespace bdp {
namespace {

/// More names than this wait in the directory itself.
constexpr std::size_t kMostNames = 8192;
constexpr std::string_view kMarkerEnding = ".done";

}  // namespace

bool is_temporary_name(std::string_view name) {
  return name.starts_with('.') || name.ends_with(".part") || name.ends_with(".tmp");
}

InputNames::InputNames(os::Files& files, os::Clock& clock, std::string directory,
                       const Windows& windows)
    : files_(files), clock_(clock), directory_(std::move(directory)), windows_(windows) {}

void InputNames::note(const os::WatchEvent& event, bool by_marker) {
  if (is_temporary_name(event.name)) return;
  const std::lock_guard lock(mutex_);
  if (event.kind == os::WatchEventKind::kCreated) {
    if (by_marker || seen_.size() >= kMostNames) return;
    Seen& seen = seen_[event.name];
    seen.created = true;
    seen.since = clock_.steady();
    seen.scan = scans_;
    return;
  }
  if (event.kind != os::WatchEventKind::kClosed && event.kind != os::WatchEventKind::kMovedIn) {
    return;
  }
  std::string name = event.name;
  if (by_marker) {
    if (!name.ends_with(kMarkerEnding) || name.size() == kMarkerEnding.size()) return;
    name.resize(name.size() - kMarkerEnding.size());
  }
  add(std::move(name));
}

void InputNames::add(std::string name) {
  if (ready_.size() >= kMostNames) {
    too_many_ = true;
    return;
  }
  seen_.erase(name);
  ready_.push_back(std::move(name));
}

Status InputNames::scan(bool by_marker, const LeftAlone& left_alone) {
  const std::lock_guard lock(mutex_);
  // What is ready is still in the directory, and would only be found again.
  if (!ready_.empty()) return {};
  ++scans_;
  too_many_ = false;
  const Status visited = files_.visit(directory_, [&](std::string_view name, os::FileKind kind) {
    look_at(name, kind, by_marker, left_alone);
    return !too_many_;
  });
  if (!too_many_) {
    std::erase_if(seen_, [&](const auto& entry) { return entry.second.scan != scans_; });
    std::erase_if(told_, [&](const auto& entry) { return entry.second != scans_; });
  }
  return visited;
}

void InputNames::look_at(std::string_view name, os::FileKind kind, bool by_marker,
                         const LeftAlone& left_alone) {
  if (is_temporary_name(name)) return;
  if (kind != os::FileKind::kRegular) {
    if (told_.size() < kMostNames && !told_.contains(name)) {
      left_alone(name, "is a " + std::string(os::name_of(kind)));
    }
    if (told_.size() < kMostNames || told_.contains(name)) told_[std::string(name)] = scans_;
    return;
  }
  if (by_marker) {
    if (name.ends_with(kMarkerEnding)) look_at_marker(name);
    return;
  }
  const Result<os::FileInfo> info = files_.link_info(os::join_path(directory_, name));
  if (info && is_complete(name, *info)) add(std::string(name));
}

void InputNames::look_at_marker(std::string_view marker) {
  const std::string_view name = marker.substr(0, marker.size() - kMarkerEnding.size());
  const std::string path = os::join_path(directory_, marker);
  if (!name.empty() && files_.link_info(os::join_path(directory_, name))) {
    add(std::string(name));
    return;
  }
  // Its file was taken, or will never come.
  const Result<os::FileInfo> info = files_.link_info(path);
  if (info && info->modified + windows_.unclosed < clock_.wall()) {
    static_cast<void>(files_.remove(path));
  }
}

bool InputNames::is_complete(std::string_view name, const os::FileInfo& info) {
  const os::SteadyTime now = clock_.steady();
  auto found = seen_.find(name);
  const bool created = found != seen_.end() && found->second.created;
  const os::WallTime wall = clock_.wall();
  if (!created && info.modified <= wall - windows_.stable) return true;
  if (found == seen_.end()) {
    if (seen_.size() >= kMostNames) {
      too_many_ = true;
      return false;
    }
    found = seen_.emplace(std::string(name), Seen{}).first;
  }
  Seen& seen = found->second;
  seen.scan = scans_;
  if (seen.size != info.size || seen.modified != info.modified || seen.inode != info.inode) {
    seen.size = info.size;
    seen.modified = info.modified;
    seen.inode = info.inode;
    seen.since = now;
    return false;
  }
  return now - seen.since >= (created ? windows_.unclosed : windows_.stable);
}

std::vector<std::string> InputNames::pop(std::size_t most) {
  const std::lock_guard lock(mutex_);
  const std::size_t count = std::min(most, ready_.size());
  std::vector<std::string> names;
  names.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    names.push_back(std::move(ready_.front()));
    ready_.pop_front();
  }
  return names;
}

bool InputNames::any() const {
  const std::lock_guard lock(mutex_);
  return !ready_.empty();
}

bool InputNames::more() const {
  const std::lock_guard lock(mutex_);
  return too_many_;
}

bool InputNames::look_again() const {
  const std::lock_guard lock(mutex_);
  return too_many_ || !seen_.empty();
}

}  // namespace bdp
