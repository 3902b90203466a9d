#include <yaml-cpp/anchor.h>
#include <yaml-cpp/emitterstyle.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/node/node.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <unordered_map>

#include "config/document.h"
#include "config/text_check.h"
#include "config/yaml_scalar.h"

namespace bdp::config {
namespace {

/// What the event handler found wrong; thrown through yaml-cpp, which knows no other way out.
struct Refusal {
  Position at;
  std::string message;
};

/// Character columns from yaml-cpp's marks, which count bytes.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') line_starts_.push_back(i + 1);
    }
  }

  Position of(const YAML::Mark& mark) const {
    if (mark.is_null()) return {};
    const auto line = std::min(static_cast<std::size_t>(mark.line), line_starts_.size() - 1);
    const std::string_view from_line = text_.substr(line_starts_[line]);
    Position at =
        position_of(from_line, std::min(static_cast<std::size_t>(mark.column), from_line.size()));
    at.line = static_cast<std::uint32_t>(line) + 1;
    return at;
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> line_starts_;
};

/// Builds the tree from the parser's events.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(Node& root, const Places& places, const DocumentLimits& limits)
      : root_(root), places_(places), limits_(limits) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.text = "null";
    add(std::move(node), mark, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node;
    node.kind = Node::Kind::kText;
    node.text = value;
    node.plain = tag == "?";  // yaml-cpp's own tag for scalars without quotes.
    if (node.plain) resolve_plain_scalar(node);
    add(std::move(node), mark, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) refuse(mark, "this alias is inside its own anchor; take it out");
    Node copy = found->second;
    count_nodes(copy, mark);
    add(std::move(copy), mark, YAML::NullAnchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    start(Node::Kind::kList, mark, anchor);
  }
  void OnSequenceEnd() override { end(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    start(Node::Kind::kMap, mark, anchor);
  }
  void OnMapEnd() override { end(); }

 private:
  /// A list or map whose end has not come yet.
  struct Open {
    Node node;
    YAML::anchor_t anchor = YAML::NullAnchor;
    YAML::Mark mark;
    bool expects_key = true;
    std::size_t member = 0;  ///< That waits for its value.
    std::unordered_map<std::string, std::size_t> seen;
  };

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string message) const {
    throw Refusal{places_.of(mark), std::move(message)};
  }

  void count_nodes(const Node& node, const YAML::Mark& mark) {
    if (++nodes_ > limits_.max_nodes) {
      refuse(mark, "the document has more than " + std::to_string(limits_.max_nodes) +
                       " values, aliases counted with what they stand for");
    }
    for (const Node& item : node.items) count_nodes(item, mark);
    for (const Member& member : node.members) count_nodes(member.value, mark);
  }

  void start(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (open_.size() >= kMaxDepth) {
      refuse(mark, "values are nested deeper than " + std::to_string(kMaxDepth) + " levels");
    }
    Open& opened = open_.emplace_back();
    opened.node.kind = kind;
    opened.anchor = anchor;
    opened.mark = mark;
  }

  void end() {
    Open ended = std::move(open_.back());
    open_.pop_back();
    add(std::move(ended.node), ended.mark, ended.anchor);
  }

  void add(Node node, const YAML::Mark& mark, YAML::anchor_t anchor) {
    node.at = places_.of(mark);
    if (++nodes_ > limits_.max_nodes) count_nodes(node, mark);
    if (anchor != YAML::NullAnchor) anchors_[anchor] = node;
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::kList) {
      parent.node.items.push_back(std::move(node));
    } else if (parent.expects_key) {
      add_key(parent, node, mark);
    } else {
      parent.node.members[parent.member].value = std::move(node);
      parent.expects_key = true;
    }
  }

  void add_key(Open& map, Node& node, const YAML::Mark& mark) {
    if (node.kind == Node::Kind::kList || node.kind == Node::Kind::kMap) {
      refuse(mark, "a list or a map cannot be a key; expected a text");
    }
    const auto [earlier, first] = map.seen.emplace(node.text, map.node.members.size());
    map.member = earlier->second;
    map.expects_key = false;
    if (first) {
      map.node.members.push_back({std::move(node.text), node.at, {}});
    } else if (!limits_.repeated_keys) {
      refuse(mark, "the key '" + node.text + "' is given twice, first in line " +
                       std::to_string(map.node.members[map.member].at.line) + "; keep one");
    }
  }

  Node& root_;
  const Places& places_;
  const DocumentLimits& limits_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Node> anchors_;
  std::size_t nodes_ = 0;
};

/// Refuses a second document; its beginning is all that is read of it.
class NoDocument final : public YAML::EventHandler {
 public:
  explicit NoDocument(const Places& places) : places_(places) {}
  void OnDocumentStart(const YAML::Mark& mark) override {
    throw Refusal{places_.of(mark),
                  "a second document begins here; a file holds one: put each into its own file"};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  const Places& places_;
};

}  // namespace

Result<Document> parse_yaml(std::string_view text, std::string file, const DocumentLimits& limits) {
  Document document{std::move(file), {}};
  TRY_ASSIGN(text, check_text(text, document.file, limits.max_bytes));
  const Places places(text);
  // The one place where yaml-cpp is called, so the one where its exceptions are caught.
  try {
    // yaml-cpp takes a quoted text as closed by a line break at the end of the file. A comment
    // after it changes no document, and makes it see the end inside the text.
    std::istringstream stream(std::string(text) + (text.ends_with('\n') ? "#" : "\n#"));
    YAML::Parser parser(stream);
    TreeBuilder builder(document.root, places, limits);
    if (!parser.HandleNextDocument(builder)) {
      return document.error({}, "the file holds only comments; expected a document");
    }
    NoDocument none(places);
    parser.HandleNextDocument(none);
  } catch (const Refusal& refusal) {
    return document.error(refusal.at, refusal.message);
  } catch (const YAML::Exception& exception) {
    return document.error(places.of(exception.mark),
                          "not YAML: " + exception.msg +
                              "; indent with blanks, and quote texts that hold ': ' or ' #'");
  }
  return document;
}

}  // namespace bdp::config
