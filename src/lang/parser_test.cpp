#include "lang/parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace bdp::lang {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Block parsed(std::string_view text, bool support_escapes = false) {
  Diagnostics diagnostics("f");
  Block block = parse_block(text, support_escapes, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.error().message();
  return block;
}

std::string mistakes_of(std::string_view text) {
  Diagnostics diagnostics("f");
  parse_block(text, false, diagnostics);
  return diagnostics.empty() ? "none" : std::string(diagnostics.error().message());
}

/// The value of the one attribute of the one plugin.
Literal value_of(std::string_view value, bool support_escapes = false) {
  const Block block = parsed("p { a => " + std::string(value) + " }", support_escapes);
  return std::get<Plugin>(block.at(0).node).attributes.at(0).value;
}

/// The condition in prefix form: (and (== [a] 1) [b]).
std::string shown(const Expression& expression);

std::string shown(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::kField:
      return operand.text;
    case Operand::Kind::kString:
      return "\"" + operand.text + "\"";
    case Operand::Kind::kNumber:
      return operand.text;
    case Operand::Kind::kRegex:
      return "/" + operand.text + "/";
    case Operand::Kind::kList:
      break;
  }
  std::string text = "list";
  for (const Operand& item : operand.items) text += " " + shown(item);
  return "(" + text + ")";
}

std::string shown(const Expression& expression) {
  static constexpr std::string_view kNames[] = {"",   "==",  "!=",   "<",  "<=",     ">",
                                                ">=", "=~",  "!~",   "in", "not in", "and",
                                                "or", "xor", "nand", "!"};
  const std::string name(kNames[static_cast<std::size_t>(expression.kind)]);
  if (expression.kind == Expression::Kind::kTruth) return shown(expression.left);
  std::string text = "(" + name;
  for (const Expression& child : expression.children) text += " " + shown(child);
  if (expression.children.empty()) {
    text += " " + shown(expression.left) + " " + shown(expression.right);
  }
  return text + ")";
}

std::string condition(std::string_view text) {
  const Block block = parsed("if " + std::string(text) + " { }");
  return shown(*std::get<Conditional>(block.at(0).node).branches.at(0).condition);
}

std::string condition_mistake(std::string_view text) {
  return mistakes_of("if " + std::string(text) + " { }");
}

TEST(Parser, ReadsPluginsWithTheirAttributes) {
  const Block block =
      parsed("csv {\r\n  separator => \";\" # a comment\n 'columns' => [\"a\", bb]}\ndrop{}");
  ASSERT_EQ(block.size(), 2U);
  const auto& csv = std::get<Plugin>(block[0].node);
  EXPECT_EQ(csv.name, "csv");
  ASSERT_EQ(csv.attributes.size(), 2U);
  EXPECT_EQ(csv.attributes[0].name, "separator");
  EXPECT_EQ(csv.attributes[0].value.text, ";");
  EXPECT_EQ(csv.attributes[1].name, "columns");
  EXPECT_EQ(csv.attributes[1].at.line, 3U);
  EXPECT_EQ(csv.attributes[1].at.column, 2U);
  ASSERT_EQ(csv.attributes[1].value.items.size(), 2U);
  EXPECT_EQ(csv.attributes[1].value.items[1].kind, Literal::Kind::kBareword);
}

TEST(Parser, KeepsBackslashesUnlessEscapesAreOn) {
  EXPECT_EQ(value_of(R"("a\tb\"c")").text, R"(a\tb\"c)");
  EXPECT_EQ(value_of(R"("a\tb\"c\\\q\/")", true).text, "a\tb\"c\\\\q/");
  EXPECT_EQ(value_of("\"a\nb\"").text, "a\nb");
  EXPECT_EQ(value_of(R"('it"s')").text, "it\"s");
}

TEST(Parser, ABackslashKeepsTheQuoteBehindItOpenWhateverStandsBefore) {
  EXPECT_EQ(mistakes_of(R"(p { aa => "\\" })"),
            "f:1:11: this string has no closing \" (one behind a backslash does not close it)");
}

TEST(Parser, ReadsNumbersAsRubyDoes) {
  EXPECT_EQ(value_of("-12").text, "-12");
  EXPECT_EQ(value_of("5.50").text, "5.50");
  EXPECT_EQ(value_of("010").text, "8");
  EXPECT_THAT(mistakes_of("p { aa => 08 }"), HasSubstr("octal"));
  EXPECT_THAT(mistakes_of("p { aa => 5. }"), HasSubstr("digits after the '.'"));
  EXPECT_THAT(mistakes_of("p { aa => 10ms }"), HasSubstr("quotes"));
}

TEST(Parser, ReadsHashesWithBlanksBetweenTheEntries) {
  const Literal hash = value_of("{ \"a\" => 1 bb => { 'c' => [] } }");
  ASSERT_EQ(hash.items.size(), 4U);
  EXPECT_EQ(hash.items[2].text, "bb");
  EXPECT_EQ(hash.items[3].items[1].kind, Literal::Kind::kList);
  EXPECT_EQ(mistakes_of("p { aa => { \"a\" => 1, \"b\" => 2 } }"),
            "f:1:21: expected a key or '}', found ','; entries of a hash are separated by blanks");
  EXPECT_THAT(mistakes_of("p { aa => { \"a\" => 1 \"a\" => 2 } }"), HasSubstr("stands twice"));
  EXPECT_THAT(mistakes_of("p { aa => { 5 => 1 } }"), HasSubstr("write it in quotes"));
  EXPECT_THAT(mistakes_of("p { aa => { a => 1 } }"), HasSubstr("\"a\""));
}

TEST(Parser, RefusesWhatLogstashRefusesInLists) {
  EXPECT_EQ(mistakes_of("p { aa => [\"t\",] }"),
            "f:1:16: expected a value after ',', found ']'; take the ',' away");
  EXPECT_THAT(mistakes_of("p { aa => [\"t\" \"u\"] }"), HasSubstr("expected ',' or ']'"));
  EXPECT_THAT(mistakes_of("p { aa => [\"t\"]bb => 1 }"),
              HasSubstr("a blank before the next option"));
}

TEST(Parser, ReadsChainsOfBranches) {
  const Block block = parsed("if [a] { p {} } else if [b] { } else { if [c] { q {} } }");
  const auto& conditional = std::get<Conditional>(block.at(0).node);
  ASSERT_EQ(conditional.branches.size(), 3U);
  EXPECT_NE(conditional.branches[1].condition, nullptr);
  EXPECT_EQ(conditional.branches[2].condition, nullptr);
  EXPECT_EQ(conditional.branches[2].body.size(), 1U);
}

TEST(Parser, ReadsEveryComparison) {
  EXPECT_EQ(condition("[a][b] == 'x'"), "(== [a][b] \"x\")");
  EXPECT_EQ(condition("[a]!=-1.5"), "(!= [a] -1.5)");
  EXPECT_EQ(condition("1 <= [a]"), "(<= 1 [a])");
  EXPECT_EQ(condition("[a] =~ /a\\/b c/"), "(=~ [a] /a\\/b c/)");
  EXPECT_EQ(condition("[a] !~ \"^x\""), "(!~ [a] \"^x\")");
  EXPECT_EQ(condition("\"x\" in [tags]"), "(in \"x\" [tags])");
  EXPECT_EQ(condition("[a] not in [\"x\", 5]"), "(not in [a] (list \"x\" 5))");
  EXPECT_EQ(condition("[a] in []"), "(in [a] (list))");
}

TEST(Parser, TakesAListOfOneForAFieldAsLogstashDoes) {
  EXPECT_EQ(condition("[a] in [\"x\"]"), "(in [a] [\"x\"])");
}

TEST(Parser, AndBindsTighterThanOr) {
  EXPECT_EQ(condition("[a] or [b] and [c]"), "(or [a] (and [b] [c]))");
  EXPECT_EQ(condition("[a] and [b] and [c] or [d]"), "(or (and [a] [b] [c]) [d])");
  EXPECT_EQ(condition("([a] or [b])and[c]"), "(and (or [a] [b]) [c])");
  EXPECT_EQ(condition("!([a] == 1) or ![b]"), "(or (! (== [a] 1)) (! [b]))");
  EXPECT_EQ(condition("[a]\n and\n [b] # why\n"), "(and [a] [b])");
}

TEST(Parser, XorAndNandStandAlone) {
  EXPECT_EQ(condition("[a] xor ([b] nand [c])"), "(xor [a] (nand [b] [c]))");
  EXPECT_THAT(condition_mistake("[a] xor [b] or [c]"), HasSubstr("stand alone"));
  EXPECT_THAT(condition_mistake("[a] and [b] nand [c]"), HasSubstr("stand alone"));
}

TEST(Parser, NamesTheRightWordForAMistake) {
  EXPECT_EQ(condition_mistake("[a] = 1"),
            "f:1:8: expected an operator, found '='; did you mean '=='?");
  EXPECT_EQ(condition_mistake("[a] && [b]"),
            "f:1:8: expected an operator, found '&'; did you mean 'and'?");
  EXPECT_THAT(condition_mistake("[a] || [b]"), HasSubstr("did you mean 'or'?"));
  EXPECT_THAT(condition_mistake("[a] AND [b]"), HasSubstr("did you mean 'and'?"));
  EXPECT_THAT(condition_mistake("![a] == 1"), HasSubstr("write !([a] ...)"));
  EXPECT_THAT(condition_mistake("not [a]"), HasSubstr("did you mean '!'?"));
  EXPECT_THAT(condition_mistake("a == 1"), HasSubstr("a field is written [a]"));
  EXPECT_THAT(condition_mistake("[a] == true"), HasSubstr("a text \"true\""));
  EXPECT_THAT(condition_mistake("[a] =~ [b]"), HasSubstr("a regular expression"));
  EXPECT_THAT(condition_mistake("size([a]) > 1"), HasSubstr("no functions"));
  EXPECT_THAT(condition_mistake("[a] in [[b], \"q\"]"), StartsWith("f:1:"));
  EXPECT_EQ(mistakes_of("if [a] { } elsif [b] { }"),
            "f:1:12: 'elsif' is no word of this language; did you mean 'else if'?");
  EXPECT_THAT(mistakes_of("else { }"), HasSubstr("no 'if' before"));
  EXPECT_THAT(mistakes_of("mutate { add_tag => \"x\"\ncsv { }"),
              HasSubstr("is the '}' of 'mutate' missing before it?"));
  EXPECT_THAT(mistakes_of("\"csv\" { }"), HasSubstr("without quotes"));
}

TEST(Parser, ReportsWhatIsNotClosed) {
  EXPECT_EQ(mistakes_of("if [a] { mutate { }"), "f:1:8: the braces of this 'if' are not closed");
  EXPECT_EQ(mistakes_of("mutate { "), "f:1:8: the braces of 'mutate' are not closed");
  EXPECT_EQ(condition_mistake("([a] == 1"), "f:1:14: expected ')' or an operator, found '{'");
  EXPECT_EQ(mistakes_of("if [a] =~ /x { }"), "f:1:11: this regular expression has no closing '/'");
  EXPECT_EQ(mistakes_of("drop {} }"), "f:1:9: a '}' closes what was never opened; take it away");
}

TEST(Parser, FindsAMistakeInEveryBlock) {
  EXPECT_EQ(mistakes_of("csv { a }\nif [x] = 1 { mutate { b = 1 } }\ndrop [] { }\nok { }"),
            "f:1:9: expected '=>' after 'a', found '}'\n"
            "f:2:8: expected an operator, found '='; did you mean '=='?\n"
            "f:2:25: expected '=>' after 'b', found '='\n"
            "f:3:6: expected '{' after 'drop', found '['");
}

TEST(Parser, CountsColumnsInCharacters) {
  EXPECT_EQ(mistakes_of("p { aa => \"äö\" ü }"),
            "f:1:16: expected an option of 'p' or '}', found 'ü'");
}

TEST(Parser, StopsWhereLevelsBecomeTooMany) {
  const std::string deep(100'000, '[');
  EXPECT_THAT(mistakes_of("p { aa => " + deep), HasSubstr("more than 100 levels"));
  std::string parentheses = "if ";
  std::string blocks;
  for (int i = 0; i < 100'000; ++i) {
    parentheses += "(";
    blocks += "if [a] { ";
  }
  EXPECT_THAT(mistakes_of(parentheses), HasSubstr("more than 100 levels"));
  EXPECT_THAT(mistakes_of(blocks), HasSubstr("more than 100 levels"));
}

TEST(Parser, GivesUpAfterFiftyMistakes) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "p { , }\n";
  Diagnostics diagnostics("f");
  parse_block(text, false, diagnostics);
  EXPECT_EQ(diagnostics.size(), 50U);
}

TEST(Parser, RefusesTextsThatAreTooLarge) {
  EXPECT_THAT(mistakes_of(std::string((16U << 20U) + 1, ' ')), HasSubstr("are allowed"));
}

TEST(Parser, AnEmptyTextIsAnEmptyBlock) {
  EXPECT_TRUE(parsed("").empty());
  EXPECT_TRUE(parsed(" # nothing").empty());
}

}  // namespace
}  // namespace bdp::lang
