#include "pipeline/sink_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "os/environment.h"

namespace bdp {
namespace {

using testing::HasSubstr;

constexpr auto kSchemes = std::to_array<std::string_view>({"box", "crate"});
constexpr auto kChoices = std::to_array<std::string_view>({"small", "large"});
constexpr auto kOptions = std::to_array<config::FieldSpec>({
    {.name = "size",
     .type = config::FieldType::kText,
     .help = "how large",
     .fallback = "small",
     .choices = kChoices},
});

Result<std::unique_ptr<SinkTarget>> parse(std::string_view text, const SinkJob& job);

constexpr SinkKind kBox = {.name = "box",
                           .schemes = kSchemes,
                           .form = "box:NAME",
                           .summary = "a box",
                           .options = kOptions,
                           .parse = parse};
constexpr std::array<const SinkKind*, 1> kKinds = {&kBox};

class BoxTarget final : public SinkTarget {
 public:
  explicit BoxTarget(std::string text) : text_(std::move(text)) {}
  std::string text() const override { return text_; }
  bool resumable() const override { return true; }
  Result<std::unique_ptr<Sink>> make_sink() override {
    return Error(Code::kInvalid, "a box has none");
  }

 private:
  const std::string text_;
};

Result<std::unique_ptr<SinkTarget>> parse(std::string_view text, const SinkJob& job) {
  const SinkOptions options(job, kBox);
  TRY(options.status());
  std::string_view name = behind_scheme(text);
  const std::string_view lid = take_name(name, job.output_name);
  if (name.empty()) return not_a_sink(text, "the name is missing", kBox.form);
  return std::make_unique<BoxTarget>("box:" + std::string(name) + "#" + std::string(lid) + " " +
                                     options->text("size"));
}

SinkJob job() {
  return {.environment = os::real_environment(), .output_name = "lid", .spec_file = "job.json"};
}

/// The target's text, else the error.
std::string parsed(std::string_view text, std::string_view options = "{}") {
  const auto document = config::parse_json(options, "job.json");
  const auto target = parse_sink_target(text, job(), document->root, kKinds);
  return target ? (*target)->text() : std::string(target.error().message());
}

std::string checked(std::string_view options) {
  const auto document = config::parse_json(options, "job.json");
  config::Problems problems(*document);
  check_sink_options(document->root, kKinds, problems);
  const auto status = problems.status();
  return status ? "" : std::string(status.error().message());
}

TEST(SinkKind, IsFoundByAnyOfItsSchemes) {
  EXPECT_EQ(parsed("box:a"), "box:a#lid small");
  EXPECT_EQ(parsed("crate:a#b"), "box:a#b small");
}

TEST(SinkKind, GetsItsOptionsFromTheSpecification) {
  EXPECT_EQ(parsed("crate:a", R"({"box": {"size": "large"}})"), "box:a#lid large");
}

TEST(SinkKind, SaysWhatIsWrongAndWhatThereIs) {
  EXPECT_EQ(parsed("crat:a"), "'crat:a' is no sink: did you mean 'crate:'?; write box:NAME");
  EXPECT_EQ(parsed("a.json"), "'a.json' is no sink: it names no kind; write box:NAME");
  EXPECT_EQ(parsed("box:"), "'box:' is no sink: the name is missing; write box:NAME");
}

TEST(SinkKind, HasItsOptionsChecked) {
  EXPECT_EQ(checked(R"({"box": {"size": "large"}})"), "");
  EXPECT_THAT(checked(R"({"bex": {}})"),
              HasSubstr("job.json:1:2: unknown kind of sink 'bex'; did you mean 'box'?"));
  EXPECT_THAT(checked(R"({"box": {"sise": "large"}})"), HasSubstr("did you mean 'size'?"));
  EXPECT_THAT(checked(R"({"box": {"size": "huge"}})"), HasSubstr("small, large"));
  EXPECT_THAT(checked(R"({"box": 3})"),
              HasSubstr("'sinks.box' is the number 3, expected a map of options"));
}

}  // namespace
}  // namespace bdp
