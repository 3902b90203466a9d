#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bdp {

struct StoreEntry {
  std::string key;
  std::string value;
  /// Another number after each write of this key, also after it was erased; never 0.
  std::uint64_t revision = 0;
};

/// Puts and erasures that take effect together or not at all.
class WriteBatch {
 public:
  struct Write {
    std::string key;
    std::optional<std::string> value;  ///< Nothing: erase.
  };
  struct Expectation {
    std::string key;
    std::uint64_t revision;
  };

  void put(std::string key, std::string value) {
    writes_.push_back({std::move(key), std::move(value)});
  }
  /// No error if the key is not there.
  void erase(std::string key) { writes_.push_back({std::move(key), std::nullopt}); }
  /// The whole batch fails with kConflict unless `key` stands at `revision` before it; 0: unless it
  /// is not there. Leases are made of this.
  void expect(std::string key, std::uint64_t revision) {
    expectations_.push_back({std::move(key), revision});
  }

  const std::vector<Write>& writes() const { return writes_; }
  const std::vector<Expectation>& expectations() const { return expectations_; }

 private:
  std::vector<Write> writes_;
  std::vector<Expectation> expectations_;
};

/// The platform's durable memory: tenants, jobs, checkpoints. Keys and values are any bytes; a key
/// has 1 to kMaxKeyBytes, a value at most kMaxValueBytes. Safe for many threads, and for many
/// processes on the same store.
class Store {
 public:
  static constexpr std::size_t kMaxKeyBytes = 1024;
  static constexpr std::size_t kMaxValueBytes = std::size_t{8} << 20U;

  virtual ~Store() = default;

  virtual Result<std::optional<StoreEntry>> get(std::string_view key) const = 0;

  /// Keys with `prefix`, in byte order, after `after`; at most `limit`.
  virtual Result<std::vector<StoreEntry>> list(std::string_view prefix, std::string_view after,
                                               std::size_t limit) const = 0;

  /// In the order of the batch. When it returns, others see it, and a crash of this process does
  /// not undo it. kConflict: an expectation does not hold; kInvalid: a key or value is too large.
  virtual Status apply(const WriteBatch& batch) = 0;
};

/// kInvalid when a key or a value of `batch` is not of an allowed size: for implementations.
Status check_sizes(const WriteBatch& batch);

}  // namespace bdp
