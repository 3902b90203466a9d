#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "control/job_spec.h"
#include "control/name_pattern.h"
#include "os/files.h"
#include "os/machine.h"

namespace bdp {

/// What every file must hold to, whoever's it is: the first report's generic configuration. Off
/// unless set.
struct GenericConstraints {
  std::optional<std::uint64_t> max_file_bytes;        ///< `max_file_size`: of one file.
  std::optional<std::uint64_t> max_file_name_length;  ///< In characters.
  std::optional<NamePattern> name_pattern;            ///< `file_name_regex`
  // Of what is taken from one tenant's input.
  std::optional<std::uint64_t> max_files_per_day;
  std::optional<std::uint64_t> max_bytes_per_day;
  std::optional<DecompressionLimits> decompression;
};

/// The broker that fetchdata tells of staged files, besides the platform's own queue.
struct MessagingSystem {
  std::string host;
  std::uint16_t port = 1883;
  std::string topic;
  std::string user;  ///< Empty: nobody.
  std::string password;
};

/// mysimbdp.yaml.
struct PlatformConfig {
  GenericConstraints generic;
  std::optional<MessagingSystem> messaging;  ///< `messagingsystem`
};

/// Reads the platform's configuration; without a file there, everything has its default.
/// `${NAME}` in it are environment variables.
Result<PlatformConfig> load_platform_config(os::Files& files, const std::string& path,
                                            const os::Variables& variables);

}  // namespace bdp
