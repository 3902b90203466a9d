#include "config/yaml_scalar.h"

#include <algorithm>
#include <charconv>

namespace bdp::config {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes the digits off the front of `text` and returns them.
std::string_view take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

std::string without_leading_zeros(std::string_view digits) {
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  return std::string(digits.substr(first));
}

/// `0x1F` and `0o17`.
bool resolve_based(Node& node) {
  const int base = node.text.starts_with("0x") ? 16 : node.text.starts_with("0o") ? 8 : 0;
  if (base == 0) return false;
  unsigned long long number = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [stopped, problem] = std::from_chars(node.text.data() + 2, end, number, base);
  if (problem != std::errc() || stopped != end) return false;
  node.kind = Node::Kind::kInteger;
  node.text = std::to_string(number);
  return true;
}

void resolve_decimal(Node& node) {
  std::string_view rest = node.text;
  std::string json;
  if (rest.starts_with('-')) json = "-";
  if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string_view whole = take_digits(rest);
  json += whole.empty() ? "0" : without_leading_zeros(whole);
  node.kind = Node::Kind::kInteger;
  std::string_view fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = take_digits(rest);
    node.kind = Node::Kind::kNumber;
    if (!fraction.empty()) (json += '.') += fraction;
  }
  bool valid = !whole.empty() || !fraction.empty();
  if (valid && (rest.starts_with('e') || rest.starts_with('E'))) {
    rest.remove_prefix(1);
    node.kind = Node::Kind::kNumber;
    json += 'e';
    if (rest.starts_with('-') || rest.starts_with('+')) {
      json += rest.front();
      rest.remove_prefix(1);
    }
    const std::string_view exponent = take_digits(rest);
    valid = !exponent.empty();
    json += exponent;
  }
  if (!valid || !rest.empty()) {
    node.kind = Node::Kind::kText;
    return;
  }
  node.text = std::move(json);
}

}  // namespace

void resolve_plain_scalar(Node& node) {
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, node.text) != words.end();
  };
  node.kind = Node::Kind::kText;
  if (is_one_of({"", "~", "null", "Null", "NULL"})) {
    node.kind = Node::Kind::kNull;
    node.text = "null";
  } else if (is_one_of({"true", "True", "TRUE"})) {
    node.kind = Node::Kind::kBoolean;
    node.text = "true";
  } else if (is_one_of({"false", "False", "FALSE"})) {
    node.kind = Node::Kind::kBoolean;
    node.text = "false";
  } else if (!resolve_based(node)) {
    resolve_decimal(node);
  }
}

}  // namespace bdp::config
