#include "lang/template.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "record/container.h"

namespace bdp::lang {
namespace {

constexpr const char* kRaises = "(raises)";

class TemplateTest : public testing::Test {
 protected:
  TemplateTest() : layout(std::make_shared<Layout>()) {}

  /// Templates first: they give fields their slots before there is a batch.
  std::string rendered(std::string_view text) {
    const Template compiled = Template::compile(text, *layout);
    Batch batch = make_batch();
    std::string why;
    const auto value = compiled.render(batch, 0, &why);
    if (!value) {
      EXPECT_NE(why, "");
      return kRaises;
    }
    return std::string(value->as_text());
  }

  Batch make_batch() {
    Batch batch(layout);
    batch.set_rows(1);
    Arena& arena = batch.arena();
    const auto set = [&batch](std::string_view name, Value value) {
      batch.set(batch.slot(name), 0, value);
    };
    set("s", Value::text("str"));
    set("i", Value::integer(5));
    set("f2", Value::real(1.5e10));
    set("nul", Value::null());
    set("e", Value::text(""));
    List* list = List::make(arena);
    list->push_back(arena, Value::text("t1"));
    list->push_back(arena, Value::null());
    set("tags", Value::list(list));
    Object* object = Object::make(arena);
    object->set(arena, "k", Value::integer(1));
    set("obj", Value::object(object));
    if (with_time) set("@timestamp", Value::timestamp({1709622489, 123000000}));
    return batch;
  }

  std::shared_ptr<Layout> layout;
  bool with_time = true;
};

TEST_F(TemplateTest, PutsFieldsIn) {
  EXPECT_EQ(rendered("<%{s}>"), "<str>");
  EXPECT_EQ(rendered("%{s}%{i}"), "str5");
  EXPECT_EQ(rendered("a%{s}b%{f2}c"), "astrb1.5E10c");
  EXPECT_EQ(rendered("%{[tags][0]} %{tags} %{[obj][k]} %{obj}"), "t1 t1, 1 {\"k\":1}");
  EXPECT_EQ(rendered("<%{e}>"), "<>");
  EXPECT_EQ(rendered("%{i}"), "5");
  EXPECT_EQ(rendered("%{@timestamp}"), "2024-03-05T07:08:09.123Z");
}

TEST_F(TemplateTest, KeepsWhatIsMissing) {
  EXPECT_EQ(rendered("x%{nope}y"), "x%{nope}y");
  EXPECT_EQ(rendered("%{nul}"), "%{nul}");
  EXPECT_EQ(rendered("%{[tags][9]}"), "%{[tags][9]}");
  EXPECT_EQ(rendered("%{ s}"), "%{ s}");
  EXPECT_EQ(rendered("%{@metadata}%{[@metadata]}"), "{}{}");
}

TEST_F(TemplateTest, TakesOtherTextAsItIs) {
  for (const char* text : {"", "plain", "100%", "%s}", "% {s}", "%{", "%{s", "%", "}%{"}) {
    EXPECT_EQ(rendered(text), text);
    EXPECT_TRUE(Template::compile(text, *layout).is_constant());
  }
  EXPECT_EQ(rendered("%%{s}"), "%str");
  EXPECT_EQ(rendered("%{s}}"), "str}");
  EXPECT_EQ(rendered("{%{s}}"), "{str}");
  EXPECT_EQ(rendered("}%{s}%{"), "}str%{");
}

TEST_F(TemplateTest, WritesDates) {
  EXPECT_EQ(rendered("%{+YYYY.MM}-%{+dd}"), "2024.03-05");
  EXPECT_EQ(rendered("%{{yyyy-MM-dd}}!"), "2024-03-05!");
  EXPECT_EQ(rendered("%{{}}"), "");
  for (const char* text : {"%{+%s}", "%{}", "%{+}", "%{+%}"}) {
    EXPECT_EQ(rendered(text), "1709622489") << text;
  }
  EXPECT_EQ(rendered("%{{yyyy}"), "%{{yyyy}");
}

TEST_F(TemplateTest, DatesAreEmptyWithoutATimestamp) {
  with_time = false;
  EXPECT_EQ(rendered("<%{+YYYY}%{{yyyy}}%{}>"), "<>");
}

TEST_F(TemplateTest, RaisesOnBadReferencesAndPatterns) {
  for (const char* text :
       {"%{tags[0]}", "%{[a]b}", "%{[]}", "%{[a][]}", "%{+epoch}", "%{{C}}", "x%{i}%{[a}"}) {
    EXPECT_EQ(rendered(text), kRaises) << text;
  }
}

TEST_F(TemplateTest, RaisesWhenTheTimestampIsAText) {
  const Template compiled = Template::compile("%{+YYYY}", *layout);
  Batch batch = make_batch();
  batch.set(*batch.find("@timestamp"), 0, Value::text("V"));
  EXPECT_FALSE(compiled.render(batch, 0));
}

TEST_F(TemplateTest, SharesTextInsteadOfCopying) {
  const Template alone = Template::compile("%{s}", *layout);
  const Template constant = Template::compile("abc", *layout);
  Batch batch = make_batch();
  EXPECT_EQ(alone.render(batch, 0)->as_text().data(),
            batch.at(*batch.find("s"), 0).as_text().data());
  EXPECT_EQ(constant.render(batch, 0)->as_text().data(), constant.constant_text().data());
  Template copy = constant;
  const Template moved = std::move(copy);
  EXPECT_EQ(moved.constant_text().data(), constant.constant_text().data());
  EXPECT_EQ(constant.render(batch, 0)->text_flags(), kPlainText);
}

TEST_F(TemplateTest, ALongTextFits) {
  std::string text;
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    text += "%{s}-%{+YYYY}";
    expected += "str-2024";
  }
  EXPECT_EQ(rendered(text), expected);
}

TEST_F(TemplateTest, NamesTheFirstFieldWithoutAValue) {
  const Template whole = Template::compile("%{s}-%{i}-%{+YYYY}", *layout);
  const Template without = Template::compile("%{s}-%{[no][such]}-%{nor_this}", *layout);
  const Batch batch = make_batch();
  EXPECT_EQ(whole.missing_field(batch, 0), "");
  EXPECT_EQ(without.missing_field(batch, 0), "%{[no][such]}");
}

TEST_F(TemplateTest, FieldNamesMayBeTemplates) {
  const FieldTemplate constant = FieldTemplate::compile("[a][b]", *layout);
  const FieldTemplate bad = FieldTemplate::compile("a[b]", *layout);
  const FieldTemplate flat = FieldTemplate::compile("x_%{s}", *layout);
  const FieldTemplate deep = FieldTemplate::compile("[%{s}][%{i}]", *layout);
  const FieldTemplate dynamic_bad = FieldTemplate::compile("%{s}[0]", *layout);
  const FieldTemplate empty = FieldTemplate::compile("%{e}", *layout);
  const FieldTemplate raises = FieldTemplate::compile("%{+q}", *layout);
  const FieldTemplate time = FieldTemplate::compile("@%{t}stamp", *layout);
  Batch batch = make_batch();
  batch.set(batch.slot("t"), 0, Value::text("time"));
  EventField memory;
  EXPECT_TRUE(constant.is_constant());
  EXPECT_EQ(constant.resolve(batch, 0, memory)->rest, std::vector<std::string>{"b"});
  EXPECT_TRUE(bad.is_constant());
  EXPECT_FALSE(bad.constant());
  EXPECT_EQ(bad.resolve(batch, 0, memory), nullptr);
  EXPECT_EQ(batch.name(flat.resolve(batch, 0, memory)->slot), "x_str");
  EXPECT_EQ(deep.resolve(batch, 0, memory)->rest, std::vector<std::string>{"5"});
  EXPECT_EQ(batch.name(memory.slot), "str");
  EXPECT_EQ(flat.resolve(batch, 0, memory)->rest, std::vector<std::string>{});
  EXPECT_EQ(dynamic_bad.resolve(batch, 0, memory), nullptr);
  EXPECT_EQ(empty.resolve(batch, 0, memory), nullptr);
  EXPECT_EQ(raises.resolve(batch, 0, memory), nullptr);
  EXPECT_EQ(time.resolve(batch, 0, memory)->rule, FieldRule::kTimestamp);
}

}  // namespace
}  // namespace bdp::lang
