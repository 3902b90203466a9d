#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/result.h"

namespace bdp::lang {

/// A compiled PCRE2 pattern.
class Pcre2Code {
 public:
  /// kInvalid with PCRE2's own words when it is no pattern.
  static Result<Pcre2Code> compile(std::string_view pattern, std::uint32_t options);

  /// Makes machine code of it, where the machine and the pattern allow.
  void compile_jit();
  bool has_jit() const { return has_jit_; }

  const pcre2_code* get() const { return code_.get(); }

 private:
  struct Free {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  };
  std::unique_ptr<pcre2_code, Free> code_;
  bool has_jit_ = false;
};

/// What a thread needs to match; grows to the largest pattern's number of groups.
class Pcre2Memory {
 public:
  /// This thread's.
  static Pcre2Memory& of_thread();

  Pcre2Memory();

  /// As pcre2_match(), without a check of the subject's encoding; gives up after `most_steps`.
  int match(const Pcre2Code& code, std::string_view subject, std::size_t from, std::uint32_t groups,
            std::uint32_t most_steps);
  /// The places that the last match() found.
  const std::size_t* offsets() const { return pcre2_get_ovector_pointer(data_.get()); }

 private:
  template <auto free>
  struct Free {
    template <class T>
    void operator()(T* memory) const {
      free(memory);
    }
  };
  std::unique_ptr<pcre2_match_context, Free<pcre2_match_context_free>> context_;
  std::unique_ptr<pcre2_jit_stack, Free<pcre2_jit_stack_free>> stack_;
  std::unique_ptr<pcre2_match_data, Free<pcre2_match_data_free>> data_;
  std::uint32_t pairs_ = 0;
};

}  // namespace bdp::lang
