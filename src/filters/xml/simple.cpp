#include "filters/xml/simple.h"

#include <cctype>
#include <string>
#include <string_view>

#include "lang/text_builder.h"
#include "record/container.h"

namespace bdp::xml {
namespace {

constexpr std::string_view kContent = "content";
/// Deeper ones are left out: they would not fit the stack.
constexpr int kMostDepth = 500;

Value text_value(std::string_view text, Arena& arena) {
  const std::string_view copy = arena.copy(text);
  return Value::text(copy, lang::flags_of(copy));
}

bool is_text(const pugi::xml_node& node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos;
}

bool is_empty(Value value) {
  if (value.is(Tag::kObject)) return value.as_object().empty();
  if (value.is(Tag::kText)) return is_blank(value.as_text());
  return value.is_absent_or_null();
}

class Simplifier {
 public:
  Simplifier(const SimpleRules& rules, Arena& arena) : rules_(rules), arena_(arena) {}

  Value value(const pugi::xml_node& element, int depth) {
    Object* object = Object::make(arena_);
    for (const pugi::xml_attribute& attribute : element.attributes()) {
      object->set(arena_, attribute.name(), text_value(attribute.value(), arena_));
    }
    const bool has_attributes = !object->empty();
    bool has_elements = false;
    std::string text;
    List* texts = List::make(arena_);
    for (const pugi::xml_node& child : element.children()) {
      if (is_text(child)) {
        text += child.value();
        texts->push_back(arena_, text_value(child.value(), arena_));
      } else if (child.type() == pugi::node_element) {
        has_elements = true;
        if (depth == kMostDepth) continue;
        const Value inner = value(child, depth + 1);
        if (rules_.suppress_empty && !has_attributes && is_empty(inner)) continue;
        merge(*object, child.name(), inner);
      }
    }
    if (!has_elements && !is_blank(text)) {
      if (!has_attributes && !rules_.force_content) return text_value(text, arena_);
      object->set(arena_, kContent, text_value(text, arena_));
    } else if (has_elements && !is_blank(text)) {
      object->set(arena_, kContent, texts->size() == 1 ? (*texts)[0] : Value::list(texts));
    }
    if (object->empty() && rules_.suppress_empty) return Value::null();
    return Value::object(object);
  }

 private:
  void merge(Object& object, std::string_view name, Value value) {
    Value* const there = object.find(name);
    if (there != nullptr && there->is(Tag::kList)) {
      there->as_list().push_back(arena_, value);
      return;
    }
    if (there == nullptr && !rules_.force_array) {
      object.set(arena_, name, value);
      return;
    }
    List* list = List::make(arena_);
    if (there != nullptr) list->push_back(arena_, *there);
    list->push_back(arena_, value);
    object.set(arena_, name, Value::list(list));
  }

  const SimpleRules& rules_;
  Arena& arena_;
};

}  // namespace

Value simple_value(const pugi::xml_node& element, const SimpleRules& rules, Arena& arena) {
  return Simplifier(rules, arena).value(element, 0);
}

}  // namespace bdp::xml
