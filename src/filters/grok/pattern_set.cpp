#include "filters/grok/pattern_set.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "base/suggest.h"
#include "filters/grok/library.h"

namespace bdp::grok {
namespace {

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

/// Writes one definition of the library as the naming has it. In `%{INT:a|[b]:int}` the first name
/// is the legacy one, the second that of ECS; `%-{...}` may be a "-" instead.
std::string named(std::string_view definition, Naming naming) {
  std::string result;
  while (!definition.empty()) {
    const bool or_dash = definition.starts_with("%-{");
    if (!or_dash && !definition.starts_with("%{")) {
      result += definition.front();
      definition.remove_prefix(1);
      continue;
    }
    const std::string_view reference = definition.substr(0, definition.find('}') + 1);
    definition.remove_prefix(reference.size());
    const std::string_view inside =
        reference.substr(or_dash ? 3 : 2, reference.size() - (or_dash ? 4 : 3));
    const std::size_t colon = std::min(inside.find(':'), inside.size());
    std::string_view field = inside.substr(colon);
    if (!field.empty()) field.remove_prefix(1);
    if (const std::size_t bar = field.find('|'); bar != std::string_view::npos) {
      field = naming == Naming::kLegacy ? field.substr(0, bar) : field.substr(bar + 1);
    }
    if (or_dash) result += "(?:-|";
    result += "%{" + std::string(inside.substr(0, colon));
    if (!field.empty()) result += ":" + std::string(field);
    result += or_dash ? "})" : "}";
  }
  return result;
}

PatternSet make_library(Naming naming) {
  PatternSet result;
  const std::string_view other = naming == Naming::kLegacy ? "ecs " : "legacy ";
  const std::string_view own = naming == Naming::kLegacy ? "legacy " : "ecs ";
  for (const std::string_view family : library_families()) {
    std::string_view rest = family;
    while (!rest.empty()) {
      std::string_view line = take_line(rest);
      if (line.empty() || line.starts_with('#') || line.starts_with(other)) continue;
      if (line.starts_with(own)) line.remove_prefix(own.size());
      const std::size_t blank = line.find(' ');
      result.add(line.substr(0, blank), named(line.substr(blank + 1), naming));
    }
  }
  return result;
}

/// The files that a glob selects, in order.
std::vector<std::string> files_of(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> files;
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  globfree(&found);
  return files;
}

}  // namespace

const PatternSet& PatternSet::library(Naming naming) {
  static const PatternSet legacy = make_library(Naming::kLegacy);
  static const PatternSet ecs = make_library(Naming::kEcs);
  return naming == Naming::kLegacy ? legacy : ecs;
}

void PatternSet::add_lines(std::string_view text) {
  while (!text.empty()) {
    std::string_view line = take_line(text);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos || line[begin] == '#') continue;
    line.remove_prefix(begin);
    const std::size_t blank = line.find_first_of(" \t");
    if (blank == std::string_view::npos) continue;
    const std::size_t pattern = line.find_first_not_of(" \t", blank);
    add(line.substr(0, blank), pattern == std::string_view::npos ? "" : line.substr(pattern));
  }
}

const std::string* PatternSet::find(std::string_view name) const {
  const auto found = patterns_.find(name);
  return found == patterns_.end() ? nullptr : &found->second;
}

std::string_view PatternSet::nearest(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const auto& [known, pattern] : patterns_) names.emplace_back(known);
  return nearest_word(name, names);
}

Status add_pattern_files(const std::string& path, const std::string& glob, PatternSet& to) {
  std::error_code problem;
  const bool is_folder = std::filesystem::is_directory(path, problem);
  const std::vector<std::string> files = files_of(is_folder ? path + "/" + glob : path);
  if (files.empty() && !is_folder) {
    return Error(Code::kNotFound, "there is no folder or file of patterns '" + path + "'");
  }
  for (const std::string& name : files) {
    if (std::filesystem::is_directory(name, problem)) continue;
    std::ifstream file(name, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    if (!file.good() && !file.eof()) {
      return Error(Code::kInvalid, "the file of patterns '" + name + "' cannot be read");
    }
    to.add_lines(text);
  }
  return {};
}

}  // namespace bdp::grok
