#include "filters/urldecode/charset.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <cstdint>

#include "lang/regex.h"
#include "lang/text_builder.h"
#include "lang/value_text.h"
#include "record/container.h"

namespace bdp {
namespace {

/// Longer texts are left alone: their UTF-8 may not fit what ICU counts with.
constexpr std::size_t kMaxBytes = std::size_t{512} << 20U;

/// Ruby's `text.inspect` without its quotes.
Value inspected(Arena& arena, Value text) {
  List* list = List::make(arena, 1);
  list->push_back(arena, text);
  const std::string_view printed = lang::to_s(arena, Value::list(list)).as_text();
  return Value::text(printed.substr(2, printed.size() - 4));
}

}  // namespace

void Charset::Close::operator()(UConverter* converter) const {
  ucnv_close(converter);
}

std::optional<Charset> Charset::open(const std::string& name) {
  Charset result;
  if (ucnv_compareNames(name.c_str(), "UTF-8") == 0) return result;
  UErrorCode problem = U_ZERO_ERROR;
  result.converter_.reset(name.empty() ? nullptr : ucnv_open(name.c_str(), &problem));
  if (result.converter_ == nullptr || U_FAILURE(problem) != 0) return std::nullopt;
  return result;
}

Value Charset::to_utf8(Arena& arena, Value text) {
  const lang::Subject::Encoding encoding = lang::Subject(text).encoding();
  if (converter_ == nullptr) {
    return encoding == lang::Subject::Encoding::kBroken ? inspected(arena, text) : text;
  }
  const std::string_view bytes = text.as_text();
  if (bytes.size() > kMaxBytes) return text;
  const char* const from = bytes.data();
  const auto size = static_cast<std::int32_t>(bytes.size());
  UErrorCode problem = U_ZERO_ERROR;
  ucnv_reset(converter_.get());
  // A byte becomes a character of up to three; what takes more is asked for again.
  std::int32_t room = size * 3 + 4;
  char* to = arena.allocate_text(static_cast<std::size_t>(room));
  std::int32_t written =
      ucnv_toAlgorithmic(UCNV_UTF8, converter_.get(), to, room, from, size, &problem);
  if (problem == U_BUFFER_OVERFLOW_ERROR) {
    arena.give_back(static_cast<std::size_t>(room));
    room = written + 1;
    to = arena.allocate_text(static_cast<std::size_t>(room));
    problem = U_ZERO_ERROR;
    written = ucnv_toAlgorithmic(UCNV_UTF8, converter_.get(), to, room, from, size, &problem);
  }
  if (U_FAILURE(problem) != 0) written = 0;
  arena.give_back(static_cast<std::size_t>(room - written));
  if (U_FAILURE(problem) != 0) return text;
  const std::string_view result(to, static_cast<std::size_t>(written));
  return Value::text(result, lang::flags_of(result));
}

}  // namespace bdp
