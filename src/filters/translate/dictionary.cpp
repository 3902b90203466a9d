#include "filters/translate/dictionary.h"

#include <charconv>
#include <cstdlib>
#include <utility>

#include "lang/text_builder.h"
#include "lang/value_text.h"
#include "record/container.h"

namespace bdp::translate {
namespace {

using lang::Literal;

Value value_of(Arena& arena, const Literal& literal) {
  switch (literal.kind) {
    case Literal::Kind::kString:
    case Literal::Kind::kBareword:
      return Value::text(arena.copy(literal.text), lang::flags_of(literal.text));
    case Literal::Kind::kNumber: {
      const std::string& text = literal.text;
      if (text.find('.') != std::string::npos) {
        return Value::real(std::strtod(text.c_str(), nullptr));
      }
      std::int64_t number = 0;
      const auto problem = std::from_chars(text.data(), text.data() + text.size(), number).ec;
      return problem == std::errc() ? Value::integer(number) : Value::big_integer(arena.copy(text));
    }
    case Literal::Kind::kHash: {
      Object* object = Object::make(arena);
      for (std::size_t i = 0; i + 1 < literal.items.size(); i += 2) {
        object->set(arena, literal.items[i].text, value_of(arena, literal.items[i + 1]));
      }
      return Value::object(object);
    }
    case Literal::Kind::kList:
      break;
  }
  List* list = List::make(arena);
  for (const Literal& item : literal.items) list->push_back(arena, value_of(arena, item));
  return Value::list(list);
}

}  // namespace

Status Dictionary::add(std::string_view key, const Literal& value) {
  return add(memory_.copy(key), value_of(memory_, value));
}

Status Dictionary::add(std::string_view key, Value value) {
  Entry entry{.key = key, .value = value, .regex = {}};
  if (lookup_ == Lookup::kRegex) {
    TRY_ASSIGN(entry.regex, lang::Regex::compile(key));
  }
  put(std::move(entry));
  return {};
}

void Dictionary::add_all(const Dictionary& other) {
  for (const Entry& entry : other.entries_) {
    put({.key = memory_.copy(entry.key),
         .value = deep_copy_with_text(memory_, entry.value),
         .regex = entry.regex});
  }
}

void Dictionary::put(Entry entry) {
  const auto index = static_cast<std::uint32_t>(entries_.size());
  const auto [there, is_new] = by_key_.emplace(entry.key, index);
  if (!is_new) {
    entries_[there->second].value = entry.value;
    return;
  }
  if (!entry.key.empty()) {
    by_first_byte_[static_cast<unsigned char>(entry.key.front())].push_back(index);
  }
  entries_.push_back(std::move(entry));
}

std::optional<Value> Dictionary::find(Arena& arena, Value text) const {
  if (lookup_ == Lookup::kPieces) return replace_pieces(arena, text);
  const Entry* found = nullptr;
  if (lookup_ == Lookup::kExact) {
    const auto there = by_key_.find(text.as_text());
    if (there != by_key_.end()) found = &entries_[there->second];
  } else {
    const lang::Subject subject(text);
    for (const Entry& entry : entries_) {
      if (entry.regex->search(subject) != lang::Found::kMatch) continue;
      found = &entry;
      break;
    }
  }
  if (found == nullptr) return std::nullopt;
  return deep_copy(arena, found->value);
}

std::optional<Value> Dictionary::replace_pieces(Arena& arena, Value value) const {
  const std::string_view text = value.as_text();
  std::string result;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Entry* found = nullptr;
    for (const std::uint32_t index : by_first_byte_[static_cast<unsigned char>(text[at])]) {
      if (!text.substr(at).starts_with(entries_[index].key)) continue;
      found = &entries_[index];
      break;
    }
    if (found == nullptr) {
      ++at;
      continue;
    }
    result += text.substr(copied, at - copied);
    result += lang::to_s(arena, found->value).as_text();
    at += found->key.size();
    copied = at;
  }
  result += text.substr(copied);
  if (result == text) return std::nullopt;
  return Value::text(arena.copy(result), lang::flags_of(result));
}

}  // namespace bdp::translate
