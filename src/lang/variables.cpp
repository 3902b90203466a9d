#include "lang/variables.h"

#include <cstddef>
#include <cstdlib>
#include <utility>

namespace bdp::lang {
namespace {

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
}

bool continues_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9');
}

struct Placeholder {
  std::string_view name;
  std::optional<std::string_view> fallback;
  std::size_t size = 0;  ///< Of the whole placeholder; 0: there is none.
};

/// The placeholder that `text` begins with; it begins with "${".
Placeholder placeholder_at(std::string_view text) {
  std::size_t end = 2;
  if (end >= text.size() || !begins_name(text[end])) return {};
  while (end < text.size() && continues_name(text[end])) ++end;
  Placeholder result{text.substr(2, end - 2), std::nullopt, 0};
  if (end < text.size() && text[end] == ':') {
    const std::size_t begin = end + 1;
    end = text.find('}', begin);
    if (end == std::string_view::npos) return {};
    result.fallback = text.substr(begin, end - begin);
  }
  if (end < text.size() && text[end] == '}') result.size = end + 1;
  return result;
}

}  // namespace

VariableLookup process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    // Nothing of this program writes the environment.
    const char* value = std::getenv(std::string(name).c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

Result<std::string> expand_variables(std::string_view text, const VariableLookup& lookup) {
  std::string result;
  for (;;) {
    const std::size_t begin = text.find("${");
    result += text.substr(0, begin);
    if (begin == std::string_view::npos) return result;
    text.remove_prefix(begin);
    const Placeholder found = placeholder_at(text);
    if (found.size == 0) {
      result += text.substr(0, 2);
      text.remove_prefix(2);
      continue;
    }
    std::optional<std::string> value;
    if (lookup) value = lookup(found.name);
    if (!value && !found.fallback) {
      const std::string name(found.name);
      return Error(Code::kInvalid, "the variable '" + name + "' is not set; set it or write ${" +
                                       name + ":default}");
    }
    result += value ? *value : std::string(*found.fallback);
    text.remove_prefix(found.size);
  }
}

}  // namespace bdp::lang
