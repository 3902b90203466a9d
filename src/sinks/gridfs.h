#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "os/environment.h"
#include "wire/mongodb_client.h"

namespace bdp {

/// A file in a bucket, as its `BUCKET.files` document says.
struct GridfsFile {
  std::string id;  ///< 32 hexadecimal digits.
  std::string name;
  std::uint64_t bytes = 0;
  std::uint64_t chunks = 0;
  std::string sha256;
  std::string tenant;
  std::string job;
  std::string content_type;
};

/// What is to be known of a file beside its content.
struct GridfsLabel {
  std::string name;
  std::string tenant;
  std::string job = {};
  std::string content_type = {};
};

struct GridfsUpload {
  GridfsFile file;
  bool already_there = false;
  std::uint64_t chunks_kept = 0;  ///< That an upload which was broken off had left.
};

/// Whole files as objects of a GridFS bucket. A file is there once its document in `BUCKET.files`
/// is, which is written behind its last chunk; then one of the same `_id` in `BUCKET.metadata`. Ids
/// are made from tenant, name and content, those of chunks from them: an upload that was killed
/// goes on where it stopped when it is begun again, and a finished one does nothing. One call at a
/// time.
class Gridfs {
 public:
  /// `client` has at least `parallel` connections and outlives this object.
  Gridfs(MongodbClient& client, const os::Environment& environment, std::string database,
         std::string bucket, unsigned parallel);

  /// Stores the file at `path`: read twice, held in memory in pieces of 1 MB.
  Result<GridfsUpload> put(const std::string& path, const GridfsLabel& label);

  /// Writes the newest file of that name, or the one with that id, to `path`, which it gets only
  /// when its length and its checksum are right; else kCorrupt. kNotFound: there is none.
  Result<GridfsFile> get(std::string_view name_or_id, const std::string& path);

  /// All files by name.
  Status list(const std::function<Status(const GridfsFile&)>& take);

 private:
  class Upload;

  Result<GridfsFile> find(std::string_view name_or_id);
  Status create_indexes();
  Status insert_one(const std::string& collection, const bson_t& document);
  /// Again while another try may help.
  template <class Work>
  auto persist(Work work) -> decltype(work());

  MongodbClient& client_;
  const os::Environment environment_;
  const std::string database_;
  const std::string bucket_;
  const unsigned parallel_;
};

}  // namespace bdp
