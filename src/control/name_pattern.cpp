#include "control/name_pattern.h"

#include <array>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/check.h"

namespace bdp {
namespace {

constexpr std::uint32_t kMostSteps = 1'000'000;

}  // namespace

struct NamePattern::Compiled {
  pcre2_code* code;
  pcre2_match_context* limits;

  Compiled(pcre2_code* compiled, pcre2_match_context* context) : code(compiled), limits(context) {}
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;
  ~Compiled() {
    pcre2_code_free(code);
    pcre2_match_context_free(limits);
  }
};

Result<NamePattern> NamePattern::compile(const std::string& regex) {
  int problem = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(regex.data()), regex.size(),
                                   PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &problem, &offset, nullptr);
  if (code == nullptr) {
    std::array<PCRE2_UCHAR, 256> text = {};
    pcre2_get_error_message(problem, text.data(), text.size());
    return Error(Code::kInvalid, "is no regular expression: " +
                                     std::string(reinterpret_cast<const char*>(text.data())) +
                                     " at its character " + std::to_string(offset + 1));
  }
  pcre2_match_context* limits = pcre2_match_context_create(nullptr);
  CHECK(limits != nullptr);
  pcre2_set_match_limit(limits, kMostSteps);
  return NamePattern(regex, std::make_shared<const Compiled>(code, limits));
}

bool NamePattern::matches(std::string_view name) const {
  const std::unique_ptr<pcre2_match_data, void (*)(pcre2_match_data*)> found(
      pcre2_match_data_create(1, nullptr), pcre2_match_data_free);
  CHECK(found != nullptr);
  return pcre2_match(compiled_->code, reinterpret_cast<PCRE2_SPTR>(name.data()), name.size(), 0,
                     PCRE2_ANCHORED | PCRE2_ENDANCHORED, found.get(), compiled_->limits) >= 0;
}

}  // namespace bdp
