#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "fetchdata/fetch_data.h"
#include "os/directory_watch.h"
#include "os/environment.h"
#include "os/temporary_directory.h"
#include "store/memory_store.h"

namespace bdp {

/// Remembers what fetchdata tells.
class RecordingListener final : public FetchListener {
 public:
  void staged(std::span<const StagedFile> files) override {
    const std::lock_guard lock(mutex_);
    staged_.insert(staged_.end(), files.begin(), files.end());
  }
  void refused(const StagedFile& file) override {
    const std::lock_guard lock(mutex_);
    refused_.push_back(file);
  }
  void left_alone(const TenantId&, std::string_view name, std::string_view reason) override {
    const std::lock_guard lock(mutex_);
    left_alone_.push_back(std::string(name) + " " + std::string(reason));
  }
  void tenants_changed() override {}
  void failed(const TenantId&, const Error& error) override {
    const std::lock_guard lock(mutex_);
    failed_.emplace_back(error.message());
  }

  std::vector<StagedFile> staged_files() const {
    const std::lock_guard lock(mutex_);
    return staged_;
  }
  std::vector<StagedFile> refused_files() const {
    const std::lock_guard lock(mutex_);
    return refused_;
  }
  std::vector<std::string> left_alone() const {
    const std::lock_guard lock(mutex_);
    return left_alone_;
  }
  std::vector<std::string> failures() const {
    const std::lock_guard lock(mutex_);
    return failed_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<StagedFile> staged_;
  std::vector<StagedFile> refused_;
  std::vector<std::string> left_alone_;
  std::vector<std::string> failed_;
};

/// A home in a directory of its own, in whose tenants' inputs everything seems to have lain for an
/// hour.
class FetchTest : public testing::Test {
 protected:
  void make_tenant(const std::string& id, const std::string& more = "") {
    write("tenants/" + id + "/profile.json",
          R"({"client_id": ")" + id +
              R"(", "max_file_size": "1 GB", "max_number_of_files": 1000, "file_format": )"
              R"(["csv", "txt", "json"], "max_filebeat_workers": 1, "max_logstash_workers": 1)" +
              more + "}");
  }

  std::string drop(const std::string& tenant, const std::string& name, std::string_view content) {
    return write("tenants/" + tenant + "/input/" + name, content);
  }

  std::string in_home(const std::string& place) const { return *directory_ / place; }

  /// As if nothing had been.
  void begin_anew() {
    directory_ = std::make_unique<os::TemporaryDirectory>();
    home_ = Home(directory_->path());
    store_ = std::make_unique<MemoryStore>();
  }

  std::string write(const std::string& place, std::string_view content) const {
    const std::string path = in_home(place);
    EXPECT_TRUE(os::real_files().make_directories(os::parent_directory(path)));
    const auto file = os::real_files().open(path, os::OpenMode::kCreate);
    EXPECT_TRUE(file && (*file)->write(content));
    return path;
  }

  std::unique_ptr<FetchData> open(os::Files& files, Store& store) {
    Result<std::unique_ptr<FetchData>> opened =
        FetchData::open(home_, store, {files, clock_, os::real_randomness()}, watch_, generic_,
                        options_, listener_);
    EXPECT_TRUE(opened) << opened.error().message();
    return opened ? *std::move(opened) : nullptr;
  }
  std::unique_ptr<FetchData> open() { return open(os::real_files(), *store_); }

  /// Names in a directory below the home, sorted; directories are gone into.
  std::vector<std::string> names_in(const std::string& place) const {
    std::vector<std::string> names;
    list(in_home(place), "", names);
    std::ranges::sort(names);
    return names;
  }

  std::string content(const std::string& path) const {
    Result<std::string> read = os::read_whole(os::real_files(), path, std::uint64_t{1} << 30U);
    return read ? *std::move(read) : "none: " + std::string(read.error().message());
  }

  const TenantId alice_{"alice"};
  std::unique_ptr<os::TemporaryDirectory> directory_ = std::make_unique<os::TemporaryDirectory>();
  Home home_{directory_->path()};
  os::FakeClock clock_{os::real_clock().wall() + std::chrono::hours(1)};
  os::FakeDirectoryWatch watch_{clock_};
  std::unique_ptr<Store> store_ = std::make_unique<MemoryStore>();
  GenericConstraints generic_;
  FetchOptions options_;
  RecordingListener listener_;

 private:
  void list(const std::string& path, const std::string& prefix,
            std::vector<std::string>& names) const {
    const Status visited =
        os::real_files().visit(path, [&](std::string_view name, os::FileKind kind) {
          const std::string whole = prefix + std::string(name);
          if (kind == os::FileKind::kDirectory) {
            list(path + '/' + std::string(name), whole + '/', names);
          } else {
            names.push_back(whole);
          }
          return true;
        });
    EXPECT_TRUE(visited || visited.error().code() == Code::kNotFound);
  }
};

}  // namespace bdp
