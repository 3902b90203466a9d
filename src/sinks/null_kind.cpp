#include "sinks/null_kind.h"

#include <array>

#include "sinks/null.h"

namespace bdp {
namespace {

constexpr auto kSchemes = std::to_array<std::string_view>({"null"});
constexpr std::string_view kForm = "null:";

class NullTarget final : public SinkTarget {
 public:
  std::string text() const override { return std::string(kForm); }
  bool resumable() const override { return false; }
  Result<std::unique_ptr<Sink>> make_sink() override { return std::make_unique<NullSink>(); }
};

Result<std::unique_ptr<SinkTarget>> parse(std::string_view text, const SinkJob& /*job*/) {
  if (text != kForm) return not_a_sink(text, "nothing may follow null:", kForm);
  return std::make_unique<NullTarget>();
}

}  // namespace

constinit const SinkKind kNullSink = {
    .name = "null",
    .schemes = kSchemes,
    .form = kForm,
    .summary = "takes everything and keeps nothing",
    .options = {},
    .parse = parse,
};

}  // namespace bdp
