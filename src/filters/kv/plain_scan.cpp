#include "filters/kv/plain_scan.h"

#include <algorithm>

namespace bdp::kv {

std::optional<PlainScan> PlainScan::make(std::string_view field_split, std::string_view value_split,
                                         bool lenient, bool brackets) {
  const auto plain = [](char c) {
    return static_cast<unsigned char>(c) < 0x80 &&
           std::string_view("\\[]^-&").find(c) == std::string_view::npos;
  };
  if (field_split.empty() || value_split.empty() || !std::ranges::all_of(field_split, plain) ||
      !std::ranges::all_of(value_split, plain)) {
    return std::nullopt;
  }
  PlainScan result;
  for (const char c : field_split) {
    result.classes_[static_cast<unsigned char>(c)] |= kFieldSplit;
  }
  for (const char c : value_split) {
    result.classes_[static_cast<unsigned char>(c)] |= kValueSplit;
  }
  result.lenient_ = lenient;
  result.brackets_ = brackets;
  return result;
}

bool PlainScan::next(std::string_view text, std::size_t& from, Pair& pair) const {
  std::size_t at = from;
  const auto skip_blanks = [&] {
    while (lenient_ && at < text.size() && text[at] == ' ') ++at;
  };
  for (;;) {
    while (at < text.size() && class_of(text[at]) != 0) ++at;
    const std::size_t key = at;
    while (at < text.size() && class_of(text[at]) == 0) ++at;
    if (at == text.size()) return false;
    pair.key = text.substr(key, at - key);
    // A key without a value is passed; so are all its ends, which begin no pair either.
    skip_blanks();
    if (at == text.size()) return false;
    if ((class_of(text[at]) & kValueSplit) == 0) continue;
    ++at;
    skip_blanks();
    read_value(text, at, pair);
    from = at;
    return true;
  }
}

void PlainScan::read_value(std::string_view text, std::size_t& at, Pair& pair) const {
  constexpr std::string_view kOpen = "\"'([<";
  constexpr std::string_view kClose = "\"')]>";
  const std::size_t quote = at < text.size() ? kOpen.find(text[at]) : std::string_view::npos;
  if (quote < (brackets_ ? kOpen.size() : 2)) {
    const std::size_t close = text.find(kClose[quote], at + 1);
    if (close != std::string_view::npos && ends_pair(text, close + 1)) {
      pair.value = text.substr(at + 1, close - at - 1);
      at = close + 1;
      if (at < text.size() && (class_of(text[at]) & kFieldSplit) != 0) ++at;
      return;
    }
  }
  const std::size_t begin = at;
  while (at < text.size() && (class_of(text[at]) & kFieldSplit) == 0) ++at;
  pair.value = text.substr(begin, at - begin);
  if (at < text.size()) ++at;
}

}  // namespace bdp::kv
