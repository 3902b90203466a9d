#include "config/section.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/suggest.h"
#include "config/byte_size.h"
#include "config/text_check.h"

namespace bdp::config {
namespace {

/// Stands for a section that is not given; what it requires is not asked for.
const Node kNoNode = [] {
  Node node;
  node.kind = Node::Kind::kMap;
  return node;
}();

std::string_view expected_by(FieldType type) {
  switch (type) {
    case FieldType::kText:
      return "a text";
    case FieldType::kBoolean:
      return "true or false";
    case FieldType::kInteger:
      return "a whole number";
    case FieldType::kByteSize:
      return "a number of bytes such as 500000000, or a text such as \"500 MB\"";
    case FieldType::kTextList:
      return "a list of texts such as [\"csv\", \"txt\"]";
    case FieldType::kMap:
      return "a map such as {\"key\": value}";
    case FieldType::kAny:
      return "a value";
  }
  return "a value";
}

bool has_type(const Node& node, FieldType type) {
  using Kind = Node::Kind;
  switch (type) {
    case FieldType::kText:
      return node.kind == Kind::kText;
    case FieldType::kBoolean:
      return node.kind == Kind::kBoolean;
    case FieldType::kInteger:
      return node.kind == Kind::kInteger;
    case FieldType::kByteSize:
      return node.kind == Kind::kInteger || node.kind == Kind::kText;
    case FieldType::kTextList:
      return node.kind == Kind::kText ||
             (node.kind == Kind::kList && std::ranges::all_of(node.items, [](const Node& item) {
                return item.kind == Kind::kText;
              }));
    case FieldType::kMap:
      return node.kind == Kind::kMap;
    case FieldType::kAny:
      return true;
  }
  return false;
}

/// Below zero or beyond 64 bits: nothing.
Result<std::uint64_t> parse_integer(std::string_view text) {
  std::uint64_t number = 0;
  const char* begin = text.data();
  const char* end = begin + text.size();
  const auto [stopped, problem] = std::from_chars(begin, end, number);
  if (problem == std::errc() && stopped == end) return number;
  return Error(Code::kInvalid, "not a whole number from 0 to 18446744073709551615");
}

const Node& node_in(const Section& parent, std::string_view field) {
  const Node* node = parent.value(field);
  return node != nullptr ? *node : kNoNode;
}

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

/// "; did you mean 'x'?", else "; OTHERWISE: a, b, c".
std::string advice(std::string_view word, std::string_view otherwise,
                   std::span<const std::string_view> candidates) {
  const std::string_view near = nearest_word(word, candidates);
  std::string text = "; ";
  if (near.empty()) {
    ((text += otherwise) += ": ") += joined(candidates);
  } else {
    ((text += "did you mean '") += near) += "'?";
  }
  return text;
}

}  // namespace

std::string described(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return "null";
    case Node::Kind::kBoolean:
      return node.text;
    case Node::Kind::kInteger:
    case Node::Kind::kNumber:
      return "the number " + shortened(node.text, 40);
    case Node::Kind::kText:
      return "the text " + quoted_json(shortened(node.text, 40));
    case Node::Kind::kList:
      return node.items.empty() ? "an empty list" : "a list";
    case Node::Kind::kMap:
      return "a map";
  }
  return "a value";
}

Status Problems::status() const {
  if (found_.empty()) return {};
  std::vector<const Problem*> sorted;
  sorted.reserve(found_.size());
  for (const Problem& problem : found_) sorted.push_back(&problem);
  std::ranges::stable_sort(sorted, {}, &Problem::at);
  std::string message;
  for (const Problem* problem : sorted) {
    if (!message.empty()) message += '\n';
    message += document_.error(problem->at, problem->message).message();
  }
  return Error(Code::kInvalid, std::move(message));
}

Section::Section(const Node& node, std::string name, std::span<const FieldSpec> fields,
                 Problems& problems)
    : node_(node), name_(std::move(name)), fields_(fields), problems_(problems) {
  if (node.kind != Node::Kind::kMap) {
    problems.add(node.at, "expected a map with keys such as '" + std::string(fields.front().name) +
                              "', found " + described(node));
    for (const FieldSpec& field : fields) wrong_.push_back(field.name);
    return;
  }
  check_keys();
  for (const FieldSpec& field : fields) {
    const Member* member = node.find(field.name);
    if (member != nullptr) {
      check_value(field, *member);
    } else if (field.required && &node != &kNoNode) {
      problems.add(node.at, "'" + std::string(field.name) + "' is missing" +
                                (name_.empty() ? "" : " in " + name_) + ": " +
                                std::string(field.help));
    }
  }
}

Section::Section(const Section& parent, std::string_view field, std::span<const FieldSpec> fields)
    : Section(node_in(parent, field),
              (parent.name_.empty() ? "" : parent.name_ + ".") + std::string(field), fields,
              parent.problems_) {}

void Section::check_keys() const {
  std::vector<std::string_view> known;
  for (const FieldSpec& field : fields_) {
    if (field.name != "_id") known.push_back(field.name);
  }
  for (const Member& member : node_.members) {
    if (std::ranges::find(fields_, member.key, &FieldSpec::name) != fields_.end()) continue;
    problems_.add(member.at, "unknown key '" + shortened(member.key, 60) + "'" +
                                 (name_.empty() ? "" : " in " + name_) +
                                 advice(member.key, "known are", known));
  }
}

void Section::check_value(const FieldSpec& field, const Member& member) {
  std::string wrong = wrong_value(field, member.value);
  if (wrong.empty()) return;
  wrong_.push_back(field.name);
  problems_.add(member.value.at, "'" + std::string(field.name) + "' " + wrong);
}

std::string Section::wrong_value(const FieldSpec& field, const Node& node) const {
  if (!has_type(node, field.type)) {
    std::string text =
        "is " + described(node) + ", expected " + std::string(expected_by(field.type));
    if (field.type == FieldType::kText && !node.text.empty() && node.kind != Node::Kind::kNull) {
      text += "; put it between quotes";
    }
    return text;
  }
  if (!field.choices.empty() && node.kind == Node::Kind::kText &&
      std::ranges::find(field.choices, node.text) == field.choices.end()) {
    return "is " + described(node) + advice(node.text, "expected one of", field.choices);
  }
  if (field.type == FieldType::kByteSize || field.type == FieldType::kInteger) {
    const Result<std::uint64_t> number =
        field.type == FieldType::kByteSize ? parse_byte_size(node.text) : parse_integer(node.text);
    if (!number && node.kind == Node::Kind::kText) return std::string(number.error().message());
    if (!number || *number < field.least || *number > field.most) {
      return "is " + shortened(node.text, 40) + ", expected a number from " +
             std::to_string(field.least) + " to " + std::to_string(field.most);
    }
  }
  return {};
}

const FieldSpec& Section::spec(std::string_view field, FieldType type) const {
  const auto found = std::ranges::find(fields_, field, &FieldSpec::name);
  CHECK(found != fields_.end() && found->type == type);
  return *found;
}

const Node* Section::value(std::string_view field) const {
  if (std::ranges::find(wrong_, field) != wrong_.end()) return nullptr;
  const Member* member = node_.find(field);
  return member == nullptr ? nullptr : &member->value;
}

std::string Section::text(std::string_view field) const {
  const FieldSpec& declared = spec(field, FieldType::kText);
  const Node* node = value(field);
  return node != nullptr ? node->text : std::string(declared.fallback);
}

bool Section::boolean(std::string_view field) const {
  const FieldSpec& declared = spec(field, FieldType::kBoolean);
  const Node* node = value(field);
  return (node != nullptr ? std::string_view(node->text) : declared.fallback) == "true";
}

std::uint64_t Section::integer(std::string_view field) const {
  const FieldSpec& declared = spec(field, FieldType::kInteger);
  const Node* node = value(field);
  return parse_integer(node != nullptr ? std::string_view(node->text) : declared.fallback)
      .value_or(0);
}

std::uint64_t Section::byte_size(std::string_view field) const {
  const FieldSpec& declared = spec(field, FieldType::kByteSize);
  const Node* node = value(field);
  return parse_byte_size(node != nullptr ? std::string_view(node->text) : declared.fallback)
      .value_or(0);
}

std::vector<std::string> Section::text_list(std::string_view field) const {
  spec(field, FieldType::kTextList);
  const Node* node = value(field);
  if (node == nullptr) return {};
  if (node->kind == Node::Kind::kText) return {node->text};
  std::vector<std::string> texts;
  texts.reserve(node->items.size());
  for (const Node& item : node->items) texts.push_back(item.text);
  return texts;
}

void Section::problem(std::string_view field, std::string message) const {
  const Member* member = node_.find(field);
  problems_.add(member != nullptr ? member->value.at : node_.at, std::move(message));
}

}  // namespace bdp::config
