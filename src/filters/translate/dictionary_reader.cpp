#include "filters/translate/dictionary_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

#include "config/document.h"
#include "config/text_check.h"
#include "formats/csv_record.h"
#include "formats/json_parser.h"
#include "formats/utf8.h"
#include "lang/text_builder.h"
#include "record/container.h"

namespace bdp::translate {
namespace {

using config::Document;
using config::Node;

constexpr std::uint32_t kMaxDepth = 1000;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kNotUtf8 = "a byte that is not UTF-8; save the file as UTF-8";

std::string key_problem(std::string_view key, const Error& error) {
  return "the key '" + std::string(key) + "': " + std::string(error.message());
}

Value text_value(std::string_view text) {
  return Value::text(text, lang::flags_of(text));
}

/// Reads the entries of one object.
class JsonEntries {
 public:
  JsonEntries(std::string_view text, const Document& document, Dictionary& into)
      : text_(text),
        document_(document),
        into_(into),
        parser_(into.memory(), kMaxDepth, best_simd_level(),
                {.exact_decimals = true, .half_surrogates = true}) {
    parser_.open(text, 1);
  }

  Status read() {
    if (!pass('{', "'{': the dictionary is an object")) return problem();
    parser_.skip_blanks();
    for (bool more = !parser_.pass('}'); more;) {
      TRY(read_entry());
      parser_.skip_blanks();
      more = parser_.pass(',');
      if (!more && !pass('}', "',' or '}'")) return problem();
    }
    parser_.skip_blanks();
    if (parser_.at_end()) return {};
    parser_.expected("the end of the file");
    return problem();
  }

 private:
  bool pass(char c, std::string_view what) {
    parser_.skip_blanks();
    return parser_.pass(c) || parser_.expected(what);
  }

  Error error(std::size_t offset, std::string_view message) const {
    return document_.error(config::position_of(text_, offset), message);
  }
  Error problem() const { return error(parser_.column() - 1, parser_.problem()); }

  Status read_entry() {
    parser_.skip_blanks();
    const std::size_t begin = parser_.position();
    std::string_view name;
    if (!parser_.parse_name(name) || !pass(':', "':'")) return problem();
    parser_.skip_blanks();
    Value value;
    if (!parser_.parse_value(value)) return problem();
    if (Status added = into_.add(name, value); !added) {
      return error(begin, key_problem(name, added.error()));
    }
    return {};
  }

  std::string_view text_;
  const Document& document_;
  Dictionary& into_;
  JsonParser parser_;
};

Value value_of(Arena& arena, const Node& node);

Value number_of(Arena& arena, const Node& node) {
  const std::string& text = node.text;
  if (node.kind == Node::Kind::kNumber) return Value::real(std::strtod(text.c_str(), nullptr));
  std::int64_t number = 0;
  const auto problem = std::from_chars(text.data(), text.data() + text.size(), number).ec;
  return problem == std::errc() ? Value::integer(number) : Value::big_integer(arena.copy(text));
}

/// Logstash reads YAML 1.1, where these are truth values.
std::optional<bool> old_truth(const Node& node) {
  static constexpr std::array<std::string_view, 6> kTrue = {"yes", "Yes", "YES", "on", "On", "ON"};
  static constexpr std::array<std::string_view, 6> kFalse = {"no", "No", "NO", "off", "Off", "OFF"};
  if (!node.plain) return std::nullopt;
  if (std::ranges::find(kTrue, node.text) != kTrue.end()) return true;
  if (std::ranges::find(kFalse, node.text) != kFalse.end()) return false;
  return std::nullopt;
}

Value value_of(Arena& arena, const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return Value::null();
    case Node::Kind::kBoolean:
      return Value::boolean(node.text == "true");
    case Node::Kind::kInteger:
    case Node::Kind::kNumber:
      return number_of(arena, node);
    case Node::Kind::kText:
      if (const auto truth = old_truth(node)) return Value::boolean(*truth);
      return text_value(arena.copy(node.text));
    case Node::Kind::kMap: {
      Object* object = Object::make(arena);
      for (const config::Member& member : node.members) {
        object->append(arena, arena.copy(member.key), value_of(arena, member.value));
      }
      return Value::object(object);
    }
    case Node::Kind::kList:
      break;
  }
  List* list = List::make(arena);
  for (const Node& item : node.items) list->push_back(arena, value_of(arena, item));
  return Value::list(list);
}

Status read_yaml(std::string_view text, const std::string& file, std::size_t code_points,
                 Dictionary& into) {
  const auto characters = static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) >> 6U) != 2; }));
  if (characters > code_points) {
    return Error(Code::kExhausted, file + ": the file has " + std::to_string(characters) +
                                       " characters; yaml_dictionary_code_point_limit allows " +
                                       std::to_string(code_points));
  }
  TRY_ASSIGN(const Document document,
             config::parse_yaml(text, file,
                                {.max_bytes = std::numeric_limits<std::size_t>::max(),
                                 .max_nodes = std::max(config::kMaxNodes, text.size()),
                                 .repeated_keys = true}));
  if (document.root.kind == Node::Kind::kNull) return {};
  if (document.root.kind != Node::Kind::kMap) {
    return document.error(document.root.at,
                          "expected a dictionary, a line 'key: value' for each entry");
  }
  for (const config::Member& member : document.root.members) {
    Arena& memory = into.memory();
    if (Status added = into.add(memory.copy(member.key), value_of(memory, member.value)); !added) {
      return document.error(member.at, key_problem(member.key, added.error()));
    }
  }
  return {};
}

Status read_csv(std::string_view text, const Document& document, Dictionary& into) {
  const CsvDialect dialect;
  std::vector<CsvField> fields;
  std::uint32_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const CsvFault fault = parse_csv_record(line, dialect, into.memory(), fields);
    if (fault != CsvFault::kNone) {
      return document.error({number, 1}, "no line of CSV: " + std::string(describe(fault)));
    }
    if (fields.size() != 2) {
      return document.error({number, 1}, "expected two columns, a key and its text, found " +
                                             std::to_string(fields.size()) +
                                             "; put a text that holds a comma in double quotes");
    }
    const Value value = fields[1].missing() ? Value::null() : text_value(fields[1].text);
    if (Status added = into.add(fields[0].text, value); !added) {
      return document.error({number, 1}, key_problem(fields[0].text, added.error()));
    }
  }
  return {};
}

}  // namespace

std::optional<DictionaryFormat> dictionary_format(std::string_view path) {
  if (path.ends_with(".json")) return DictionaryFormat::kJson;
  if (path.ends_with(".yml") || path.ends_with(".yaml")) return DictionaryFormat::kYaml;
  if (path.ends_with(".csv")) return DictionaryFormat::kCsv;
  return std::nullopt;
}

Status read_dictionary(std::string_view text, const std::string& file, DictionaryFormat format,
                       std::size_t code_points, Dictionary& into) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
  if (format == DictionaryFormat::kYaml) return read_yaml(text, file, code_points, into);
  const Document document{file, {}};
  if (const std::size_t valid = valid_utf8_prefix(text); valid != text.size()) {
    return document.error(config::position_of(text, valid), kNotUtf8);
  }
  // What is read is views of the text.
  text = into.memory().copy(text);
  if (format == DictionaryFormat::kCsv) return read_csv(text, document, into);
  return JsonEntries(text, document, into).read();
}

}  // namespace bdp::translate
