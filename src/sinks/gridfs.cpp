#include "sinks/gridfs.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "formats/bytes.h"
#include "os/file_hash.h"
#include "pipeline/retry.h"
#include "sinks/sha256.h"

namespace bdp {
namespace {

/// What all drivers take.
constexpr std::uint32_t kChunkBytes = 255 * 1024;
/// Chunks of one bulk, about 1 MB.
constexpr std::size_t kChunksAtOnce = 4;
constexpr std::size_t kIdBytes = 16;

/// The same file of the same tenant under the same name has the same id.
std::array<char, kIdBytes> id_of(const GridfsLabel& label, const os::ContentHash& content) {
  const std::string all = label.tenant + '\0' + label.name + '\0' + content.hex();
  const os::ContentHash hash = os::hash_of(all);
  std::array<char, kIdBytes> id{};
  for (std::size_t i = 0; i < 8; ++i) {
    id[i] = static_cast<char>(hash.high >> (56 - 8 * i));
    id[8 + i] = static_cast<char>(hash.low >> (56 - 8 * i));
  }
  return id;
}

std::optional<std::string> id_from_hex(std::string_view hex) {
  if (hex.size() != 2 * kIdBytes) return std::nullopt;
  std::string id;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const auto digit = [&hex](std::size_t place) {
      return std::string_view("0123456789abcdef").find(hex[place]);
    };
    if (digit(i) == std::string_view::npos || digit(i + 1) == std::string_view::npos) {
      return std::nullopt;
    }
    id += static_cast<char>(digit(i) * 16 + digit(i + 1));
  }
  return id;
}

void append_binary(bson_t& to, const char* name, std::string_view bytes) {
  bson_append_binary(&to, name, -1, BSON_SUBTYPE_BINARY,
                     reinterpret_cast<const std::uint8_t*>(bytes.data()),
                     static_cast<std::uint32_t>(bytes.size()));
}

std::string_view binary_in(const bson_t& document, const char* field) {
  bson_iter_t place;
  if (!bson_iter_init_find(&place, &document, field) || !BSON_ITER_HOLDS_BINARY(&place)) return {};
  bson_subtype_t subtype{};
  std::uint32_t size = 0;
  const std::uint8_t* bytes = nullptr;
  bson_iter_binary(&place, &subtype, &size, &bytes);
  return {reinterpret_cast<const char*>(bytes), size};
}

std::string text_at(const bson_t& document, const char* path) {
  bson_iter_t place;
  bson_iter_t found;
  if (!bson_iter_init(&place, &document) || !bson_iter_find_descendant(&place, path, &found) ||
      !BSON_ITER_HOLDS_UTF8(&found)) {
    return {};
  }
  return bson_iter_utf8(&found, nullptr);
}

GridfsFile file_of(const bson_t& document) {
  const auto bytes = static_cast<std::uint64_t>(integer_in(document, "length"));
  const auto chunk = static_cast<std::uint64_t>(integer_in(document, "chunkSize"));
  return {.id = hex_of(binary_in(document, "_id")),
          .name = text_in(document, "filename"),
          .bytes = bytes,
          .chunks = chunk == 0 ? 0 : (bytes + chunk - 1) / chunk,
          .sha256 = text_at(document, "metadata.sha256"),
          .tenant = text_at(document, "metadata.tenant"),
          .job = text_at(document, "metadata.job"),
          .content_type = text_at(document, "metadata.content_type")};
}

void append_label(bson_t& to, const GridfsFile& file) {
  append_text(to, "tenant", file.tenant);
  append_text(to, "job", file.job);
  append_text(to, "name", file.name);
  append_text(to, "sha256", file.sha256);
  append_text(to, "content_type", file.content_type);
  bson_append_int64(&to, "chunks", -1, static_cast<std::int64_t>(file.chunks));
}

template <class Number>
char* store(char* to, Number number) {
  std::memcpy(to, &number, sizeof number);
  return to + sizeof number;
}

char* store(char* to, std::string_view bytes) {
  std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}

/// Bytes of a chunk's document in front of its data; behind it is a NUL.
constexpr std::size_t kHeadBytes = 83;

/// `{_id: files_id and n, files_id, n, data}` up to the `size` bytes of data.
void write_head(char* to, std::string_view id, std::uint32_t n, std::uint32_t size) {
  using namespace std::string_view_literals;
  char* const begin = to;
  to = store(to, static_cast<std::int32_t>(kHeadBytes + size + 1));
  to = store(to, "\x05_id\0"sv);
  to = store(to, static_cast<std::int32_t>(kIdBytes + sizeof n));
  *to++ = '\0';
  to = store(to, id);
  to = store(to, __builtin_bswap32(n));
  to = store(to,
             "\x05"
             "files_id\0"sv);
  to = store(to, static_cast<std::int32_t>(kIdBytes));
  *to++ = '\0';
  to = store(to, id);
  to = store(to, "\x10n\0"sv);
  to = store(to, n);
  to = store(to,
             "\x05"
             "data\0"sv);
  to = store(to, static_cast<std::int32_t>(size));
  *to++ = '\0';
  CHECK(to == begin + kHeadBytes);
}

}  // namespace

template <class Work>
auto Gridfs::persist(Work work) -> decltype(work()) {
  const RetryPolicy policy;
  Backoff backoff(policy, environment_.clock, environment_.randomness);
  for (;;) {
    auto done = work();
    if (done || !backoff.again(done.error(), {})) return done;
  }
}

/// The chunks of one file on their way. Many threads: one at a time reads, which keeps the checksum
/// in order, while the others wait for the server.
class Gridfs::Upload {
 public:
  Upload(Gridfs& bucket, os::File& file, std::string_view id, std::uint64_t bytes,
         std::vector<bool> there)
      : bucket_(bucket), file_(file), id_(id), bytes_(bytes), there_(std::move(there)) {}

  Status run() {
    {
      std::vector<std::jthread> threads;
      for (unsigned i = 0; i < bucket_.parallel_; ++i) {
        threads.emplace_back([this] { send_all(); });
      }
    }
    if (failure_) return *failure_;
    return {};
  }

  std::string sha256() { return checksum_.hex(); }

 private:
  struct Piece {
    Bytes buffer;
    std::vector<std::string_view> missing;  ///< Documents that are not there yet.
  };

  void send_all() {
    Piece piece;
    for (;;) {
      const auto read = next(piece);
      if (!read) {
        fail(read.error());
        return;
      }
      if (!*read) return;
      const Status sent = bucket_.persist([&]() -> Status {
        TRY_ASSIGN(
            const auto refused,
            bucket_.client_.insert(bucket_.database_, bucket_.bucket_ + ".chunks", piece.missing));
        for (const MongodbClient::Refusal& refusal : refused) {
          if (!refusal.already_there) return Error(Code::kInvalid, refusal.reason);
        }
        return {};
      });
      if (!sent) {
        fail(sent.error());
        return;
      }
    }
  }

  /// The next chunks of the file; false: there are no more.
  Result<bool> next(Piece& piece) {
    const std::lock_guard lock(mutex_);
    piece.missing.clear();
    if (failure_) return false;
    while (offset_ < bytes_ && piece.missing.empty()) {
      piece.buffer.clear();
      char* to = piece.buffer.reserve(kChunksAtOnce * (kHeadBytes + kChunkBytes + 1));
      for (std::size_t i = 0; i < kChunksAtOnce && offset_ < bytes_; ++i) {
        const auto size =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(kChunkBytes, bytes_ - offset_));
        write_head(to, id_, number_, size);
        char* const data = to + kHeadBytes;
        TRY_ASSIGN(const std::size_t got, file_.read({data, size}));
        if (got != size) {
          return Error(Code::kConflict, file_.path() + ": it became shorter while it was read");
        }
        checksum_.add({data, size});
        data[size] = '\0';
        if (!there_[number_]) piece.missing.emplace_back(to, kHeadBytes + size + 1);
        to = data + size + 1;
        ++number_;
        offset_ += size;
      }
    }
    return !piece.missing.empty();
  }

  void fail(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = error;
  }

  Gridfs& bucket_;
  os::File& file_;
  const std::string_view id_;
  const std::uint64_t bytes_;
  const std::vector<bool> there_;
  std::mutex mutex_;
  Sha256 checksum_;
  std::uint64_t offset_ = 0;
  std::uint32_t number_ = 0;
  std::optional<Error> failure_;
};

Gridfs::Gridfs(MongodbClient& client, const os::Environment& environment, std::string database,
               std::string bucket, unsigned parallel)
    : client_(client),
      environment_(environment),
      database_(std::move(database)),
      bucket_(std::move(bucket)),
      parallel_(std::max(1U, parallel)) {}

Status Gridfs::create_indexes() {
  const auto create = [this](const std::string& collection, const char* first, const char* second,
                             bool unique) -> Status {
    const BsonDocument order;
    append_text(*order, "createIndexes", collection);
    bson_t list;
    bson_t index;
    bson_t key;
    bson_append_array_begin(order.get(), "indexes", -1, &list);
    bson_append_document_begin(&list, "0", -1, &index);
    bson_append_document_begin(&index, "key", -1, &key);
    bson_append_int32(&key, first, -1, 1);
    bson_append_int32(&key, second, -1, 1);
    bson_append_document_end(&index, &key);
    append_text(index, "name", std::string(first) + "_1_" + second + "_1");
    if (unique) bson_append_bool(&index, "unique", -1, true);
    bson_append_document_end(&list, &index);
    bson_append_array_end(order.get(), &list);
    TRY(client_.command(database_, *order));
    return {};
  };
  TRY(create(bucket_ + ".chunks", "files_id", "n", true));
  return create(bucket_ + ".files", "filename", "uploadDate", false);
}

Status Gridfs::insert_one(const std::string& collection, const bson_t& document) {
  return persist([&]() -> Status {
    const std::string_view bytes = bytes_of(document);
    TRY_ASSIGN(const auto refused, client_.insert(database_, collection, {&bytes, 1}));
    if (!refused.empty() && !refused.front().already_there) {
      return Error(Code::kInvalid, collection + ": " + refused.front().reason);
    }
    return {};
  });
}

Result<GridfsUpload> Gridfs::put(const std::string& path, const GridfsLabel& label) {
  TRY_ASSIGN(const os::HashedFile hashed, os::hash_file(environment_.files, path, {}));
  const auto id_bytes = id_of(label, hashed.hash);
  const std::string_view id(id_bytes.data(), id_bytes.size());
  GridfsUpload upload{.file = {.id = hex_of(id),
                               .name = label.name,
                               .bytes = hashed.size,
                               .chunks = (hashed.size + kChunkBytes - 1) / kChunkBytes,
                               .sha256 = {},
                               .tenant = label.tenant,
                               .job = label.job,
                               .content_type = label.content_type}};
  if (auto found = find(upload.file.id)) {
    upload.file = *std::move(found);
    upload.already_there = true;
  } else if (found.error().code() != Code::kNotFound) {
    return std::move(found).error();
  }
  const std::int64_t now = std::chrono::duration_cast<std::chrono::milliseconds>(
                               environment_.clock.wall().time_since_epoch())
                               .count();
  if (!upload.already_there) {
    TRY(persist([this] { return create_indexes(); }));
    std::vector<bool> there(upload.file.chunks);
    const BsonDocument filter;
    append_binary(*filter, "files_id", id);
    const BsonDocument options;
    bson_t projection;
    bson_append_document_begin(options.get(), "projection", -1, &projection);
    bson_append_int32(&projection, "n", -1, 1);
    bson_append_document_end(options.get(), &projection);
    TRY(client_.find(database_, bucket_ + ".chunks", *filter, options.get(),
                     [&](std::string_view chunk) -> Status {
                       const auto n = static_cast<std::uint64_t>(integer_in(*BsonView(chunk), "n"));
                       if (n < there.size()) there[n] = true;
                       return {};
                     }));
    upload.chunks_kept = static_cast<std::uint64_t>(std::ranges::count(there, true));
    TRY_ASSIGN(const auto file, environment_.files.open(path, os::OpenMode::kRead));
    Upload chunks(*this, *file, id, hashed.size, std::move(there));
    TRY(chunks.run());
    upload.file.sha256 = chunks.sha256();
    const BsonDocument document;
    append_binary(*document, "_id", id);
    bson_append_int64(document.get(), "length", -1, static_cast<std::int64_t>(hashed.size));
    bson_append_int32(document.get(), "chunkSize", -1, kChunkBytes);
    bson_append_date_time(document.get(), "uploadDate", -1, now);
    append_text(*document, "filename", label.name);
    bson_t metadata;
    bson_append_document_begin(document.get(), "metadata", -1, &metadata);
    append_label(metadata, upload.file);
    bson_append_document_end(document.get(), &metadata);
    TRY(insert_one(bucket_ + ".files", *document));
  }
  const BsonDocument metadata;
  append_binary(*metadata, "_id", id);
  append_text(*metadata, "bucket", bucket_);
  bson_append_int64(metadata.get(), "bytes", -1, static_cast<std::int64_t>(upload.file.bytes));
  bson_append_date_time(metadata.get(), "stored", -1, now);
  append_label(*metadata, upload.file);
  TRY(insert_one(bucket_ + ".metadata", *metadata));
  return upload;
}

Result<GridfsFile> Gridfs::find(std::string_view name_or_id) {
  const BsonDocument filter;
  if (const auto id = id_from_hex(name_or_id)) {
    append_binary(*filter, "_id", *id);
  } else {
    append_text(*filter, "filename", name_or_id);
  }
  const BsonDocument options;
  bson_t sort;
  bson_append_document_begin(options.get(), "sort", -1, &sort);
  bson_append_int32(&sort, "uploadDate", -1, -1);
  bson_append_document_end(options.get(), &sort);
  bson_append_int64(options.get(), "limit", -1, 1);
  std::optional<GridfsFile> file;
  TRY(persist([&] {
    return client_.find(database_, bucket_ + ".files", *filter, options.get(),
                        [&file](std::string_view found) -> Status {
                          file = file_of(*BsonView(found));
                          return {};
                        });
  }));
  if (!file) {
    return Error(Code::kNotFound, "there is no '" + std::string(name_or_id) + "' in the bucket " +
                                      bucket_ + " of " + database_);
  }
  return *std::move(file);
}

Result<GridfsFile> Gridfs::get(std::string_view name_or_id, const std::string& path) {
  TRY_ASSIGN(GridfsFile file, find(name_or_id));
  const auto id = id_from_hex(file.id);
  if (!id) {
    return Error(Code::kInvalid, "'" + file.name +
                                     "' was not stored by mysimbdp: its id is no "
                                     "16 bytes");
  }
  const BsonDocument filter;
  append_binary(*filter, "files_id", *id);
  const BsonDocument options;
  bson_t sort;
  bson_append_document_begin(options.get(), "sort", -1, &sort);
  bson_append_int32(&sort, "n", -1, 1);
  bson_append_document_end(options.get(), &sort);
  const std::string partial = path + ".partial";
  TRY_ASSIGN(const auto output, environment_.files.open(partial, os::OpenMode::kCreate));
  Sha256 checksum;
  std::uint64_t bytes = 0;
  std::int64_t wanted = 0;
  const Status read =
      client_.find(database_, bucket_ + ".chunks", *filter, options.get(),
                   [&](std::string_view found) -> Status {
                     const BsonView chunk(found);
                     if (integer_in(*chunk, "n") != wanted++) {
                       return Error(Code::kCorrupt, file.name + ": chunk " +
                                                        std::to_string(wanted - 1) + " is missing");
                     }
                     const std::string_view data = binary_in(*chunk, "data");
                     checksum.add(data);
                     bytes += data.size();
                     return output->write(data);
                   });
  Status good = read;
  if (good && (bytes != file.bytes || checksum.hex() != file.sha256)) {
    good = Error(Code::kCorrupt, file.name +
                                     ": what is stored is not what was sent: its length or "
                                     "checksum is another one");
  }
  if (!good) {
    static_cast<void>(environment_.files.remove(partial));
    return std::move(good).error();
  }
  TRY(environment_.files.rename(partial, path));
  return file;
}

Status Gridfs::list(const std::function<Status(const GridfsFile&)>& take) {
  const BsonDocument all;
  const BsonDocument options;
  bson_t sort;
  bson_append_document_begin(options.get(), "sort", -1, &sort);
  bson_append_int32(&sort, "filename", -1, 1);
  bson_append_document_end(options.get(), &sort);
  return client_.find(database_, bucket_ + ".files", *all, options.get(),
                      [&take](std::string_view found) { return take(file_of(*BsonView(found))); });
}

}  // namespace bdp
