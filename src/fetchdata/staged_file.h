#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/strong_type.h"
#include "control/constraints.h"
#include "control/file_identity.h"
#include "os/clock.h"
#include "os/file_hash.h"
#include "os/files.h"

namespace bdp {

/// Where a file stands that the platform has taken from a tenant's input.
enum class FileState : std::uint8_t {
  kStaged,     ///< In staging/, waiting for a job.
  kClaimed,    ///< In staging/, a job's.
  kArchived,   ///< In archive/: dealt with.
  kDiscarded,  ///< In discarded/, beside its reason.
};

/// "staged", "claimed", "archived", "discarded".
std::string_view name_of(FileState state);

/// A piece of a file, as a file of its own in staging/. Its file's blocks in their order, joined,
/// are its bytes again.
struct FileBlock {
  std::string path;          ///< Absolute.
  std::uint64_t offset = 0;  ///< Of its first byte in the whole file.
  std::uint64_t size = 0;
  os::ContentHash checksum;  ///< Of its bytes.
  friend bool operator==(const FileBlock&, const FileBlock&) = default;
};

/// What the platform knows of a file that it has taken: one entry of the store, the truth about
/// where the file is.
struct StagedFile {
  TenantId tenant;
  std::uint64_t number = 0;  ///< Ascends within a tenant, from 1; never given twice.
  std::string name;          ///< As the tenant called it: any bytes but `/` and NUL.
  std::string path;          ///< Absolute: in staging/, archive/ or discarded/.
  std::uint64_t size = 0;
  std::string format;             ///< By its name, as format_of() says.
  FileIdentity identity;          ///< No content: refused before it was read.
  os::FileTime modified;          ///< By its writer.
  os::WallTime taken;             ///< When it came into staging, or was refused.
  os::WallTime changed;           ///< When `state` became what it is.
  std::vector<FileBlock> blocks;  ///< Empty: not micro-batched. Gone once it is not in staging.
  bool raw_blocks = false;        ///< The blocks end anywhere, not only behind records.
  FileState state = FileState::kStaged;
  JobId job;                           ///< Who has, or had, claimed it; empty: nobody.
  std::optional<Violation> violation;  ///< Why it was discarded.
  std::uint64_t duplicate_of = 0;      ///< Archived at once, for its content had been taken as this
                                       ///< file; 0: no.
};

/// For the store: paths are kept as they stand in `tenant_directory`, so that a home can be moved.
std::string encode_staged_file(const StagedFile& file, std::string_view tenant_directory);

/// kCorrupt for what encode_staged_file() has not written.
Result<StagedFile> decode_staged_file(std::string_view json, std::string_view tenant_directory);

/// `name` for people and logs, on one line: control characters and bytes that are not UTF-8 appear
/// as \xHH, a backslash doubled.
std::string printable_name(std::string_view name);

}  // namespace bdp
