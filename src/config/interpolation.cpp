#include "config/interpolation.h"

#include <algorithm>
#include <optional>

#include "config/yaml_scalar.h"

namespace bdp::config {
namespace {

bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && is_letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

class Interpolator {
 public:
  Interpolator(const Document& document, const os::Variables& variables)
      : document_(document), variables_(variables) {}

  Status visit(Node& node) {
    for (Node& item : node.items) TRY(visit(item));
    for (Member& member : node.members) TRY(visit(member.value));
    if (node.kind != Node::Kind::kText || node.text.find("${") == std::string::npos) return {};
    std::string result;
    std::string_view rest = node.text;
    for (std::size_t start = rest.find("${"); start != std::string_view::npos;
         start = rest.find("${")) {
      if (start > 0 && rest[start - 1] == '$') {
        result += rest.substr(0, start - 1);
        result += "${";
        rest.remove_prefix(start + 2);
        continue;
      }
      result += rest.substr(0, start);
      rest.remove_prefix(start + 2);
      const std::size_t end = rest.find('}');
      if (end == std::string_view::npos) {
        return document_.error(node.at, "'${' is never closed; put '}' after the variable's name");
      }
      TRY_ASSIGN(const std::string value, value_of(rest.substr(0, end), node.at));
      result += value;
      rest.remove_prefix(end + 1);
    }
    result += rest;
    node.text = std::move(result);
    if (node.plain) resolve_plain_scalar(node);
    return {};
  }

 private:
  Result<std::string> value_of(std::string_view expression, Position at) const {
    const std::size_t separator = expression.find(":-");
    const std::string name(expression.substr(0, separator));
    if (!is_variable_name(name)) {
      return document_.error(at, "'${" + std::string(expression) +
                                     "}' names no environment variable; write ${NAME} or "
                                     "${NAME:-default}, or $${ for the characters themselves");
    }
    const std::optional<std::string> value = variables_(name);
    if (value.has_value() && !(value->empty() && separator != std::string_view::npos)) {
      return *value;
    }
    if (separator != std::string_view::npos) return std::string(expression.substr(separator + 2));
    return document_.error(at, "the environment variable '" + name +
                                   "' is not set; set it, or write ${" + name + ":-default}");
  }

  const Document& document_;
  const os::Variables& variables_;
};

}  // namespace

Status interpolate(Document& document, const os::Variables& variables) {
  return Interpolator(document, variables).visit(document.root);
}

}  // namespace bdp::config
