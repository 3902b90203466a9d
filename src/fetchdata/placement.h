#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "control/home.h"
#include "fetchdata/staged_file.h"
#include "os/files.h"

namespace bdp {

/// The longest name that a file system takes.
inline constexpr std::size_t kLongestFileName = 255;
/// Behind a staged file's path: the directory of its blocks.
inline constexpr std::string_view kBlocksEnding = ".blocks";
/// Behind a discarded file's name: its reason.
inline constexpr std::string_view kReasonEnding = ".reason.json";

/// staging/NUMBER-NAME; the name's front is cut off where that would be too long.
std::string staged_path(const Home& home, const TenantId& tenant, std::uint64_t number,
                        std::string_view name);
/// archive/YYYY-MM-DD/NUMBER-NAME
std::string archived_path(const Home& home, const StagedFile& file);
/// discarded/NAME, or NUMBER-NAME when that, or its reason's name, is there already or in `given`.
std::string discarded_path(const Home& home, os::Files& files, const StagedFile& file,
                           const std::set<std::string>& given = {});

/// Beside a discarded file.
std::string reason_path(std::string_view discarded);

struct NumberedName {
  std::uint64_t number = 0;
  std::string name;
};

/// What a file is called in input/ while it is copied back there; never a tenant's own name.
std::string returning_path(const Home& home, const StagedFile& file);
bool is_returning_name(std::string_view file_name);

/// What staged_path() made of number and name; nothing: it did not make this name.
std::optional<NumberedName> numbered_name(std::string_view file_name);

/// What stands in NAME.reason.json: for people and programs.
std::string reason_json(const StagedFile& file);

/// Brings an archived or discarded file from `from` to where its record says that it is, a
/// discarded one with its reason, and removes its blocks. Done again after a crash it does what is
/// still to be done. kNotFound: the file is in neither place.
Status place_file(os::Files& files, const StagedFile& file, const std::string& from);

/// Removes what place `path`'s blocks have, if there are any.
Status remove_blocks(os::Files& files, const std::string& path);

}  // namespace bdp
