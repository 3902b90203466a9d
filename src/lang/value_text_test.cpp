#include "lang/value_text.h"

#include <gtest/gtest.h>

#include <string>

namespace bdp::lang {
namespace {

class ValueText : public testing::Test {
 protected:
  Value text(std::string_view t) { return Value::text(t); }
  Value list(std::initializer_list<Value> items) {
    List* result = List::make(arena);
    for (const Value& item : items) result->push_back(arena, item);
    return Value::list(result);
  }
  Value object(std::initializer_list<std::pair<std::string_view, Value>> entries) {
    Object* result = Object::make(arena);
    for (const auto& [key, value] : entries) result->set(arena, key, value);
    return Value::object(result);
  }
  std::string sprintf(Value value) { return written(append_sprintf, value); }
  std::string ruby(Value value) { return written(append_to_s, value); }
  std::string joined(Value items, std::string_view separator) {
    return std::string(join(arena, items.as_list(), separator).as_text());
  }

  Arena arena;

 private:
  std::string written(void (*append)(TextBuilder&, Value), Value value) {
    TextBuilder builder(arena, 1);
    append(builder, value);
    return std::string(builder.finish());
  }
};

TEST_F(ValueText, SprintfShowsScalarsAsJavaDoes) {
  EXPECT_EQ(sprintf(text("str")), "str");
  EXPECT_EQ(sprintf(Value::integer(5)), "5");
  EXPECT_EQ(sprintf(Value::real(1.5e10)), "1.5E10");
  EXPECT_EQ(sprintf(Value::boolean(false)), "false");
  EXPECT_EQ(sprintf(Value::big_integer("12345678901234567890")), "12345678901234567890");
  EXPECT_EQ(sprintf(Value::decimal("1E+5")), "1E+5");
  EXPECT_EQ(sprintf(Value::timestamp({1709622489, 123000000})), "2024-03-05T07:08:09.123Z");
  EXPECT_EQ(sprintf(Value::null()), "");
}

TEST_F(ValueText, SprintfJoinsListsAndFlattensThem) {
  EXPECT_EQ(sprintf(list({text("a"), Value::integer(1), Value::null(), Value::real(2.5)})),
            "a,1,,2.5");
  EXPECT_EQ(sprintf(list({text("a"), Value::null()})), "a,");
  EXPECT_EQ(sprintf(list({list({text("a"), list({text("b")})}), text("c")})), "a,b,c");
  EXPECT_EQ(sprintf(list({})), "");
}

TEST_F(ValueText, SprintfShowsObjectsInListsAsJavaDoes) {
  EXPECT_EQ(sprintf(list({Value::integer(1), object({{"z", Value::integer(2)}})})), "1,{z=2}");
  EXPECT_EQ(
      sprintf(list({object({{"a", list({text("x"), Value::null()})}, {"b", Value::real(1e10)}})})),
      "{a=[x, null], b=1.0E10}");
}

TEST_F(ValueText, SprintfShowsObjectsAsJson) {
  EXPECT_EQ(sprintf(object({})), "{}");
  EXPECT_EQ(
      sprintf(object({{"o", object({{"k", list({Value::integer(1), Value::null()})}})},
                      {"q", text("\"\\\n\x01\xC3\xA9/")},
                      {"f", Value::real(1.5e10)},
                      {"t", Value::timestamp({0, 0})}})),
      R"({"o":{"k":[1,null]},"q":"\"\\\n\u0001é/","f":1.5E10,"t":"1970-01-01T00:00:00.000Z"})");
}

TEST_F(ValueText, RubyShowsListsAndObjectsByInspect) {
  EXPECT_EQ(ruby(Value::real(1e20)), "1.0e+20");
  EXPECT_EQ(ruby(Value::decimal("2.70")), "0.27e1");
  EXPECT_EQ(ruby(Value::decimal("-1E-7")), "-0.1e-6");
  EXPECT_EQ(ruby(Value::decimal("0.00")), "0.0");
  EXPECT_EQ(ruby(list({text("1")})), R"(["1"])");
  EXPECT_EQ(ruby(object({{"a", text("1")}, {"b", Value::null()}})), R"({"a"=>"1", "b"=>nil})");
  EXPECT_EQ(ruby(list({text("\n\x1B\"\\#{#x\x01\x7F\xC3\xA9\xFF")})),
            R"(["\n\e\"\\\#{#x\u0001\u007Fé\xFF"])");
  EXPECT_EQ(ruby(list({text("\u2028\u0085\U0010FFFF\u200B😀")})),
            "[\"\\u2028\u0085\\u{10FFFF}\u200B😀\"]");
}

TEST_F(ValueText, JoinIsThatOfRuby) {
  EXPECT_EQ(
      joined(list({Value::real(1), Value::real(1e20), Value::real(1e-5), Value::real(1e17)}), ","),
      "1.0,1.0e+20,1.0e-05,100000000000000000.0");
  EXPECT_EQ(joined(list({text("a"), list({text("b"), text("c")})}), ", "), "a, b, c");
  EXPECT_EQ(joined(list({text("a"), Value::null(), object({{"k", Value::integer(1)}})}), "-"),
            "a--{\"k\"=>1}");
  EXPECT_EQ(joined(list({}), ","), "");
}

TEST_F(ValueText, SaysWhatIsKnownOfTheText) {
  EXPECT_EQ(to_s(arena, Value::integer(5)).text_flags(), kPlainText);
  EXPECT_EQ(to_s(arena, list({text("a")})).text_flags(), 0);  // has quotes
  EXPECT_EQ(join(arena, list({text("a"), text("b")}).as_list(), ",").text_flags(), kPlainText);
  const Value broken = Value::text("\xFF", kBrokenText);
  EXPECT_EQ(join(arena, list({text("a"), broken}).as_list(), ",").text_flags(), kBrokenText);
  EXPECT_EQ(to_s(arena, object({{"a", list({broken})}})).text_flags(), kBrokenText);
  EXPECT_EQ(to_s(arena, broken).text_flags(), kBrokenText);
}

TEST(FlagsOf, FindsEveryBytesThatIsNotPlain) {
  for (int byte = 0; byte < 256; ++byte) {
    const bool plain = byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
    for (std::size_t size = 1; size < 20; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, '!');
        text[at] = static_cast<char>(byte);
        ASSERT_EQ(flags_of(text), plain ? kPlainText : 0) << byte << " at " << at;
      }
    }
  }
  EXPECT_EQ(flags_of(""), kPlainText);
}

TEST(TextBuilder, GrowsAndGivesBackWhatItDoesNotUse) {
  Arena arena;
  std::string expected;
  TextBuilder builder(arena, 1);
  for (int i = 0; i < 20000; ++i) {
    builder.append("abcdefg");
    builder.append('x');
    expected += "abcdefgx";
  }
  EXPECT_EQ(builder.finish(), expected);
  const char* next = arena.allocate_text(1);
  EXPECT_EQ(next, builder.finish().data() + expected.size());
}

}  // namespace
}  // namespace bdp::lang
