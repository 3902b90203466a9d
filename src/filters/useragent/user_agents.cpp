#include "filters/useragent/user_agents.h"

#include <utility>

#include "config/document.h"
#include "record/arena.h"

namespace bdp::useragent {
namespace {

/// A list of the file, and the keys of its replacements: of the name, and of the version's parts.
struct List {
  std::string_view name;
  std::array<std::string_view, 4> replacements;
};
constexpr std::array<List, 3> kLists = {{
    {"user_agent_parsers",
     {"family_replacement", "v1_replacement", "v2_replacement", "v3_replacement"}},
    {"os_parsers",
     {"os_replacement", "os_v1_replacement", "os_v2_replacement", "os_v3_replacement"}},
    {"device_parsers", {"device_replacement", "", "", ""}},
}};

std::string text_of(const config::Node& node, std::string_view key) {
  const config::Member* member = key.empty() ? nullptr : node.find(key);
  return member == nullptr ? "" : member->value.text;
}

/// The replacement with its groups in place, or the group itself.
std::string replaced(const std::string& replacement, const lang::Match& match,
                     std::uint32_t group) {
  if (replacement.empty()) return std::string(match.group(group).value_or(""));
  std::string result;
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const bool is_group = replacement[i] == '$' && i + 1 < replacement.size() &&
                          replacement[i + 1] >= '1' && replacement[i + 1] <= '9';
    if (is_group) {
      ++i;
      result += match.group(static_cast<std::uint32_t>(replacement[i] - '0')).value_or("");
    } else {
      result += replacement[i];
    }
  }
  while (result.ends_with(' ')) result.pop_back();
  return result;
}

}  // namespace

std::string Part::version_text() const {
  std::string result;
  for (const std::string& part : version) {
    if (part.empty()) break;
    result += (result.empty() ? "" : ".") + part;
  }
  return result;
}

Result<UserAgents> UserAgents::parse(std::string_view yaml, const std::string& file) {
  TRY_ASSIGN(const config::Document document, config::parse_yaml(yaml, file));
  UserAgents result;
  for (std::size_t i = 0; i < kLists.size(); ++i) {
    const config::Member* list = document.root.find(kLists[i].name);
    if (list == nullptr) {
      return document.error(document.root.at, "there is no list '" + std::string(kLists[i].name) +
                                                  "'; it is no regexes.yaml of uap-core");
    }
    for (const config::Node& item : list->value.items) {
      const config::Member* expression = item.find("regex");
      if (expression == nullptr) return document.error(item.at, "the rule has no regex");
      auto regex = lang::Regex::compile(expression->value.text,
                                        {.ignore_case = text_of(item, "regex_flag") == "i"});
      if (!regex) {
        return document.error(expression->value.at, regex.error().message());
      }
      Rule rule{.regex = *std::move(regex), .replacements = {}};
      for (std::size_t part = 0; part < rule.replacements.size(); ++part) {
        rule.replacements[part] = text_of(item, kLists[i].replacements[part]);
      }
      result.lists_[i].literals.add(rule.regex.required());
      result.lists_[i].rules.push_back(std::move(rule));
    }
  }
  return result;
}

std::optional<Part> UserAgents::find(const Rules& rules, std::string_view text) {
  grok::LiteralScan::Candidates candidates;
  rules.literals.find(text, candidates);
  const lang::Subject subject(text);
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    if (!grok::LiteralScan::has(candidates, i)) continue;
    const Rule& rule = rules.rules[i];
    lang::Match match;
    if (rule.regex.search(subject, match) != lang::Found::kMatch) continue;
    Part part;
    part.name = replaced(rule.replacements[0], match, 1);
    for (std::uint32_t number = 0; number < part.version.size(); ++number) {
      part.version[number] = replaced(rule.replacements[number + 1], match, number + 2);
    }
    return part;
  }
  return std::nullopt;
}

UserAgent UserAgents::find(std::string_view text) const {
  // Its texts are read in whole words: they need room behind them.
  Arena arena;
  const std::string_view own = arena.copy(text);
  UserAgent result;
  if (auto browser = find(lists_[0], own)) result.browser = *std::move(browser);
  if (auto system = find(lists_[1], own)) result.system = *std::move(system);
  if (auto device = find(lists_[2], own)) result.device = std::move(device->name);
  return result;
}

}  // namespace bdp::useragent
