#include "control/file_identity.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "os/file_hash.h"

namespace bdp {
namespace {

/// Parts that no two different lists of texts have in common: each goes behind its length.
std::string framed(std::initializer_list<std::string_view> parts) {
  std::string bytes;
  for (const std::string_view part : parts) {
    bytes += std::to_string(part.size());
    bytes += ':';
    bytes += part;
  }
  return bytes;
}

SourceIdentity identity_of(const std::string& bytes) {
  const os::ContentHash hash = os::hash_of(bytes);
  return {hash.high, static_cast<std::uint16_t>(hash.low >> 48U)};
}

Result<RunFile> identify(os::Files& files, const CollectedFile& collected, FileIdentityKind kind,
                         const std::stop_token& stop) {
  RunFile file;
  TRY_ASSIGN(file.path, os::absolute_path(collected.path));
  file.size = collected.info.size;
  file.modified = collected.info.modified;
  if (kind == FileIdentityKind::kMetadata) {
    file.identity.content =
        "meta:" + os::hash_of(framed({file.path, std::to_string(file.size),
                                      std::to_string(file.modified.time_since_epoch().count())}))
                      .hex();
    return file;
  }
  TRY_ASSIGN(const os::HashedFile hashed, os::hash_file(files, collected.path, stop));
  TRY_ASSIGN(const os::FileInfo now, files.info(collected.path));
  if (hashed.size != file.size || now.size != file.size || now.modified != file.modified) {
    return Error(Code::kConflict, "'" + collected.path +
                                      "' changes while it is read; leave input files alone until "
                                      "the job is done, then run it again");
  }
  file.identity.content = "xxh3:" + hashed.hash.hex();
  return file;
}

/// The files of one content that there were and are.
struct Namesakes {
  std::map<std::string, std::uint32_t> occurrences;  ///< By path, of earlier runs.
  std::uint32_t next = 0;
  std::string first_path;  ///< Of this run; empty: none yet.
};

/// Where the content of `file` has been seen under another path; empty: nowhere.
std::string other_path(const Namesakes& namesakes, const RunFile& file) {
  if (!namesakes.first_path.empty()) return namesakes.first_path;
  if (namesakes.occurrences.empty() || namesakes.occurrences.contains(file.path)) return {};
  return namesakes.occurrences.begin()->first;
}

using Contents = std::map<std::string, Namesakes, std::less<>>;

Contents contents_of(std::span<const RunFile> earlier) {
  Contents contents;
  for (const RunFile& file : earlier) {
    Namesakes& namesakes = contents[file.identity.content];
    namesakes.occurrences[file.path] = file.identity.occurrence;
    namesakes.next = std::max(namesakes.next, file.identity.occurrence + 1);
  }
  return contents;
}

}  // namespace

Result<std::vector<RunFile>> identify_files(os::Files& files, std::span<const CollectedFile> list,
                                            FileIdentityKind kind, const std::stop_token& stop) {
  std::vector<RunFile> identified;
  identified.reserve(list.size());
  for (const CollectedFile& collected : list) {
    TRY_ASSIGN(RunFile file, identify(files, collected, kind, stop));
    identified.push_back(std::move(file));
  }
  return identified;
}

Result<DistinctFiles> distinguish_files(std::vector<RunFile> files,
                                        std::span<const RunFile> earlier, Duplicates duplicates) {
  Contents contents = contents_of(earlier);
  // Files that were there before keep what they had, so they come before those that are new.
  std::vector<RunFile*> ordered;
  for (RunFile& file : files) {
    if (file.size > 0) ordered.push_back(&file);
  }
  std::ranges::stable_partition(ordered, [&](const RunFile* file) {
    return contents[file->identity.content].occurrences.contains(file->path);
  });
  DistinctFiles distinct;
  std::set<std::string> left_out;
  for (RunFile* file : ordered) {
    Namesakes& namesakes = contents[file->identity.content];
    const std::string other = other_path(namesakes, *file);
    if (duplicates == Duplicates::kRefuse && !other.empty()) {
      return Error(Code::kInvalid, "'" + file->path + "' has the same content as '" + other +
                                       "'; take one of them away, or let the job's 'duplicates' be "
                                       "\"skip\" or \"ingest\"");
    }
    if (duplicates == Duplicates::kIngest) {
      const auto known = namesakes.occurrences.find(file->path);
      file->identity.occurrence =
          known != namesakes.occurrences.end() ? known->second : namesakes.next++;
    } else if (!namesakes.first_path.empty()) {
      distinct.passed_over.push_back({file->path, "has the same content as '" + other + "'"});
      left_out.insert(file->path);
    }
    if (namesakes.first_path.empty()) namesakes.first_path = file->path;
  }
  for (RunFile& file : files) {
    if (!left_out.contains(file.path)) distinct.files.push_back(std::move(file));
  }
  return distinct;
}

SourceIdentity source_identity(const TenantId& tenant, std::string_view dataset,
                               const FileIdentity& identity) {
  return identity_of(
      framed({tenant.text, dataset, identity.content, std::to_string(identity.occurrence)}));
}

SourceIdentity stream_identity(const TenantId& tenant, std::string_view dataset,
                               std::string_view source_name) {
  return identity_of(framed({tenant.text, dataset, "stream", source_name}));
}

}  // namespace bdp
