#include "lang/regex_replace.h"

#include "lang/text_builder.h"
#include "lang/utf8.h"
#include "lang/value_text.h"

namespace bdp::lang {
namespace {

using Part = RegexReplacement::Part;

/// A text that grows beyond this has run away: events must not take the machine's memory.
constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

void append_part(TextBuilder& to, const Part& part, const Match& match) {
  switch (part.kind) {
    case Part::Kind::kText:
      return to.append(part.text);
    case Part::Kind::kBefore:
      return to.append(match.subject().substr(0, match.begin()));
    case Part::Kind::kBehind:
      return to.append(match.subject().substr(match.end()));
    case Part::Kind::kGroups:
      break;
  }
  for (std::size_t i = part.groups.size(); i-- > 0;) {
    if (const auto group = match.group(part.groups[i])) return to.append(*group);
  }
}

}  // namespace

void RegexReplacement::append(char c) {
  if (parts_.empty() || parts_.back().kind != Part::Kind::kText) parts_.emplace_back();
  parts_.back().text += c;
}

Result<RegexReplacement> RegexReplacement::compile(std::string_view text, const Regex& regex) {
  RegexReplacement result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at] == '\\' && at + 1 < text.size() ? text[at + 1] : '\0';
    if (letter == '\\') {
      result.append('\\');
    } else if (letter == '`' || letter == '\'') {
      result.parts_.push_back({letter == '`' ? Part::Kind::kBefore : Part::Kind::kBehind});
    } else if (letter == '&' || (letter >= '0' && letter <= '9')) {
      const std::uint32_t number = letter == '&' ? 0U : static_cast<std::uint32_t>(letter - '0');
      result.parts_.push_back({Part::Kind::kGroups, {}, {number}});
    } else if (letter == 'k' && text.substr(at + 2).starts_with('<')) {
      const std::size_t end = text.find('>', at);
      if (end == std::string_view::npos) {
        return Error(Code::kInvalid, "replacement '" + std::string(text) +
                                         "': the name of a group is never closed by '>'");
      }
      const std::string_view name = text.substr(at + 3, end - at - 3);
      const auto groups = regex.groups_named(name);
      if (groups.empty()) {
        return Error(Code::kInvalid, "replacement '" + std::string(text) + "': /" +
                                         std::string(regex.pattern()) + "/ has no group '" +
                                         std::string(name) + "'");
      }
      result.parts_.push_back({Part::Kind::kGroups, {}, {groups.begin(), groups.end()}});
      at = end;
      continue;
    } else {
      result.append(text[at]);
      continue;
    }
    ++at;
  }
  return result;
}

Found gsub(Arena& arena, Value value, const Regex& regex, const RegexReplacement& replacement,
           Value& result) {
  const Subject subject(value);
  const std::string_view text = subject.text();
  Match match;
  Found found = regex.search(subject, match);
  if (found != Found::kMatch) return found;
  TextBuilder builder(arena, text.size() + 64);
  std::size_t copied = 0;
  while (found == Found::kMatch) {
    const std::size_t end = match.end();
    // \K in a look-ahead or the like may put a match before the last one's end.
    const std::size_t begin = match.begin();
    if (begin < copied || end < begin) break;
    builder.append(text.substr(copied, begin - copied));
    for (const Part& part : replacement.parts()) append_part(builder, part, match);
    if (builder.size() > kMostBytes) {
      builder.abandon();
      return Found::kLimit;
    }
    copied = end;
    if (begin == end) {
      // An empty match: the next search begins one character on.
      if (end >= text.size()) break;
      copied = end + character_bytes(text, end);
      builder.append(text.substr(end, copied - end));
    }
    found = regex.search(subject, match, copied);
  }
  if (found == Found::kLimit) {
    builder.abandon();
    return found;
  }
  builder.append(text.substr(copied));
  const std::string_view written = builder.finish();
  result = Value::text(written, flags_of_parts(written, broken_flag(value)));
  return Found::kMatch;
}

}  // namespace bdp::lang
