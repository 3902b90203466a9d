#include "record/container.h"

#include <algorithm>
#include <new>

namespace bdp {
namespace {

template <class Item>
Item* grown(Arena& arena, const Item* items, std::uint32_t size, std::uint32_t capacity) {
  // Reached with `new` semantics only: Item is trivially copyable.
  Item* larger = reinterpret_cast<Item*>(arena.allocate(capacity * sizeof(Item)));
  if (size > 0) std::memcpy(static_cast<void*>(larger), items, size * sizeof(Item));
  return larger;
}

}  // namespace

List* List::make(Arena& arena, std::uint32_t capacity) {
  List* list = new (arena.allocate(sizeof(List))) List();
  list->items_ = grown<Value>(arena, nullptr, 0, capacity);
  list->capacity_ = capacity;
  return list;
}

void List::push_back(Arena& arena, Value item) {
  if (size_ == capacity_) {
    capacity_ = std::max<std::uint32_t>(4, capacity_ * 2);
    items_ = grown(arena, items_, size_, capacity_);
  }
  items_[size_++] = item;
}

void List::erase(std::uint32_t i) {
  std::copy(items_ + i + 1, items_ + size_, items_ + i);
  --size_;
}

Object* Object::make(Arena& arena, std::uint32_t capacity) {
  Object* object = new (arena.allocate(sizeof(Object))) Object();
  object->entries_ = grown<Entry>(arena, nullptr, 0, capacity);
  object->capacity_ = capacity;
  return object;
}

Value* Object::find(std::string_view key) {
  for (Entry& entry : *this) {
    if (entry.key() == key) return &entry.value;
  }
  return nullptr;
}

const Value* Object::find(std::string_view key) const {
  for (const Entry& entry : *this) {
    if (entry.key() == key) return &entry.value;
  }
  return nullptr;
}

void Object::set(Arena& arena, std::string_view key, Value value) {
  if (Value* there = find(key)) {
    *there = value;
  } else {
    append(arena, arena.copy(key), value);
  }
}

void Object::append(Arena& arena, std::string_view key, Value value) {
  if (size_ == capacity_) {
    capacity_ = std::max<std::uint32_t>(4, capacity_ * 2);
    entries_ = grown(arena, entries_, size_, capacity_);
  }
  Entry& entry = entries_[size_++];
  entry.value = value;
  entry.key_data = key.data();
  entry.key_size = static_cast<std::uint32_t>(key.size());
  entry.key_flags = 0;
}

Value Object::erase(std::string_view key) {
  for (Entry* entry = begin(); entry != end(); ++entry) {
    if (entry->key() != key) continue;
    const Value value = entry->value;
    std::copy(entry + 1, end(), entry);
    --size_;
    return value;
  }
  return {};
}

namespace {

template <bool kCopyText>
Value copied(Arena& arena, Value value) {
  switch (value.tag()) {
    case Tag::kText:
      return kCopyText ? Value::text(arena.copy(value.as_text()), value.text_flags()) : value;
    case Tag::kBigInt:
      return kCopyText ? Value::big_integer(arena.copy(value.as_text())) : value;
    case Tag::kDecimal:
      return kCopyText ? Value::decimal(arena.copy(value.as_text())) : value;
    case Tag::kList: {
      const List& from = value.as_list();
      List* to = List::make(arena, from.size());
      for (const Value& item : from) to->push_back(arena, copied<kCopyText>(arena, item));
      return Value::list(to);
    }
    case Tag::kObject: {
      const Object& from = value.as_object();
      Object* to = Object::make(arena, from.size());
      for (const Object::Entry& entry : from) {
        to->append(arena, kCopyText ? arena.copy(entry.key()) : entry.key(),
                   copied<kCopyText>(arena, entry.value));
      }
      return Value::object(to);
    }
    default:
      return value;
  }
}

}  // namespace

Value deep_copy(Arena& arena, Value value) {
  return copied<false>(arena, value);
}

Value deep_copy_with_text(Arena& arena, Value value) {
  return copied<true>(arena, value);
}

}  // namespace bdp
