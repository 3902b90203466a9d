// Makes CSV of the shape of the cloud traces that tenants ingest: 11 fields, 309 bytes a row on
// average, the same bytes for the same seed. Used by the demo, the benches and the tests.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

constexpr std::string_view kHeader =
    "vm_id,subscription_id,deployment_id,timestamp_vm_created,timestamp_vm_deleted,max_cpu,"
    "average_cpu,p96_max_cpu,vm_category,vm_virtual_core_count_bucket,vm_memory_bucket\n";
constexpr int kIdBytes = 48;          // 64 characters
constexpr int kDeploymentBytes = 64;  // 88 characters, "==" at the end
constexpr std::size_t kSubscriptions = 6000;
constexpr std::size_t kDeployments = 35000;
constexpr int kSlots = 8640;  // of 300 seconds: 30 days
constexpr std::int64_t kLastSecond = 2591700;
constexpr std::size_t kBufferBytes = std::size_t{1} << 20U;
constexpr std::size_t kLongestRow = 512;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t bits() { return engine_(); }
  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(engine_() >> 11U) * 0x1.0p-53; }
  std::size_t below(std::size_t limit) {
    return static_cast<std::size_t>(static_cast<double>(limit) * unit());
  }
  /// Small numbers more often than large ones, as a few customers have most machines.
  std::size_t skewed_below(std::size_t limit) {
    const double u = unit();
    return static_cast<std::size_t>(static_cast<double>(limit) * u * u);
  }

 private:
  std::mt19937_64 engine_;
};

/// Writes Base64 of `bytes` random bytes.
char* put_id(Random& random, int bytes, char* out) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::uint64_t bits = 0;
  int have = 0;
  for (int digits = bytes * 8 / 6; digits > 0; --digits, have -= 6, bits >>= 6U) {
    if (have < 6) {
      bits = random.bits();
      have = 60;
    }
    *out++ = kDigits[bits & 63U];
  }
  if (bytes % 3 == 1) {
    // The last digit carries two bits only.
    *out++ = kDigits[(random.bits() & 3U) << 4U];
    *out++ = '=';
    *out++ = '=';
  }
  return out;
}

char* put(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* put(std::int64_t number, char* out) {
  return std::to_chars(out, out + 24, number).ptr;
}

char* put(double number, char* out) {
  return std::to_chars(out, out + 32, number, std::chars_format::general, 17).ptr;
}

std::vector<std::string> make_ids(Random& random, std::size_t count, int bytes) {
  std::vector<std::string> ids(count);
  std::array<char, 128> id{};
  for (std::string& one : ids) {
    one.assign(id.data(), put_id(random, bytes, id.data()));
  }
  return ids;
}

class Table {
 public:
  explicit Table(std::uint64_t seed)
      : random_(seed),
        subscriptions_(make_ids(random_, kSubscriptions, kIdBytes)),
        deployments_(make_ids(random_, kDeployments, kDeploymentBytes)) {}

  /// Writes the next row, at most kLongestRow bytes.
  char* put_row(char* out) {
    static constexpr std::array<std::int64_t, 6> kCores = {2, 4, 8, 24, 32, 30};
    static constexpr std::array<std::int64_t, 8> kMemory = {2, 4, 8, 32, 64, 70, 112, 128};
    const std::int64_t created = 300 * static_cast<std::int64_t>(random_.below(kSlots));
    const double life = random_.unit();
    const std::int64_t deleted = std::min(
        kLastSecond, created + 300 * (1 + static_cast<std::int64_t>(kSlots * life * life * life)));
    const double most = 100.0 * std::pow(random_.unit(), 0.4);
    const double u = random_.unit();
    const double average = most * u * u;
    const double percentile = average + (most - average) * random_.unit();
    const double category = random_.unit();

    out = put_id(random_, kIdBytes, out);
    *out++ = ',';
    out = put(subscriptions_[random_.skewed_below(kSubscriptions)], out);
    *out++ = ',';
    out = put(deployments_[random_.skewed_below(kDeployments)], out);
    *out++ = ',';
    out = put(created, out);
    *out++ = ',';
    out = put(deleted, out);
    for (const double load : {most, average, percentile}) {
      *out++ = ',';
      out = put(load, out);
    }
    out = put(category < 0.45   ? ",Delay-insensitive,"
              : category < 0.55 ? ",Interactive,"
                                : ",Unknown,",
              out);
    out = put(kCores[random_.below(kCores.size())], out);
    *out++ = ',';
    out = put(kMemory[random_.below(kMemory.size())], out);
    *out++ = '\n';
    return out;
  }

 private:
  Random random_;
  std::vector<std::string> subscriptions_;
  std::vector<std::string> deployments_;
};

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool write_table(int file, std::uint64_t rows, std::uint64_t seed, bool header) {
  if (header && !write_all(file, kHeader)) {
    return false;
  }
  Table table(seed);
  std::vector<char> buffer(kBufferBytes + kLongestRow);
  char* end = buffer.data();
  for (std::uint64_t row = 0; row < rows; ++row) {
    end = table.put_row(end);
    if (end >= buffer.data() + kBufferBytes) {
      if (!write_all(file, {buffer.data(), end})) {
        return false;
      }
      end = buffer.data();
    }
  }
  return write_all(file, {buffer.data(), end});
}

bool parse(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t rows = 0;
  std::uint64_t seed = 0;
  const bool header = argc == 5 && std::string_view(argv[4]) == "--header";
  if ((argc != 4 && !header) || !parse(argv[1], rows) || !parse(argv[2], seed)) {
    std::fprintf(stderr, "usage: gen_vmtable ROWS SEED OUT [--header]    (OUT '-': stdout)\n");
    return 2;
  }
  const bool to_stdout = std::string_view(argv[3]) == "-";
  const int file =
      to_stdout ? STDOUT_FILENO : open(argv[3], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0 || !write_table(file, rows, seed, header) || (!to_stdout && close(file) != 0)) {
    std::fprintf(stderr, "gen_vmtable: write %s: %s\n", argv[3],
                 std::generic_category().message(errno).c_str());
    return 1;
  }
  return 0;
}
