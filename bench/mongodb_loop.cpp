// How fast libmongoc itself feeds a MongoDB from memory: what our sinks are measured against.
// Prints the seconds that the server's part took; reading the input is not in them.
//
//   mongodb_loop documents URI DATABASE COLLECTION FILE BULK CONNECTIONS
//     FILE: BSON documents, one behind the other; in bulks of BULK, on so many connections at once
//   mongodb_loop gridfs URI DATABASE NAME FILE
//     FILE: uploaded by libmongoc's own GridFS
#include <mongoc/mongoc.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what, const char* why) {
  std::fprintf(stderr, "mongodb_loop: %s: %s\n", what, why);
  std::exit(1);
}

std::string whole(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path, "cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

struct View {
  bson_t document;
};

void insert(mongoc_client_t* client, const char* database, const char* name, const View* views,
            std::size_t count) {
  mongoc_collection_t* collection = mongoc_client_get_collection(client, database, name);
  std::vector<const View*> pointers(count);
  for (std::size_t i = 0; i < count; ++i) pointers[i] = views + i;
  bson_t options = BSON_INITIALIZER;
  bson_append_bool(&options, "ordered", -1, false);
  bson_append_bool(&options, "validate", -1, false);
  bson_error_t error{};
  if (!mongoc_collection_insert_many(collection, reinterpret_cast<const bson_t**>(pointers.data()),
                                     count, &options, nullptr, &error)) {
    fail("insert", error.message);
  }
  bson_destroy(&options);
  mongoc_collection_destroy(collection);
}

void documents(const char* uri, const char* database, const char* collection,
               const std::string& bytes, std::size_t bulk, unsigned connections) {
  std::vector<std::pair<const char*, std::size_t>> places;
  for (std::size_t at = 0; at < bytes.size();) {
    std::int32_t size = 0;
    std::memcpy(&size, bytes.data() + at, sizeof size);
    places.emplace_back(bytes.data() + at, size);
    at += static_cast<std::size_t>(size);
  }
  std::vector<View> views(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    bson_init_static(&views[i].document, reinterpret_cast<const std::uint8_t*>(places[i].first),
                     places[i].second);
  }
  const Clock::time_point begin = Clock::now();
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < connections; ++i) {
      threads.emplace_back([&] {
        mongoc_client_t* client = mongoc_client_new(uri);
        if (client == nullptr) fail(uri, "no URI");
        for (;;) {
          const std::size_t first = next.fetch_add(bulk);
          if (first >= views.size()) break;
          insert(client, database, collection, views.data() + first,
                 std::min(bulk, views.size() - first));
        }
        mongoc_client_destroy(client);
      });
    }
  }
  std::printf("%.6f\n", std::chrono::duration<double>(Clock::now() - begin).count());
}

void gridfs(const char* uri, const char* database, const char* name, std::string bytes) {
  const Clock::time_point begin = Clock::now();
  mongoc_client_t* client = mongoc_client_new(uri);
  if (client == nullptr) fail(uri, "no URI");
  mongoc_database_t* in = mongoc_client_get_database(client, database);
  bson_error_t error{};
  mongoc_gridfs_bucket_t* bucket = mongoc_gridfs_bucket_new(in, nullptr, nullptr, &error);
  if (bucket == nullptr) fail("bucket", error.message);
  mongoc_stream_t* stream =
      mongoc_gridfs_bucket_open_upload_stream(bucket, name, nullptr, nullptr, &error);
  if (stream == nullptr) fail("upload", error.message);
  constexpr std::size_t kPiece = std::size_t{4} << 20U;
  for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
    const std::size_t size = std::min(kPiece, bytes.size() - at);
    if (mongoc_stream_write(stream, bytes.data() + at, size, 0) < 0) fail("upload", "write failed");
  }
  if (mongoc_stream_close(stream) != 0) fail("upload", "close failed");
  mongoc_stream_destroy(stream);
  std::printf("%.6f\n", std::chrono::duration<double>(Clock::now() - begin).count());
  mongoc_gridfs_bucket_destroy(bucket);
  mongoc_database_destroy(in);
  mongoc_client_destroy(client);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string kind = argc > 1 ? argv[1] : "";
  mongoc_init();
  if (kind == "documents" && argc == 8) {
    documents(argv[2], argv[3], argv[4], whole(argv[5]), std::stoul(argv[6]),
              static_cast<unsigned>(std::stoul(argv[7])));
  } else if (kind == "gridfs" && argc == 6) {
    gridfs(argv[2], argv[3], argv[4], whole(argv[5]));
  } else {
    fail("arguments", "see the top of bench/mongodb_loop.cpp");
  }
  return 0;
}
