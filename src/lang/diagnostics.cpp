#include "lang/diagnostics.h"

#include <algorithm>

#include "base/check.h"
#include "base/suggest.h"

namespace bdp::lang {

void Diagnostics::add(Position at, std::string_view message) {
  add(at, error_at(at, message));
}

void Diagnostics::add(Position at, const Error& error) {
  if (!full()) found_.push_back({at, std::string(error.message())});
}

std::string Diagnostics::place(Position at) const {
  return file_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

Error Diagnostics::error_at(Position at, std::string_view message) const {
  return {Code::kInvalid, place(at) + ": " + std::string(message)};
}

std::vector<std::string> Diagnostics::lines() const {
  std::vector<const Mistake*> sorted;
  sorted.reserve(found_.size());
  for (const Mistake& mistake : found_) sorted.push_back(&mistake);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Mistake* a, const Mistake* b) { return a->at.offset < b->at.offset; });
  std::vector<std::string> result;
  result.reserve(sorted.size());
  for (const Mistake* mistake : sorted) result.push_back(mistake->text);
  return result;
}

Error Diagnostics::error() const {
  CHECK(!found_.empty());
  std::string text;
  for (const std::string& line : lines()) {
    if (!text.empty()) text += '\n';
    text += line;
  }
  return {Code::kInvalid, std::move(text)};
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view nearest = nearest_word(word, candidates);
  if (nearest.empty()) return {};
  return "; did you mean '" + std::string(nearest) + "'?";
}

}  // namespace bdp::lang
