// Any bytes as the file of a dictionary: what is wrong is told with its place, and what was read is
// found.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/check.h"
#include "filters/translate/dictionary.h"
#include "filters/translate/dictionary_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using bdp::translate::Dictionary;
  using bdp::translate::DictionaryFormat;
  using bdp::translate::Lookup;
  constexpr std::array kFormats = {DictionaryFormat::kJson, DictionaryFormat::kYaml,
                                   DictionaryFormat::kCsv};
  constexpr std::array kLookups = {Lookup::kExact, Lookup::kRegex, Lookup::kPieces};
  if (size == 0) return 0;
  std::string text(size - 1, '\0');
  if (size > 1) std::memcpy(text.data(), data + 1, size - 1);
  Dictionary dictionary(kLookups.at(data[0] / 3 % kLookups.size()));
  const auto read =
      read_dictionary(text, "f", kFormats.at(data[0] % kFormats.size()), 5000, dictionary);
  if (!read) CHECK(read.error().message().starts_with("f:"));
  Dictionary copy(kLookups.at(data[0] / 3 % kLookups.size()));
  copy.add_all(dictionary);
  CHECK(copy.size() == dictionary.size());
  bdp::Arena arena;
  const bdp::Value key = bdp::Value::text(arena.copy(text));
  CHECK(dictionary.find(arena, key).has_value() == copy.find(arena, key).has_value());
  return 0;
}
