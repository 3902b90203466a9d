// How an operation reports that it failed. A bug ends in CHECK() (base/check.h); a bad record
// ends in Batch::reject(); everything else that can go wrong returns a Result.
#pragma once

#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace bdp {

/// What a caller can do about an error; nothing finer. Details belong in the message.
enum class Code : std::uint8_t {
  kInvalid,      ///< The request or configuration is wrong: tell the user, do not retry.
  kNotFound,     ///< The named thing does not exist.
  kDenied,       ///< The tenant may not do this.
  kConflict,     ///< Somebody else changed it first: read again, decide again.
  kExhausted,    ///< A quota or limit is reached: retry when usage falls.
  kUnavailable,  ///< The other side is away: retry with back-off.
  kCorrupt,      ///< Stored bytes are not what was written: stop and keep the evidence.
  kCancelled,    ///< Asked to stop.
};

class Error {
 public:
  Error(Code code, std::string message,
        std::source_location where = std::source_location::current())
      : code_(code), message_(std::move(message)), where_(where) {}

  Code code() const { return code_; }
  std::string_view message() const { return message_; }
  std::source_location where() const { return where_; }
  bool retryable() const { return code_ == Code::kUnavailable || code_ == Code::kExhausted; }

  /// Prepends what was being done: "open pipeline p1: read /etc/p1.conf: permission denied".
  Error&& during(std::string_view action) && {
    message_.insert(0, std::string(action) + ": ");
    return std::move(*this);
  }

 private:
  Code code_;
  std::string message_;
  std::source_location where_;
};

/// A value, or why there is none. Ignoring one is a compile error.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  // Implicit, so that `return Error(...)` reads as what it is.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : tl::expected<T, Error>(tl::unexpect, std::move(error)) {}
};

using Status = Result<void>;

}  // namespace bdp

#define BDP_CONCAT_RAW(a, b) a##b
#define BDP_CONCAT(a, b) BDP_CONCAT_RAW(a, b)

/// Leaves the function with the error of `expression`, if it has one.
#define TRY(expression)                                \
  do {                                                 \
    if (auto try_status = (expression); !try_status) { \
      return std::move(try_status).error();            \
    }                                                  \
  } while (false)

/// Declares `variable` from the value of `expression`, or leaves with its error.
#define TRY_ASSIGN(variable, expression)                         \
  auto BDP_CONCAT(try_result_, __LINE__) = (expression);         \
  if (!BDP_CONCAT(try_result_, __LINE__)) {                      \
    return std::move(BDP_CONCAT(try_result_, __LINE__)).error(); \
  }                                                              \
  variable = *std::move(BDP_CONCAT(try_result_, __LINE__))
