#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "filters/all.h"
#include "filters/examples_for_test.h"
#include "formats/json_writer.h"
#include "lang/text_builder.h"
#include "pipeline/program.h"
#include "record/container.h"

namespace bdp {
namespace {

constexpr std::size_t kMegabyte = 1'000'000;
constexpr int kDeep = 1000;  // What readers let through.

Value text_of(Arena& arena, std::string_view text) {
  return Value::text(arena.copy(text), lang::flags_of(text));
}

Value lists_in_lists(Arena& arena) {
  Value value = text_of(arena, "1,a=b");
  for (int i = 0; i < kDeep; ++i) {
    List* list = List::make(arena);
    list->push_back(arena, value);
    value = Value::list(list);
  }
  return value;
}

Value objects_in_objects(Arena& arena) {
  Value value = Value::integer(1);
  for (int i = 0; i < kDeep; ++i) {
    Object* object = Object::make(arena);
    object->set(arena, "x", value);
    value = Value::object(object);
  }
  return value;
}

Value object_with(Arena& arena, std::string_view key, Value value) {
  Object* object = Object::make(arena);
  object->set(arena, key, value);
  return Value::object(object);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

/// Values that no sane event has.
std::vector<Value> odd_values(Arena& arena) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::string digits(20'000, '9');
  const std::string name(kMegabyte, 'n');
  return {
      lists_in_lists(arena),
      objects_in_objects(arena),
      object_with(arena, name, text_of(arena, "x")),
      object_with(arena, "", Value::null()),
      Value::real(std::nan("")),
      Value::real(infinity),
      Value::real(-infinity),
      Value::real(-0.0),
      Value::real(std::numeric_limits<double>::denorm_min()),
      Value::integer(std::numeric_limits<std::int64_t>::min()),
      Value::big_integer(arena.copy(digits)),
      Value::big_integer(arena.copy("-" + digits)),
      Value::decimal(arena.copy("1E+2000000000")),
      Value::decimal(arena.copy(digits + "." + digits)),
      Value::timestamp({std::numeric_limits<std::int64_t>::max() / 4, 999'999'999}),
      Value::timestamp({std::numeric_limits<std::int64_t>::min() / 4, 0}),
      text_of(arena, std::string("\0\0\0", 3)),
      text_of(arena, "\xFF\xFE\xC3"),
      text_of(arena, std::string(kMegabyte, 'x')),
      text_of(arena, std::string(100'000, '(')),
      text_of(arena, repeated("a=1 ", 10'000)),
      text_of(arena, repeated("<r>", 5'000)),
      text_of(arena, std::string(100'000, '[')),
      text_of(arena, repeated("{\"x\":", 5'000)),
      text_of(arena, "{\"" + name + "\":1}"),
      text_of(arena, name + "=1"),
      text_of(arena, digits),
      text_of(arena, repeated("1,", 5'000)),
      text_of(arena, "%{a}%{[o][x]}%{[}%{+}"),
      text_of(arena, repeated("%41", 100'000)),
      text_of(arena, "[a][b"),
  };
}

class OddEvents : public testing::TestWithParam<std::string> {
 public:
  /// Runs the filter over events each of which has one odd value, in every field.
  static void run(const std::string& filter) {
    auto layout = std::make_shared<Layout>();
    auto program = compile_program(filter, "test.conf", {}, all_filters(), *layout);
    ASSERT_TRUE(program.has_value()) << program.error().message();
    const auto state = (*program)->new_state();
    Batch batch(std::move(layout));
    for (int round = 0; round < 2; ++round) {
      batch.reset();
      const std::vector<Value> values = odd_values(batch.arena());
      batch.set_rows(static_cast<RowIndex>(values.size()));
      Selection rows;
      for (RowIndex row = 0; row < values.size(); ++row) {
        rows.push_back(row);
        for (const char* field : {"message", "a", "b", "n", "o"}) {
          batch.set(batch.slot(field), row, deep_copy(batch.arena(), values[row]));
        }
        batch.set(batch.slot("@timestamp"), row, Value::timestamp({0, 0}));
      }
      (*program)->run(batch, rows, *state);
      Bytes lines;
      encode_json_lines(batch, rows, {.metadata = true}, lines);
      EXPECT_FALSE(!rows.empty() && lines.view().empty());
    }
  }
};

TEST_P(OddEvents, AreWorkedOnLikeOthers) {
  run(GetParam());
}

TEST_P(OddEvents, AreComparedLikeOthers) {
  run("if [a] == [b] and [n] > 1 or [o] in [\"1\", 2] or [a] =~ /^(x+)+y/ {\n" + GetParam() +
      "\n}");
}

INSTANTIATE_TEST_SUITE_P(All, OddEvents, testing::ValuesIn(kFilterExamples),
                         [](const auto& parameters) { return std::to_string(parameters.index); });

}  // namespace
}  // namespace bdp
