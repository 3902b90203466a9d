#include "os/file_hash.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "os/faulty_files.h"
#include "os/temporary_directory.h"

namespace bdp::os {
namespace {

// Printed by xxh128sum 0.8.1.
TEST(ContentHash, IsTheOneOfXxh128sum) {
  EXPECT_EQ(hash_of("").hex(), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(hash_of("abc").hex(), "06b05ab6733a618578af5f94892f3950");
}

TEST(ContentHash, ComesBackFromItsHex) {
  const ContentHash hash = hash_of("abc");
  EXPECT_EQ(*content_hash_from_hex(hash.hex()), hash);
  EXPECT_FALSE(content_hash_from_hex("06b0"));
  EXPECT_FALSE(content_hash_from_hex(std::string(32, 'G')));
}

TEST(HashFile, EqualsTheHashOfTheBytesWhateverTheSize) {
  const TemporaryDirectory directory;
  for (const std::size_t size : {0U, 1U, 4096U, 524287U, 524288U, 524289U, 1500000U}) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + (i >> 8U));
    const auto hashed = hash_file(real_files(), directory.write("a", bytes), {});
    ASSERT_TRUE(hashed);
    EXPECT_EQ(hashed->hash, hash_of(bytes)) << size;
    EXPECT_EQ(hashed->size, size);
  }
}

TEST(HashFile, PassesReadErrorsOn) {
  const TemporaryDirectory directory;
  FaultyFiles files(real_files());
  files.fail_from(FileOperation::kRead, 2, EIO);
  const auto hashed = hash_file(files, directory.write("a", std::string(2000000, 'x')), {});
  ASSERT_FALSE(hashed);
  EXPECT_EQ(hashed.error().code(), Code::kUnavailable);
}

TEST(HashFile, StopsWhenAsked) {
  const TemporaryDirectory directory;
  std::stop_source stop;
  stop.request_stop();
  const auto hashed = hash_file(real_files(), directory.write("a", "x"), stop.get_token());
  ASSERT_FALSE(hashed);
  EXPECT_EQ(hashed.error().code(), Code::kCancelled);
}

}  // namespace
}  // namespace bdp::os
