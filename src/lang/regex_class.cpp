#include "lang/regex_class.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lang/pcre2.h"
#include "lang/utf8.h"

namespace bdp::lang {
namespace {

constexpr std::uint32_t kLastAscii = 0x7F;
constexpr std::string_view kNever = "(?!)";

struct PosixName {
  std::string_view name;
  std::string_view unicode;
  std::string_view ascii;
  bool unicode_negated = false;
};

// Onigmo's sets, written with the properties that PCRE2 has.
constexpr PosixName kPosixNames[] = {
    {"alnum", R"(\p{Alphabetic}\p{Nd})", "0-9A-Za-z"},
    {"alpha", R"(\p{Alphabetic})", "A-Za-z"},
    {"ascii", R"(\x{0}-\x{7F})", R"(\x{0}-\x{7F})"},
    {"blank", R"(\p{Zs}\t)", R"(\x{20}\t)"},
    {"cntrl", R"(\p{Cc})", R"(\x{0}-\x{1F}\x{7F})"},
    {"digit", R"(\p{Nd})", "0-9"},
    {"graph", R"(\p{White_Space}\p{Cc}\p{Cn}\p{Cs})", "!-~", true},
    {"lower", R"(\p{Lowercase})", "a-z"},
    {"print", R"(\p{Zl}\p{Zp}\p{Cc}\p{Cn}\p{Cs})", R"(\x{20}-~)", true},
    {"punct", R"(\p{P}\$+<=>\^`|~)", R"(!-\/:-@\[-`{-~)"},
    {"space", R"(\p{White_Space})", R"(\x{9}-\x{D}\x{20})"},
    {"upper", R"(\p{Uppercase})", "A-Z"},
    {"xdigit", "0-9A-Fa-f", "0-9A-Fa-f"},
    {"word", R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc})", "0-9A-Za-z_"},
};

struct CategoryName {
  std::string_view name;
  std::string_view category;
};

constexpr CategoryName kCategories[] = {
    {"other", "C"},
    {"control", "Cc"},
    {"format", "Cf"},
    {"unassigned", "Cn"},
    {"privateuse", "Co"},
    {"surrogate", "Cs"},
    {"letter", "L"},
    {"lc", "L&"},
    {"casedletter", "L&"},
    {"lowercaseletter", "Ll"},
    {"modifierletter", "Lm"},
    {"otherletter", "Lo"},
    {"titlecaseletter", "Lt"},
    {"uppercaseletter", "Lu"},
    {"mark", "M"},
    {"combiningmark", "M"},
    {"spacingmark", "Mc"},
    {"enclosingmark", "Me"},
    {"nonspacingmark", "Mn"},
    {"number", "N"},
    {"decimalnumber", "Nd"},
    {"letternumber", "Nl"},
    {"othernumber", "No"},
    {"punctuation", "P"},
    {"connectorpunctuation", "Pc"},
    {"dashpunctuation", "Pd"},
    {"closepunctuation", "Pe"},
    {"finalpunctuation", "Pf"},
    {"initialpunctuation", "Pi"},
    {"otherpunctuation", "Po"},
    {"openpunctuation", "Ps"},
    {"symbol", "S"},
    {"currencysymbol", "Sc"},
    {"modifiersymbol", "Sk"},
    {"mathsymbol", "Sm"},
    {"othersymbol", "So"},
    {"separator", "Z"},
    {"lineseparator", "Zl"},
    {"paragraphseparator", "Zp"},
    {"spaceseparator", "Zs"},
};

bool is_alphanumeric(std::uint32_t code) {
  return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') ||
         (code >= 'a' && code <= 'z');
}

std::string normal_name(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c == ' ' || c == '-' || c == '_') continue;
    result += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  }
  return result;
}

/// PCRE2 knows the property.
bool is_known(const std::string& item) {
  return Pcre2Code::compile(item, PCRE2_UTF).has_value();
}

}  // namespace

void append_literal(std::string& to, std::uint32_t code) {
  if (code > kLastAscii) {
    char bytes[4];
    to.append(bytes, write_character(bytes, code));
  } else if (is_alphanumeric(code) || code == '_') {
    to += static_cast<char>(code);
  } else if (code > ' ' && code < kLastAscii) {
    to += '\\';
    to += static_cast<char>(code);
  } else {
    static constexpr char kHexDigits[] = "0123456789ABCDEF";
    to += "\\x{";
    to += kHexDigits[code >> 4U];
    to += kHexDigits[code & 15U];
    to += '}';
  }
}

void CharacterSet::add_range(std::uint32_t first, std::uint32_t last) {
  if (alphabet_ == RegexAlphabet::kAscii) {
    if (first > kLastAscii) return;
    last = std::min(last, kLastAscii);
  }
  append_literal(items_, first);
  if (first == last) return;
  items_ += '-';
  append_literal(items_, last);
}

void CharacterSet::add_items(std::string_view items, bool negated) {
  if (!negated) {
    items_ += items;
  } else {
    atoms_.push_back("[^" + std::string(items) + "]");
  }
}

void CharacterSet::add_set(const CharacterSet& other) {
  if (!other.negated_) {
    items_ += other.items_;
    atoms_.insert(atoms_.end(), other.atoms_.begin(), other.atoms_.end());
  } else {
    atoms_.push_back(other.text());
  }
}

void CharacterSet::intersect(const CharacterSet& other) {
  const std::string both = "(?:(?=" + text() + ")" + other.text() + ")";
  items_.clear();
  atoms_.assign(1, both);
  negated_ = false;
}

void CharacterSet::negate() {
  negated_ = !negated_;
}

std::string CharacterSet::positive_text() const {
  if (items_.empty() && atoms_.empty()) return std::string(kNever);
  if (items_.empty() && atoms_.size() == 1) return atoms_.front();
  std::string bracketed = items_.empty() ? std::string() : "[" + items_ + "]";
  if (atoms_.empty()) return bracketed;
  // Atomic: a character that is in two parts must not be tried twice.
  std::string result = "(?>" + bracketed;
  for (const std::string& atom : atoms_) {
    if (result.size() > 3) result += '|';
    result += atom;
  }
  return result + ")";
}

std::string CharacterSet::text() const {
  if (!negated_) return positive_text();
  if (items_.empty() && atoms_.empty()) return ".";
  if (atoms_.empty()) return "[^" + items_ + "]";
  return "(?:(?!" + positive_text() + ").)";
}

std::optional<NamedSet> posix_set(std::string_view name, RegexAlphabet alphabet) {
  for (const PosixName& known : kPosixNames) {
    if (known.name != name) continue;
    if (alphabet == RegexAlphabet::kAscii) return NamedSet{std::string(known.ascii), false};
    return NamedSet{std::string(known.unicode), known.unicode_negated};
  }
  return std::nullopt;
}

std::optional<NamedSet> property_set(std::string_view name, RegexAlphabet alphabet) {
  const std::string normal = normal_name(name);
  if (normal.empty() || !std::ranges::all_of(normal, [](char c) {
        return is_alphanumeric(static_cast<unsigned char>(c));
      })) {
    return std::nullopt;
  }
  if (normal == "any") return NamedSet{R"(\p{Any})", false};
  if (normal == "assigned") return NamedSet{R"(\P{Cn})", false};
  // Unlike [[:punct:]], the property is that of Unicode.
  if (normal == "punct") return NamedSet{R"(\p{P})", false};
  if (auto set = posix_set(normal, alphabet)) return set;
  const auto* category = std::ranges::find(kCategories, normal, &CategoryName::name);
  if (category != std::end(kCategories)) {
    return NamedSet{"\\p{" + std::string(category->category) + "}", false};
  }
  // Sets of PCRE2's own.
  for (const std::string_view own : {"xan", "xps", "xsp", "xuc", "xwd"}) {
    if (normal == own) return std::nullopt;
  }
  for (const std::string_view prefix : {"sc:", ""}) {
    std::string item = "\\p{" + std::string(prefix) + normal + "}";
    if (is_known(item)) return NamedSet{std::move(item), false};
  }
  return std::nullopt;
}

}  // namespace bdp::lang
