#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/strong_type.h"
#include "control/collection.h"
#include "control/job_spec.h"
#include "os/files.h"
#include "record/row_id.h"

namespace bdp {

/// What makes an input file the same as an earlier one, whatever it is called.
struct FileIdentity {
  std::string content;           ///< "xxh3:HEX" of the whole content, or "meta:HEX".
  std::uint32_t occurrence = 0;  ///< Counts files of this content that are ingested on purpose.
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
  friend auto operator<=>(const FileIdentity&, const FileIdentity&) = default;
};

/// An input file of a run.
struct RunFile {
  FileIdentity identity;
  std::string path;  ///< Absolute.
  std::uint64_t size = 0;
  os::FileTime modified;
  friend bool operator==(const RunFile&, const RunFile&) = default;
};

/// Reads every file whole, for its hash, unless `kind` says otherwise. kConflict for one that
/// changes meanwhile. All occurrences are 0.
Result<std::vector<RunFile>> identify_files(os::Files& files, std::span<const CollectedFile> list,
                                            FileIdentityKind kind, const std::stop_token& stop);

struct DistinctFiles {
  std::vector<RunFile> files;
  std::vector<PassedOver> passed_over;
};

/// Deals with files of one content, and with those whose content `earlier` runs of the same data
/// set have had under another path: skip passes them over, ingest gives each an occurrence of its
/// own (the same one whenever it is asked), refuse is kInvalid. Empty files are all let through.
/// The order stays.
Result<DistinctFiles> distinguish_files(std::vector<RunFile> files,
                                        std::span<const RunFile> earlier, Duplicates duplicates);

/// What the ids of a file's rows begin with.
SourceIdentity source_identity(const TenantId& tenant, std::string_view dataset,
                               const FileIdentity& identity);

/// The same for standard input, which goes by the name it was given.
SourceIdentity stream_identity(const TenantId& tenant, std::string_view dataset,
                               std::string_view source_name);

}  // namespace bdp
