#include "filters/xml/xml.h"

#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pugixml.hpp>

#include "filters/xml/simple.h"
#include "lang/event_field.h"
#include "lang/text_builder.h"
#include "pipeline/option_value.h"
#include "record/container.h"

namespace bdp {
namespace {

using lang::EventField;

constexpr std::string_view kFailureTag = "_xmlparsefailure";

constexpr std::string_view kParseOptions[] = {"strict"};
constexpr OptionField kOptions[] = {
    {.name = "source",
     .type = OptionType::kString,
     .help = "the field with the document",
     .required = true,
     .role = OptionRole::kReads},
    {.name = "target",
     .type = OptionType::kString,
     .help = "the field that gets the document as an object"},
    {.name = "store_xml",
     .type = OptionType::kBoolean,
     .help = "false: only what xpath asks for is set",
     .fallback = "true"},
    {.name = "xpath",
     .type = OptionType::kHash,
     .help = "XPath expression, and the field that gets the list of what it finds"},
    {.name = "namespaces",
     .type = OptionType::kHash,
     .help = "refused: xpath compares names as they are written; see remove_namespaces"},
    {.name = "remove_namespaces",
     .type = OptionType::kBoolean,
     .help = "xpath sees names without their prefixes",
     .fallback = "false"},
    {.name = "parse_options",
     .type = OptionType::kString,
     .help = "accepted: what is no document always fails",
     .choices = kParseOptions},
    {.name = "force_array",
     .type = OptionType::kBoolean,
     .help = "an element that stands alone is a list of one",
     .fallback = "true"},
    {.name = "force_content",
     .type = OptionType::kBoolean,
     .help = "a text is always put into the field `content`",
     .fallback = "false"},
    {.name = "suppress_empty",
     .type = OptionType::kBoolean,
     .help = "elements with nothing in them are left out",
     .fallback = "true"},
};

/// An XPath expression and where its results go.
struct Query {
  std::shared_ptr<const pugi::xpath_query> expression;
  EventField field;
};

/// Takes the prefixes off the names of elements and attributes, and out what declares them.
class NamespaceRemover final : public pugi::xml_tree_walker {
 public:
  bool for_each(pugi::xml_node& node) override {
    node.set_name(local_name(node.name()).c_str());
    for (pugi::xml_attribute attribute = node.first_attribute(); attribute;) {
      const pugi::xml_attribute next = attribute.next_attribute();
      const std::string_view name = attribute.name();
      if (name == "xmlns" || name.starts_with("xmlns:")) {
        node.remove_attribute(attribute);
      } else {
        attribute.set_name(local_name(attribute.name()).c_str());
      }
      attribute = next;
    }
    return true;
  }

 private:
  static std::string local_name(std::string_view name) {
    return std::string(name.substr(name.find(':') + 1));  // npos + 1 is 0.
  }
};

class Xml final : public Filter {
 public:
  struct Rules {
    FieldRef source;
    std::optional<EventField> target;  ///< Nothing: the document is not stored.
    std::vector<Query> queries;
    xml::SimpleRules simple;
    bool remove_namespaces = false;  ///< For the queries only.
    Slot tags = 0;
  };

  explicit Xml(Rules rules) : rules_(std::move(rules)) {}

  std::string_view failure_tag() const override { return kFailureTag; }

  void apply(Batch& batch, Selection& rows, Selection* matched,
             Scratch* /*scratch*/) const override {
    if (batch.column(rules_.source.slot).empty()) return;
    for (const RowIndex row : rows) {
      Value source = get_field(batch, row, rules_.source);
      if (source.is(Tag::kList) && source.as_list().size() == 1) source = source.as_list()[0];
      if (source.is_absent_or_null()) continue;
      if (source.is(Tag::kText) &&
          source.as_text().find_first_not_of(" \t\n\r") == std::string_view::npos) {
        continue;
      }
      if (!source.is(Tag::kText) || !read(batch, row, source.as_text())) {
        tag_failure(batch, row, rules_.tags, kFailureTag);
      } else if (matched != nullptr) {
        matched->push_back(row);
      }
    }
  }

 private:
  bool read(Batch& batch, RowIndex row, std::string_view text) const {
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata,
                              pugi::encoding_utf8)) {
      return false;
    }
    Value value;
    if (rules_.target) {
      value = xml::simple_value(document.document_element(), rules_.simple, batch.arena());
    }
    if (rules_.remove_namespaces) {
      NamespaceRemover remover;
      document.traverse(remover);
    }
    for (const Query& query : rules_.queries) {
      List* found = results(document, *query.expression, batch.arena());
      if (!found->empty() && !set_event_field(batch, row, query.field, Value::list(found))) {
        return false;
      }
    }
    return !rules_.target || set_event_field(batch, row, *rules_.target, value);
  }

  static List* results(const pugi::xml_document& document, const pugi::xpath_query& expression,
                       Arena& arena) {
    List* list = List::make(arena);
    const auto add = [&](std::string_view text) {
      const std::string_view copy = arena.copy(text);
      list->push_back(arena, Value::text(copy, lang::flags_of(copy)));
    };
    if (expression.return_type() != pugi::xpath_type_node_set) {
      add(expression.evaluate_string(document));
      return list;
    }
    for (const pugi::xpath_node& node : expression.evaluate_node_set(document)) {
      if (node.attribute()) {
        add(node.attribute().value());
      } else if (node.node().type() == pugi::node_element) {
        std::ostringstream printed;
        node.node().print(printed, "", pugi::format_raw);
        add(printed.str());
      } else {
        add(node.node().value());
      }
    }
    return list;
  }

  Rules rules_;
};

/// The library throws at expressions that are none.
Result<std::shared_ptr<const pugi::xpath_query>> compile_xpath(const std::string& text) {
  try {
    return std::make_shared<const pugi::xpath_query>(text.c_str());
  } catch (const pugi::xpath_exception& problem) {
    return Error(Code::kInvalid, "'" + text + "' is no XPath expression: " + problem.what());
  }
}

Result<std::unique_ptr<Filter>> build(const Options& options, Layout& layout) {
  Xml::Rules rules;
  const auto source = FieldPath::parse(options.string("source"));
  if (!source) return options.error("source", std::string(source.error().message()));
  rules.source = FieldRef::resolve(*source, layout);
  if (options.boolean("store_xml")) {
    if (!options.given("target")) {
      return options.error(options.position(),
                           "xml stores the document and has no target; give it one, or write "
                           "store_xml => false");
    }
    const auto target = FieldPath::parse(options.string("target"));
    if (!target) return options.error("target", std::string(target.error().message()));
    rules.target = EventField::resolve(*target, layout);
  }
  for (const Options::HashEntry& entry : options.hash("xpath")) {
    auto expression = compile_xpath(entry.key);
    if (!expression) return options.error(entry.at, std::string(expression.error().message()));
    const auto field = FieldPath::parse(literal_text(*entry.value).value_or(""));
    if (!field) return options.error(entry.at, std::string(field.error().message()));
    rules.queries.push_back({*std::move(expression), EventField::resolve(*field, layout)});
  }
  if (options.given("namespaces")) {
    return options.error("namespaces",
                         "xml: xpath compares names as they are written in the document; write "
                         "remove_namespaces => true, and the expressions without prefixes");
  }
  rules.remove_namespaces = options.boolean("remove_namespaces");
  rules.simple = {options.boolean("force_array"), options.boolean("force_content"),
                  options.boolean("suppress_empty")};
  rules.tags = layout.add("tags");
  return std::make_unique<Xml>(std::move(rules));
}

}  // namespace

constinit const FilterKind kXml = {
    .name = "xml",
    .summary = "reads an XML document",
    .options = kOptions,
    .build = build,
};

}  // namespace bdp
