#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "filters/grok/literal_scan.h"
#include "lang/regex.h"

namespace bdp::useragent {

/// A name and up to three parts of a version, as far as they are known.
struct Part {
  std::string name = "Other";
  std::array<std::string, 3> version;  ///< Empty: not known, and so are those behind it.

  /// `10.6.2`; empty when nothing is known.
  std::string version_text() const;
};

struct UserAgent {
  Part browser;
  Part system;
  std::string device = "Other";
};

/// The rules of a `regexes.yaml` of uap-core. Immutable; shared by threads.
class UserAgents {
 public:
  /// kInvalid: the text is no such file; the message says where and why.
  static Result<UserAgents> parse(std::string_view yaml, const std::string& file);

  UserAgent find(std::string_view text) const;

 private:
  struct Rule {
    lang::Regex regex;
    /// What stands for the name and the parts of the version, `$1` for a group; empty: the group.
    std::array<std::string, 4> replacements;
  };
  struct Rules {
    std::vector<Rule> rules;
    grok::LiteralScan literals;
  };

  static std::optional<Part> find(const Rules& rules, std::string_view text);

  std::array<Rules, 3> lists_;  ///< Browsers, systems, devices.
};

}  // namespace bdp::useragent
