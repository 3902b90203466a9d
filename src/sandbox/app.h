// What is said of a black-box app before it runs, and what is known of it afterwards.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bdp {

/// How well apart an app is kept, from nothing to the most; a higher one has all of the lower.
enum class IsolationLevel : std::uint8_t {
  kNone,        ///< Nothing. No app runs so; as a required minimum it means: any.
  kNamespaces,  ///< A system, processes, network and user of its own; system calls filtered.
                ///< Memory and processes are counted now and then, the processor is not shared out.
  kControlGroups,  ///< And the kernel holds processor, memory and number of processes to the
                   ///< limits.
};

/// "none", "namespaces", "control groups".
std::string_view name_of(IsolationLevel level);

enum class Access : std::uint8_t { kReadOnly, kWritable };

/// A file or directory of the host that the app sees. Nothing else of the host's is there but the
/// system's programs and libraries, read-only.
struct AppMount {
  std::string host_path;    ///< Absolute.
  std::string inside_path;  ///< Absolute; may be the same.
  Access access = Access::kReadOnly;
};

/// A port on the app's own loopback, 127.0.0.1, that reaches one address. The platform dials it,
/// and dials nothing else: no other address can be reached from inside.
struct AppRelay {
  std::uint16_t inside_port = 0;
  std::string host;  ///< Name or address, as the platform sees it.
  std::uint16_t port = 0;
};

/// The most that an app may use. Every limit is said; none of them may be 0.
struct AppLimits {
  double processors = 0;             ///< 0.5: half of one.
  std::uint64_t memory_bytes = 0;    ///< All its processes together, with what they keep in /tmp.
  std::uint32_t processes = 0;       ///< At the same time; each thread counts as one.
  std::chrono::milliseconds time{};  ///< From start to end, however little it does.
  std::uint64_t output_bytes = 0;    ///< Standard output and standard error together.
  std::uint64_t disk_bytes = 0;      ///< What may be in its writable mounts together.
  std::uint32_t open_files = 0;      ///< Of one process. It is told EMFILE and goes on.
};

/// Who the app is for the host's kernel: its files belong to this user. Never root.
struct AppUser {
  uid_t user = 0;
  gid_t group = 0;
};

/// An app to be run once.
struct AppRequest {
  /// The program and its arguments. A program without a slash is looked for in the PATH of
  /// `environment`. Empty, for a bundle: what its config.json says.
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  ///< NAME=VALUE; nothing is inherited.
  std::string working_directory = "/";   ///< Inside.
  /// An OCI bundle, a directory with config.json and a root file system, for the runner of bundles;
  /// empty for the other.
  std::string bundle;
  std::vector<AppMount> mounts;
  std::vector<AppRelay> relays;
  AppLimits limits;
  /// Between SIGTERM and SIGKILL, when it is stopped or its time is over.
  std::chrono::milliseconds grace{5000};
  IsolationLevel required = IsolationLevel::kControlGroups;
  /// Nothing: nobody (65534) where the platform is root, else the platform's own.
  std::optional<AppUser> user;
};

/// What an app can break, and is ended for.
enum class AppLimit : std::uint8_t { kMemory, kProcesses, kTime, kOutput, kDisk };

/// "memory", "processes", "time", "output", "disk".
std::string_view name_of(AppLimit limit);

enum class AppEnding : std::uint8_t {
  kExited,     ///< By itself, with `exit_code`.
  kSignalled,  ///< By `signal`, which the platform did not send.
  kLimit,      ///< The platform ended it: it broke `limit`.
  kStopped,    ///< The platform ended it on request.
};

/// How an app ended and what it used. Nothing that it started is left.
struct AppOutcome {
  AppEnding ending = AppEnding::kExited;
  int exit_code = 0;                   ///< With kExited.
  int signal = 0;                      ///< With kSignalled.
  AppLimit limit = AppLimit::kMemory;  ///< With kLimit.
  /// It ended before the grace period was over, or nobody asked it to.
  bool orderly = true;
  std::uint32_t left_behind =
      0;  ///< Processes that were still there when the app itself had ended.
  std::chrono::microseconds user_time{};
  std::chrono::microseconds system_time{};
  std::chrono::microseconds wall_time{};
  std::uint64_t peak_memory_bytes = 0;
  std::uint64_t read_bytes = 0;  ///< From and to disks, as the kernel accounts them.
  std::uint64_t written_bytes = 0;
  std::uint64_t output_bytes = 0;  ///< As far as they were handed on.
  IsolationLevel level = IsolationLevel::kNone;
};

/// For people: "exit code 3", "killed by signal 11 (Segmentation fault)", "broke its limit of
/// 268435456 bytes of memory", "stopped on request".
std::string describe(const AppOutcome& outcome, const AppLimits& limits);

}  // namespace bdp
