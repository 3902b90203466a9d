#include "lang/regex.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>

#include "base/check.h"
#include "lang/pcre2.h"
#include "lang/regex_reader.h"
#include "lang/regex_translate.h"
#include "lang/utf8.h"

namespace bdp::lang {
namespace {

/// Shorter ones are in most texts: looking for them first would not pay.
constexpr std::size_t kWorthLookingFor = 3;
/// Patterns come from events too.
constexpr std::size_t kLongestPattern = std::size_t{256} << 10U;

/// Steps that one search may take. At most some tenths of a second; a short text gets less, for
/// many evil ones must not hold up the others.
std::uint32_t step_limit(std::size_t text_bytes, bool frugal) {
  constexpr std::size_t kMost = 10'000'000;
  const std::size_t steps = frugal ? 50'000 + 50 * std::min(text_bytes, kMost)
                                   : 500'000 + 1000 * std::min(text_bytes, kMost);
  return static_cast<std::uint32_t>(std::min(steps, kMost));
}

/// Where `text` is in `subject` at or behind `from`; kNotThere when nowhere.
constexpr std::size_t kNotThere = std::string_view::npos;
std::size_t find_text(std::string_view subject, std::string_view text, std::size_t from) {
  const char* begin = subject.data() + from;
  const std::size_t left = subject.size() - from;
  if (left < text.size()) return kNotThere;
  const void* found = text.size() == 1 ? std::memchr(begin, text.front(), left)
                                       : memmem(begin, left, text.data(), text.size());
  if (found == nullptr) return kNotThere;
  return static_cast<std::size_t>(static_cast<const char*>(found) - subject.data());
}

/// The next byte at or behind `at` that is not ASCII, or the end.
std::size_t skip_ascii(std::string_view text, std::size_t at) {
  for (; text.size() - at >= 8; at += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, 8);
    if ((bytes & 0x8080808080808080U) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

constexpr std::uint32_t kUtf8 = PCRE2_UTF;

/// What PCRE2 still finds wrong is most often a look-behind, for which it has rules of its own.
Result<Pcre2Code> compile_translated(std::string_view ruby, const TranslatedRegex& translated,
                                     std::uint32_t options) {
  auto code = Pcre2Code::compile(translated.pattern, options);
  if (code) return code;
  const std::string_view message = code.error().message();
  for (const TranslatedRegex::LookBehind& look_behind : translated.look_behinds) {
    const auto alone = Pcre2Code::compile(look_behind.pattern, options);
    if (!alone && alone.error().message() == message) {
      return regex_error(
          ruby, look_behind.at,
          std::string(message) + "; every alternative of a look-behind must have one length");
    }
  }
  return regex_error(ruby, 0, std::string(message));
}

}  // namespace

void Subject::look_through() const {
  encoding_ = Encoding::kAscii;
  for (std::size_t at = skip_ascii(text_, 0); at < text_.size(); at = skip_ascii(text_, at)) {
    const Character character = read_character(text_, at);
    encoding_ = character.valid ? Encoding::kUtf8 : Encoding::kBroken;
    if (!character.valid) return;
    at += character.bytes;
  }
}

struct Regex::Compiled {
  std::string pattern;
  std::uint32_t options = 0;
  bool frugal = false;
  TranslatedRegex translated;
  Pcre2Code for_ascii;
  // The others are completed when the first such text comes.
  mutable Pcre2Code for_utf8;
  mutable Pcre2Code for_broken;
  mutable std::once_flag utf8_completed;
  mutable std::once_flag broken_completed;

  const Pcre2Code& code_for(const Subject& subject) const {
    switch (subject.encoding()) {
      case Subject::Encoding::kAscii:
        return for_ascii;
      case Subject::Encoding::kUtf8:
        std::call_once(utf8_completed, [this] { for_utf8.compile_jit(); });
        return for_utf8;
      default:
        break;
    }
    std::call_once(broken_completed, [this] {
      // Without machine code: that of PCRE2 10.42 does not find \W in such texts.
      auto code = Pcre2Code::compile(translated.pattern, options | kUtf8 | PCRE2_MATCH_INVALID_UTF);
      CHECK(code.has_value());
      for_broken = *std::move(code);
    });
    return for_broken;
  }
};

Result<Regex> Regex::compile(std::string_view pattern, RegexOptions options) {
  if (pattern.size() > kLongestPattern) {
    return Error(Code::kInvalid, "the expression has " + std::to_string(pattern.size()) +
                                     " bytes; at most " + std::to_string(kLongestPattern) +
                                     " are compiled");
  }
  auto compiled = std::make_shared<Compiled>();
  compiled->pattern = pattern;
  compiled->frugal = options.frugal;
  compiled->options = PCRE2_DOTALL | PCRE2_MULTILINE | (options.ignore_case ? PCRE2_CASELESS : 0U);
  TRY_ASSIGN(compiled->translated, translate_regex(pattern, options, RegexAlphabet::kUnicode));
  TRY_ASSIGN(compiled->for_utf8,
             compile_translated(pattern, compiled->translated, compiled->options | kUtf8));
  TRY_ASSIGN(const TranslatedRegex ascii, translate_regex(pattern, options, RegexAlphabet::kAscii));
  TRY_ASSIGN(compiled->for_ascii, compile_translated(pattern, ascii, compiled->options));
  compiled->for_ascii.compile_jit();
  Regex regex;
  regex.compiled_ = std::move(compiled);
  return regex;
}

Found Regex::search(const Subject& subject, Match& match, std::size_t from) const {
  const std::string_view text = subject.text();
  const TranslatedRegex& translated = compiled_->translated;
  match.subject_ = text;
  if (translated.is_literal) {
    const std::size_t found = find_text(text, translated.required, from);
    if (found == kNotThere) return Found::kNoMatch;
    match.own_[0] = found;
    match.own_[1] = found + translated.required.size();
    match.offsets_ = match.own_;
    match.count_ = 1;
    return Found::kMatch;
  }
  if (translated.required.size() >= kWorthLookingFor &&
      find_text(text, translated.required, from) == kNotThere) {
    return Found::kNoMatch;
  }
  Pcre2Memory& memory = Pcre2Memory::of_thread();
  const int result = memory.match(compiled_->code_for(subject), text, from, translated.groups,
                                  step_limit(text.size(), compiled_->frugal));
  if (result == PCRE2_ERROR_NOMATCH) return Found::kNoMatch;
  if (result < 0) return Found::kLimit;
  match.offsets_ = memory.offsets();
  match.count_ = static_cast<std::uint32_t>(result);
  return Found::kMatch;
}

std::uint32_t Regex::group_count() const {
  return compiled_->translated.groups;
}

std::span<const Regex::Name> Regex::names() const {
  return compiled_->translated.names;
}

std::span<const std::uint32_t> Regex::groups_named(std::string_view name) const {
  const auto found = std::ranges::find(compiled_->translated.names, name, &Name::name);
  if (found == compiled_->translated.names.end()) return {};
  return found->groups;
}

std::string_view Regex::pattern() const {
  return compiled_->pattern;
}

std::string_view Regex::required() const {
  return compiled_->translated.required;
}

}  // namespace bdp::lang
