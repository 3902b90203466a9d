#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bdp::lang {

/// A place in a source text; line and column count from 1, columns in characters.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::uint32_t offset = 0;  ///< In bytes, from 0.
};

/// A value as written in a plugin block: `"text"`, `12.5`, `word`, `[a, b]`, `{ "k" => "v" }`.
struct Literal {
  enum class Kind : std::uint8_t { kString, kNumber, kBareword, kList, kHash };
  Kind kind = Kind::kString;
  /// kString: without quotes, escapes done; kNumber: in decimal, without leading zeros; kBareword.
  std::string text;
  std::vector<Literal> items;  ///< kList: the items; kHash: key, value, key, value, ...
  Position at;
};

/// `name => value`
struct Attribute {
  std::string name;
  Literal value;
  Position at;
};

/// `csv { separator => ";" }`
struct Plugin {
  std::string name;
  std::vector<Attribute> attributes;
  Position at;
};

/// One side of a comparison.
struct Operand {
  enum class Kind : std::uint8_t { kField, kString, kNumber, kRegex, kList };
  Kind kind = Kind::kField;
  /// kField: the reference with its brackets; kString and kNumber as in a Literal; kRegex: what
  /// stands between the slashes.
  std::string text;
  std::vector<Operand> items;  ///< kList.
  Position at;
};

/// A condition, as a tree.
struct Expression {
  enum class Kind : std::uint8_t {
    kTruth,  ///< left alone: `if [a]`
    kEqual,
    kNotEqual,
    kLess,
    kLessEqual,
    kGreater,
    kGreaterEqual,
    kMatch,
    kNoMatch,
    kIn,
    kNotIn,
    kAnd,  ///< The rest combine children.
    kOr,
    kXor,
    kNand,
    kNot,
  };
  Kind kind = Kind::kTruth;
  Operand left;
  Operand right;
  std::vector<Expression> children;
  Position at;
};

struct Statement;
using Block = std::vector<Statement>;

/// `if C { } else if C { } else { }`; the branch without a condition, if any, is the last.
struct Conditional {
  struct Branch {
    std::unique_ptr<Expression> condition;
    Block body;
    Position at;
  };
  std::vector<Branch> branches;
};

struct Statement {
  std::variant<Plugin, Conditional> node;
};

}  // namespace bdp::lang
