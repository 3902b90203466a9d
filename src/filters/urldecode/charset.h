#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "record/arena.h"
#include "record/value.h"

struct UConverter;

namespace bdp {

/// Turns texts of one character encoding into UTF-8. One thread at a time.
class Charset {
 public:
  /// Nothing: there is no encoding of that name.
  static std::optional<Charset> open(const std::string& name);

  /// The bytes of `text` as they are read in the encoding; what it does not know becomes U+FFFD. Of
  /// UTF-8 a text that is broken is shown as Ruby's `inspect` does: `\xFF`.
  Value to_utf8(Arena& arena, Value text);

 private:
  struct Close {
    void operator()(UConverter* converter) const;
  };
  std::unique_ptr<UConverter, Close> converter_;  ///< Null: UTF-8.
};

}  // namespace bdp
