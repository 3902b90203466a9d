#include "formats/csv_writer.h"

#include <gtest/gtest.h>

#include <memory>

#include "record/container.h"

namespace bdp {
namespace {

TEST(CsvWriter, QuotesWhereItHasTo) {
  Batch batch(std::make_shared<Layout>());
  batch.set_rows(2);
  List* list = List::make(batch.arena());
  list->push_back(batch.arena(), Value::text("x"));
  const Slot a = batch.slot("a");
  const Slot b = batch.slot("b");
  batch.set(a, 0, Value::text("say \"hi\", you\n"));
  batch.set(a, 1, Value::text("plain"));
  batch.set(b, 0, Value::real(1.5));
  batch.set(b, 1, Value::list(list));
  Selection rows;
  select_all(batch, rows);
  const std::vector<std::string> names = {"b", "no such", "a"};
  Bytes out;
  append_csv_header(names, out);
  append_csv_lines(batch, rows, names, out);
  EXPECT_EQ(out.view(), "b,no such,a\n1.5,,\"say \"\"hi\"\", you\n\"\n\"[\"\"x\"\"]\",,plain\n");
}

}  // namespace
}  // namespace bdp
