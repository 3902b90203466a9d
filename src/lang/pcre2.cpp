#include "lang/pcre2.h"

#include <algorithm>

#include "base/check.h"

namespace bdp::lang {
namespace {

/// Kilobytes that one search may take when there is no machine code.
constexpr std::uint32_t kHeapLimit = 20000;
constexpr std::size_t kStackBytes = 32 * 1024;
constexpr std::size_t kMostStackBytes = 8 * 1024 * 1024;

/// Lines end with \n, whatever PCRE2 was built for.
pcre2_compile_context* line_feed_context() {
  static pcre2_compile_context* const line_feeds = [] {
    pcre2_compile_context* context = pcre2_compile_context_create(nullptr);
    CHECK(context != nullptr);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_bsr(context, PCRE2_BSR_UNICODE);
    return context;
  }();
  return line_feeds;
}

const unsigned char* bytes_of(std::string_view text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): PCRE2 takes unsigned bytes.
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Result<Pcre2Code> Pcre2Code::compile(std::string_view pattern, std::uint32_t options) {
  int problem = 0;
  std::size_t at = 0;
  Pcre2Code result;
  result.code_.reset(pcre2_compile(bytes_of(pattern), pattern.size(), options, &problem, &at,
                                   line_feed_context()));
  if (result.code_ != nullptr) return result;
  unsigned char message[256];
  const int size = pcre2_get_error_message(problem, message, sizeof message);
  return Error(Code::kInvalid, std::string(message, message + std::max(size, 0)));
}

void Pcre2Code::compile_jit() {
  has_jit_ = pcre2_jit_compile(code_.get(), PCRE2_JIT_COMPLETE) == 0;
}

Pcre2Memory& Pcre2Memory::of_thread() {
  thread_local Pcre2Memory memory;
  return memory;
}

Pcre2Memory::Pcre2Memory()
    : context_(pcre2_match_context_create(nullptr)),
      stack_(pcre2_jit_stack_create(kStackBytes, kMostStackBytes, nullptr)) {
  CHECK(context_ != nullptr);
  pcre2_set_heap_limit(context_.get(), kHeapLimit);
  if (stack_ != nullptr) pcre2_jit_stack_assign(context_.get(), nullptr, stack_.get());
}

int Pcre2Memory::match(const Pcre2Code& code, std::string_view subject, std::size_t from,
                       std::uint32_t groups, std::uint32_t most_steps) {
  if (groups + 1 > pairs_) {
    pairs_ = std::max<std::uint32_t>(groups + 1, 16);
    data_.reset(pcre2_match_data_create(pairs_, nullptr));
    CHECK(data_ != nullptr);
  }
  pcre2_set_match_limit(context_.get(), most_steps);
  // Machine code looks at the address of an empty text too.
  if (subject.data() == nullptr) subject = "";
  if (code.has_jit()) {
    return pcre2_jit_match(code.get(), bytes_of(subject), subject.size(), from, 0, data_.get(),
                           context_.get());
  }
  return pcre2_match(code.get(), bytes_of(subject), subject.size(), from, 0, data_.get(),
                     context_.get());
}

}  // namespace bdp::lang
