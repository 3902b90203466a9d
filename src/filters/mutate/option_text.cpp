#include "filters/mutate/option_text.h"

#include "lang/value_text.h"
#include "pipeline/option_value.h"
#include "record/container.h"

namespace bdp::mutate {
namespace {

using Kind = lang::Literal::Kind;

Value value_of(const lang::Literal& literal, Arena& arena) {
  if (literal.kind == Kind::kList) {
    List* list = List::make(arena);
    for (const lang::Literal& item : literal.items) list->push_back(arena, value_of(item, arena));
    return Value::list(list);
  }
  if (literal.kind == Kind::kHash) {
    Object* object = Object::make(arena);
    for (std::size_t i = 0; i + 1 < literal.items.size(); i += 2) {
      object->set(arena, literal.items[i].text, value_of(literal.items[i + 1], arena));
    }
    return Value::object(object);
  }
  const std::string_view text = arena.copy(*literal_text(literal));
  // A number is shown as it is, without quotes: only the form matters here.
  return literal.kind == Kind::kNumber ? Value::big_integer(text) : Value::text(text);
}

}  // namespace

std::string option_text(const lang::Literal& literal) {
  if (auto text = literal_text(literal)) return *std::move(text);
  Arena arena;
  return std::string(lang::to_s(arena, value_of(literal, arena)).as_text());
}

}  // namespace bdp::mutate
