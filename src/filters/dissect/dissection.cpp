#include "filters/dissect/dissection.h"

#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

namespace bdp::dissect {
namespace {

constexpr std::size_t kNotThere = std::string_view::npos;

std::size_t find(std::string_view text, std::string_view delimiter, std::size_t from) {
  // Two fields side by side have nothing between them to look for.
  if (delimiter.empty() || from > text.size()) return kNotThere;
  const char* begin = text.data();
  const char* const end = begin + text.size();
  const char* at = begin + from;
  while (at < end) {
    at = static_cast<const char*>(
        std::memchr(at, delimiter.front(), static_cast<std::size_t>(end - at)));
    if (at == nullptr) return kNotThere;
    if (delimiter.size() == 1) return static_cast<std::size_t>(at - begin);
    if (static_cast<std::size_t>(end - at) < delimiter.size()) return kNotThere;
    if (std::memcmp(at + 1, delimiter.data() + 1, delimiter.size() - 1) == 0) {
      return static_cast<std::size_t>(at - begin);
    }
    ++at;
  }
  return kNotThere;
}

/// Takes `/2` off the end of a name; nothing when there is none.
std::optional<std::uint32_t> take_order(std::string_view& name) {
  const std::size_t slash = name.rfind('/');
  if (slash == std::string_view::npos || slash + 1 == name.size()) return std::nullopt;
  std::uint32_t order = 0;
  const char* const end = name.data() + name.size();
  const auto [after, problem] = std::from_chars(name.data() + slash + 1, end, order);
  if (problem != std::errc() || after != end) return std::nullopt;
  name = name.substr(0, slash);
  return order;
}

Error wrong(std::string_view pattern, const std::string& what) {
  return {Code::kInvalid, "'" + std::string(pattern) + "': " + what};
}

/// The field that `%{inside}` is; `repeats` is set when the delimiter behind it may come repeated.
Result<DissectField> read_field(std::string_view pattern, std::string_view inside, bool& repeats) {
  DissectField field;
  std::string_view name = inside;
  if (name.starts_with("+&") || name.starts_with("&+")) {
    return wrong(pattern, "%{" + std::string(inside) + "} is both appended and indirect; take one");
  }
  char prefix = 0;
  if (!name.empty() && (name.front() == '?' || name.front() == '+' || name.front() == '&')) {
    prefix = name.front();
    name.remove_prefix(1);
  }
  repeats = name.ends_with("->");
  if (repeats) name.remove_suffix(2);
  field.order = take_order(name).value_or(0);
  if (prefix == '+') field.kind = FieldKind::kAppended;
  if (prefix == '&') field.kind = FieldKind::kIndirect;
  if (prefix == 0 && !name.empty()) field.kind = FieldKind::kNormal;
  if (field.kind != FieldKind::kSkipped && name.empty()) {
    return wrong(pattern, "%{" + std::string(inside) + "} has no name; write %{" + prefix +
                              "name}, or %{} for text to be left out");
  }
  field.name = name;
  return field;
}

}  // namespace

Result<Dissection> Dissection::parse(std::string_view pattern) {
  Dissection result;
  std::string_view rest = pattern;
  std::string_view before;
  bool repeats = false;
  while (true) {
    const std::size_t open = rest.find("%{");
    const std::size_t close = open == kNotThere ? kNotThere : rest.find('}', open);
    if (close == kNotThere) break;
    before = rest.substr(0, open);
    if (result.fields_.empty()) {
      result.prefix_ = {std::string(before), true};
    } else {
      result.delimiters_.push_back({std::string(before), repeats});
    }
    TRY_ASSIGN(DissectField field,
               read_field(pattern, rest.substr(open + 2, close - open - 2), repeats));
    field.join = before.empty() ? " " : before;
    result.fields_.push_back(std::move(field));
    rest.remove_prefix(close + 1);
  }
  if (result.fields_.empty()) {
    return wrong(pattern, "there is no field in it; write %{name} where a field's text stands");
  }
  if (rest.find("%{") != kNotThere) return wrong(pattern, "'%{' is never closed by '}'");
  if (!rest.empty()) result.delimiters_.push_back({std::string(rest), repeats});
  return result;
}

bool Dissection::cut(std::string_view text, Part* parts) const {
  std::size_t left = 0;
  const auto skip = [&](const Delimiter& delimiter) {
    while (text.substr(left).starts_with(delimiter.text)) left += delimiter.text.size();
  };
  if (!prefix_.text.empty()) {
    if (!text.starts_with(prefix_.text)) return false;
    skip(prefix_);
  }
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (i > 0 && delimiters_[i - 1].repeats) skip(delimiters_[i - 1]);
    std::size_t end = text.size();
    if (i < delimiters_.size()) {
      end = find(text, delimiters_[i].text, left);
      if (end == kNotThere) return false;
    }
    parts[i] = {static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(end - left)};
    // As in Logstash: a delimiter that the text begins with is not taken.
    if (i < delimiters_.size() && end > 0) left = end + delimiters_[i].text.size();
  }
  return true;
}

}  // namespace bdp::dissect
