#include "record/container.h"

#include <gtest/gtest.h>

#include <string>

namespace bdp {
namespace {

TEST(Object, KeepsTheOrderOfItsKeys) {
  Arena arena;
  Object* object = Object::make(arena, 1);
  for (int i = 0; i < 20; ++i) object->set(arena, "k" + std::to_string(i), Value::integer(i));
  object->set(arena, "k3", Value::null());
  ASSERT_EQ(object->size(), 20U);
  EXPECT_EQ(object->begin()[7].key(), "k7");
  EXPECT_TRUE(object->find("k3")->is(Tag::kNull));
}

TEST(Object, EraseReturnsWhatWasThere) {
  Arena arena;
  Object* object = Object::make(arena);
  object->set(arena, "a", Value::integer(1));
  object->set(arena, "b", Value::integer(2));
  EXPECT_EQ(object->erase("a").as_int(), 1);
  EXPECT_FALSE(object->erase("a").present());
  EXPECT_EQ(object->begin()->key(), "b");
}

TEST(List, GrowsAndShrinks) {
  Arena arena;
  List* list = List::make(arena, 1);
  for (int i = 0; i < 9; ++i) list->push_back(arena, Value::integer(i));
  list->erase(0);
  ASSERT_EQ(list->size(), 8U);
  EXPECT_EQ((*list)[7].as_int(), 8);
}

TEST(DeepCopy, SharesNoContainer) {
  Arena arena;
  Object* inner = Object::make(arena);
  inner->set(arena, "x", Value::integer(1));
  List* list = List::make(arena);
  list->push_back(arena, Value::object(inner));
  const Value copy = deep_copy(arena, Value::list(list));
  inner->set(arena, "x", Value::integer(2));
  EXPECT_EQ(copy.as_list()[0].as_object().find("x")->as_int(), 1);
}

TEST(DeepCopy, WithTextOutlivesTheFirstArena) {
  Arena to;
  Value copy;
  {
    Arena from;
    Object* object = Object::make(from);
    object->set(from, "key", Value::text(from.copy("text")));
    copy = deep_copy_with_text(to, Value::object(object));
  }
  EXPECT_EQ(copy.as_object().find("key")->as_text(), "text");
}

TEST(Arena, PiecesStayWhereTheyAre) {
  Arena arena;
  const std::string_view small = arena.copy("small");
  arena.allocate(1 << 20);
  for (int i = 0; i < 10000; ++i) arena.copy("another piece of some length");
  EXPECT_EQ(small, "small");
}

TEST(Arena, ResetKeepsOrdinaryMemoryAndReturnsHugePieces) {
  Arena arena;
  arena.allocate(100);
  const std::size_t ordinary = arena.reserved_bytes();
  arena.allocate(10 << 20);
  arena.reset();
  EXPECT_EQ(arena.reserved_bytes(), ordinary);
}

}  // namespace
}  // namespace bdp
