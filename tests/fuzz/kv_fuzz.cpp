// Pairs in any text: the loop over bytes finds what the regular expression finds, and each row of a
// batch gets what it gets alone.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/check.h"
#include "filters/all.h"
#include "text_run.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The backslashes change nothing but that the byte loop does not know what they mean.
  static std::array<std::array<TextRun, 2>, 4> runs = {{
      {TextRun("kv { source => 'm' }"), TextRun("kv { source => 'm' field_split => '\\ ' }")},
      {TextRun("kv { source => 'm' target => 'o' field_split => ' &?' value_split => '=:' "
               "whitespace => 'strict' include_brackets => false allow_empty_values => true }"),
       TextRun("kv { source => 'm' target => 'o' field_split => ' \\&?' value_split => '=:' "
               "whitespace => 'strict' include_brackets => false allow_empty_values => true }")},
      {TextRun("kv { source => 'm' field_split => ',;' trim_key => ' ' remove_char_value => '<>' "
               "transform_key => 'capitalize' allow_duplicate_values => false }"),
       TextRun("kv { source => 'm' field_split => '\\,;' trim_key => ' ' remove_char_value => '<>' "
               "transform_key => 'capitalize' allow_duplicate_values => false }")},
      {TextRun("kv { source => 'm' target => 'o' recursive => true prefix => 'p' "
               "exclude_keys => ['a'] }"),
       TextRun("kv { source => 'm' target => 'o' recursive => true prefix => 'p' "
               "exclude_keys => ['a'] field_split => '\\ ' }")},
  }};
  if (size == 0) return 0;
  std::string text(size - 1, '\0');
  if (size > 1) std::memcpy(text.data(), data + 1, size - 1);
  auto& [plain, exact] = runs.at(data[0] % runs.size());
  const std::string found = plain(text);
  CHECK(exact(text) == found);
  CHECK(plain(text, 2) == found + found);
  return 0;
}
