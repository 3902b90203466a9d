#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "os/files.h"

namespace bdp::os {

/// What is behind the name of a file that move_file() is still copying.
inline constexpr std::string_view kUnfinishedEnding = ".part";

/// Moves a regular file to a name that is free: kConflict when it is not. From one file system to
/// another the file is copied, made durable, and only then removed where it was; after a crash it
/// may be in both places, whole, and `to`.part may be left over, but it is never in neither.
/// `unfinished` names the copy instead, in the directory of `to`.
Status move_file(Files& files, const std::string& from, const std::string& to,
                 const std::string& unfinished = "");

}  // namespace bdp::os
