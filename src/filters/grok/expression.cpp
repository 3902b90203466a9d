#include "filters/grok/expression.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace bdp::grok {
namespace {

constexpr int kMostDepth = 100;
constexpr std::size_t kMostBytes = 1U << 20U;

bool is_name(char c) {
  // As Logstash reads names of patterns: the characters between Z and a too.
  return (c >= 'A' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_field(char c) {
  return is_name(c) || c == '@' || c == ':' || c == '.' || c == '-';
}

/// `%{NAME:field:type=definition junk}`.
struct Reference {
  std::string_view name;
  std::string_view field;  ///< With its type.
  std::string_view definition;
  std::size_t size = 0;
};

/// The reference that `text`, behind its `%{`, begins with; nothing when it is none.
std::optional<Reference> read_reference(std::string_view text) {
  Reference result;
  std::size_t at = 0;
  while (at < text.size() && is_name(text[at])) ++at;
  result.name = text.substr(0, at);
  if (result.name.empty()) return std::nullopt;
  if (at + 1 < text.size() && text[at] == ':' && is_field(text[at + 1])) {
    const std::size_t begin = ++at;
    while (at < text.size() && is_field(text[at])) ++at;
    result.field = text.substr(begin, at - begin);
  }
  if (at < text.size() && text[at] == '=') {
    const std::size_t begin = ++at;
    while (at < text.size() && text[at] != '{' && text[at] != '}') ++at;
    result.definition = text.substr(begin, at - begin);
  }
  const std::size_t end = text.find('}', at);
  if (end == std::string_view::npos) return std::nullopt;
  result.size = end + 1;
  return result;
}

/// What `field:type`, or the `pattern:field:type` of a named group, captures.
Capture capture_of(std::string_view name, bool with_pattern) {
  const auto take_part = [&name] {
    const std::string_view part = name.substr(0, name.find(':'));
    name.remove_prefix(std::min(part.size() + 1, name.size()));
    return part;
  };
  if (with_pattern && name.find(':') != std::string_view::npos) take_part();
  Capture result;
  result.field = take_part();
  const std::string_view type = take_part();
  if (type == "int") result.type = CaptureType::kInteger;
  if (type == "float") result.type = CaptureType::kFloat;
  return result;
}

/// Puts patterns in place of references. Groups that it makes are named %0, %1, ...
class Expander {
 public:
  Expander(PatternSet patterns, bool named_only)
      : patterns_(std::move(patterns)), named_only_(named_only) {}

  Status expand(std::string_view text, int depth) {
    while (!text.empty()) {
      const std::size_t at = text.find("%{");
      result_ += text.substr(0, at);
      if (result_.size() > kMostBytes) {
        return Error(Code::kInvalid,
                     "the expression is longer than 1 MB with its patterns in place");
      }
      if (at == std::string_view::npos) break;
      text.remove_prefix(at + 2);
      const auto reference = read_reference(text);
      if (!reference) {
        result_ += "%{";
        continue;
      }
      text.remove_prefix(reference->size);
      TRY(replace(*reference, depth));
    }
    return {};
  }

  const std::string& result() const { return result_; }
  /// The capture of a group that was made; nothing for groups of the user's own.
  std::optional<std::size_t> made(std::string_view group) const {
    if (!group.starts_with('%')) return std::nullopt;
    std::size_t number = 0;
    std::from_chars(group.data() + 1, group.data() + group.size(), number);
    return captures_of_groups_[number];
  }
  std::vector<Capture> take_captures() { return std::move(captures_); }

 private:
  Status replace(const Reference& reference, int depth) {
    if (!reference.definition.empty()) patterns_.add(reference.name, reference.definition);
    const std::string* known = patterns_.find(reference.name);
    if (known == nullptr) return unknown(reference.name);
    if (depth == kMostDepth) {
      return Error(Code::kInvalid,
                   "the pattern %{" + std::string(reference.name) + "} holds itself");
    }
    const std::string pattern = *known;
    if (reference.field.empty() && named_only_) {
      result_ += "(?:";
    } else {
      result_ += "(?<%" + std::to_string(captures_of_groups_.size()) + ">";
      captures_of_groups_.push_back(capture(reference));
    }
    TRY(expand(pattern, depth + 1));
    result_ += ")";
    return {};
  }

  /// The place of the capture that the reference makes; the same for the same name and pattern.
  std::size_t capture(const Reference& reference) {
    const std::string key = std::string(reference.name) + ":" + std::string(reference.field);
    const auto known = std::ranges::find(keys_, key);
    if (known != keys_.end()) return static_cast<std::size_t>(known - keys_.begin());
    keys_.push_back(key);
    captures_.push_back(
        capture_of(reference.field.empty() ? reference.name : reference.field, false));
    return captures_.size() - 1;
  }

  Error unknown(std::string_view name) const {
    std::string message = "there is no pattern %{" + std::string(name) + "}";
    const std::string_view meant = patterns_.nearest(name);
    message += meant.empty() ? "; define it with pattern_definitions or patterns_dir"
                             : "; did you mean %{" + std::string(meant) + "}?";
    return {Code::kInvalid, std::move(message)};
  }

  PatternSet patterns_;
  bool named_only_;
  std::string result_;
  std::vector<std::string> keys_;  ///< Of captures_.
  std::vector<Capture> captures_;
  std::vector<std::size_t> captures_of_groups_;
};

}  // namespace

Result<Expression> Expression::compile(std::string_view text, PatternSet patterns,
                                       bool named_only) {
  Expander expander(std::move(patterns), named_only);
  TRY(expander.expand(text, 0));
  auto regex = lang::Regex::compile(expander.result(), {.dot_matches_newline = true});
  if (!regex) {
    std::string message(regex.error().message());
    if (expander.result() != text) message += " (with its patterns in place)";
    return Error(Code::kInvalid, std::move(message));
  }
  Expression result{*std::move(regex), {}};
  std::vector<Capture> made = expander.take_captures();
  // In the order of the names in the regex, as Logstash sets them.
  std::vector<std::optional<std::size_t>> places(made.size());
  for (const lang::Regex::Name& name : result.regex.names()) {
    const auto of = expander.made(name.name);
    if (!of) {
      Capture capture = capture_of(name.name, true);
      capture.groups = name.groups;
      result.captures.push_back(std::move(capture));
      continue;
    }
    if (!places[*of]) {
      places[*of] = result.captures.size();
      result.captures.push_back(made[*of]);
    }
    std::vector<std::uint32_t>& groups = result.captures[*places[*of]].groups;
    groups.insert(groups.end(), name.groups.begin(), name.groups.end());
  }
  return result;
}

}  // namespace bdp::grok
