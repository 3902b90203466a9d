#include "pipeline/option_value.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "lang/value_text.h"
#include "record/arena.h"
#include "record/container.h"

namespace bdp {
namespace {

using lang::Literal;
using Kind = Literal::Kind;

bool is_scalar(const Literal& value) {
  return value.kind != Kind::kList && value.kind != Kind::kHash;
}

bool same(const Literal& a, const Literal& b) {
  if (a.kind != b.kind && !(is_scalar(a) && is_scalar(b))) return false;
  if ((a.kind == Kind::kNumber) != (b.kind == Kind::kNumber)) return false;
  return a.text == b.text &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same);
}

/// `[value]`
void make_list(Literal& value) {
  Literal list;
  list.kind = Kind::kList;
  list.at = value.at;
  list.items.push_back(std::move(value));
  value = std::move(list);
}

void merge_hash(Literal& into, const Literal& next) {
  for (std::size_t i = 0; i + 1 < next.items.size(); i += 2) {
    const Literal& key = next.items[i];
    std::size_t at = 0;
    while (at < into.items.size() && into.items[at].text != key.text) at += 2;
    if (at == into.items.size()) {
      into.items.push_back(key);
      into.items.push_back(next.items[i + 1]);
      continue;
    }
    Literal& there = into.items[at + 1];
    const Literal& more = next.items[i + 1];
    if (there.kind == Kind::kHash && more.kind == Kind::kHash) {
      merge_hash(there, more);
    } else if (more.kind == Kind::kList) {
      if (there.kind != Kind::kList) make_list(there);
      there.items.insert(there.items.end(), more.items.begin(), more.items.end());
    } else if (there.kind == Kind::kList) {
      const bool known = std::any_of(there.items.begin(), there.items.end(),
                                     [&](const Literal& item) { return same(item, more); });
      if (!known) there.items.push_back(more);
    } else if (!same(there, more)) {
      make_list(there);
      there.items.push_back(more);
    }
  }
}

/// The literal as Ruby has it.
Value value_of(Arena& arena, const Literal& literal) {
  switch (literal.kind) {
    case Kind::kString:
    case Kind::kBareword:
      return Value::text(literal.text);
    case Kind::kNumber:
      if (literal.text.find('.') == std::string::npos) return Value::big_integer(literal.text);
      return Value::real(std::strtod(literal.text.c_str(), nullptr));
    case Kind::kList:
      break;
    case Kind::kHash: {
      Object* object = Object::make(arena);
      for (std::size_t i = 0; i + 1 < literal.items.size(); i += 2) {
        object->set(arena, literal.items[i].text, value_of(arena, literal.items[i + 1]));
      }
      return Value::object(object);
    }
  }
  List* list = List::make(arena);
  for (const Literal& item : literal.items) list->push_back(arena, value_of(arena, item));
  return Value::list(list);
}

}  // namespace

void merge_attribute(Literal& into, const Literal& next) {
  if (into.kind == Kind::kHash && next.kind == Kind::kHash) {
    merge_hash(into, next);
  } else if (into.kind == Kind::kList) {
    if (next.kind == Kind::kList) {
      into.items.insert(into.items.end(), next.items.begin(), next.items.end());
    } else {
      into.items.push_back(next);
    }
  } else if (!same(into, next)) {
    make_list(into);
    into.items.push_back(next);
  }
}

Status expand_literal(Literal& value, const lang::VariableLookup& lookup) {
  if (is_scalar(value)) {
    TRY_ASSIGN(value.text, lang::expand_variables(value.text, lookup));
    return {};
  }
  const std::size_t step = value.kind == Kind::kHash ? 2 : 1;
  for (std::size_t i = step - 1; i < value.items.size(); i += step) {
    TRY(expand_literal(value.items[i], lookup));
  }
  return {};
}

std::optional<std::string> literal_text(const Literal& value) {
  if (!is_scalar(value)) return std::nullopt;
  return printed_literal(value);
}

std::string printed_literal(const Literal& value) {
  Arena arena;
  const Value printed = value_of(arena, value);
  lang::TextBuilder text(arena);
  lang::append_to_s(text, printed);
  return std::string(text.finish());
}

Literal hash_of_list(const Literal& list) {
  Literal result;
  result.kind = Kind::kHash;
  result.at = list.at;
  for (std::size_t i = 0; i + 1 < list.items.size(); i += 2) {
    Literal entry;
    entry.kind = Kind::kHash;
    entry.items = {list.items[i], list.items[i + 1]};
    merge_hash(result, entry);
  }
  return result;
}

std::string_view kind_name(const Literal& value) {
  switch (value.kind) {
    case Kind::kString:
    case Kind::kBareword:
      return "a string";
    case Kind::kNumber:
      return "a number";
    case Kind::kList:
      return "a list";
    case Kind::kHash:
      return "a hash";
  }
  return "";
}

}  // namespace bdp
