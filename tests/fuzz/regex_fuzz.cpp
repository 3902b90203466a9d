// A Ruby regular expression, a NUL, a replacement, a NUL, a subject: whatever they are, compiling
// and replacing end, and what matched lies in the subject.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "base/check.h"
#include "lang/regex.h"
#include "lang/regex_replace.h"
#include "record/arena.h"

using bdp::Arena;
using bdp::Value;
using bdp::lang::Found;
using bdp::lang::Match;
using bdp::lang::Regex;
using bdp::lang::RegexReplacement;
using bdp::lang::Subject;

namespace {

std::string_view take_part(std::string_view& input) {
  const std::size_t end = std::min(input.find('\0'), input.size());
  const std::string_view part = input.substr(0, end);
  input.remove_prefix(std::min(end + 1, input.size()));
  return part;
}

void check_match(const Regex& regex, const Match& match, std::string_view subject) {
  CHECK(match.end() <= subject.size());
  for (std::uint32_t i = 0; i <= regex.group_count() + 1; ++i) {
    const auto group = match.group(i);
    if (!group) continue;
    CHECK(group->data() >= subject.data());
    CHECK(group->data() + group->size() <= subject.data() + subject.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(size, '\0');
  if (size > 0) std::memcpy(bytes.data(), data, size);
  std::string_view input = bytes;
  const std::string_view pattern = take_part(input);
  const std::string_view with = take_part(input);
  const bdp::lang::RegexOptions options{
      .ignore_case = size % 2 == 1, .dot_matches_newline = size % 4 > 1, .extended = size % 8 > 3};
  const auto regex = Regex::compile(pattern, options);
  if (!regex) return 0;
  Match match;
  if (regex->search(Subject(input), match) == Found::kMatch) check_match(*regex, match, input);
  const auto replacement = RegexReplacement::compile(with, *regex);
  if (!replacement) return 0;
  Arena arena;
  Value result;
  const Value subject = Value::text(arena.copy(input));
  if (gsub(arena, subject, *regex, *replacement, result) == Found::kMatch) {
    CHECK(result.is(bdp::Tag::kText));
  }
  return 0;
}
