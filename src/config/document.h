#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/files.h"

namespace bdp::config {

/// A place in a file; both count from 1, columns in characters.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend auto operator<=>(const Position&, const Position&) = default;
};

struct Member;

/// A value of a JSON or YAML document, with its place.
struct Node {
  enum class Kind : std::uint8_t { kNull, kBoolean, kInteger, kNumber, kText, kList, kMap };

  Kind kind = Kind::kNull;
  bool plain = false;       ///< YAML, without quotes: environment variables may make it a number.
  Position at;              ///< Of the first character, a text's opening quote.
  std::string text;         ///< kText: the value; other scalars: as written, numbers as in JSON.
  std::vector<Node> items;  ///< kList.
  std::vector<Member> members;  ///< kMap, as written; keys are unique.

  /// Null: not a map or no such key.
  const Member* find(std::string_view key) const;
};

struct Member {
  std::string key;
  Position at;  ///< Of the key.
  Node value;
};

struct Document {
  std::string file;  ///< As errors name it.
  Node root;

  /// kInvalid: "FILE:LINE:COLUMN: MESSAGE".
  Error error(Position at, std::string_view message) const;
};

inline constexpr std::size_t kMaxDocumentBytes = std::size_t{16} << 20U;
inline constexpr std::size_t kMaxDepth = 64;
/// YAML aliases can make a small file large.
inline constexpr std::size_t kMaxNodes = 1'000'000;

/// JSON as of RFC 8259 with `//` and `/* */` comments; all else is an error that says what is wrong
/// and what would be right: duplicate keys, trailing commas, two documents in one text.
Result<Document> parse_json(std::string_view text, std::string file);

/// What a document may be.
struct DocumentLimits {
  std::size_t max_bytes = kMaxDocumentBytes;
  std::size_t max_nodes = kMaxNodes;
  bool repeated_keys = false;  ///< The last one counts; else they are an error.
};

/// One YAML 1.2 document (core schema).
Result<Document> parse_yaml(std::string_view text, std::string file,
                            const DocumentLimits& limits = {});

/// By the file's name: `.yaml` and `.yml` are YAML, all else is JSON.
Result<Document> parse_document(std::string_view text, std::string file);

Result<Document> load_document(os::Files& files, const std::string& path);

/// The value in JSON with sorted keys and without blanks: the same for documents that mean the
/// same.
std::string canonical_json(const Node& node);

/// `text` as a JSON string with its quotes.
std::string quoted_json(std::string_view text);

}  // namespace bdp::config
