#include "pipeline/sink_kind.h"

#include <algorithm>
#include <utility>

#include "base/suggest.h"
#include "config/text_check.h"

namespace bdp {
namespace {

using config::Member;
using config::Node;

config::Document document_of(const SinkJob& job) {
  config::Document document{job.spec_file, job.options};
  // Not given is the same as empty.
  if (document.root.kind == Node::Kind::kNull) document.root.kind = Node::Kind::kMap;
  return document;
}

std::string section_name(std::string_view kind) {
  return "sinks." + std::string(kind);
}

Error unknown_scheme(std::string_view text, std::string_view scheme,
                     std::span<const SinkKind* const> kinds) {
  std::vector<std::string_view> schemes;
  for (const SinkKind* kind : kinds) {
    schemes.insert(schemes.end(), kind->schemes.begin(), kind->schemes.end());
  }
  const std::string_view nearest = nearest_word(scheme, schemes);
  return not_a_sink(
      text,
      nearest.empty() ? "there is no such kind" : "did you mean '" + std::string(nearest) + ":'?",
      sink_forms(kinds, ", "));
}

}  // namespace

std::string sink_forms(std::span<const SinkKind* const> kinds, std::string_view between) {
  std::string forms;
  for (const SinkKind* kind : kinds) {
    if (!forms.empty()) forms += between;
    forms += kind->form;
  }
  return forms;
}

Result<std::unique_ptr<SinkTarget>> parse_sink_target(std::string_view text, SinkJob job,
                                                      const Node& all_options,
                                                      std::span<const SinkKind* const> kinds) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    return not_a_sink(text, "it names no kind", sink_forms(kinds, ", "));
  }
  const std::string_view scheme = text.substr(0, colon);
  for (const SinkKind* kind : kinds) {
    if (std::ranges::find(kind->schemes, scheme) == kind->schemes.end()) continue;
    if (const Member* options = all_options.find(kind->name)) job.options = options->value;
    return kind->parse(text, job);
  }
  return unknown_scheme(text, scheme, kinds);
}

void check_sink_options(const Node& all_options, std::span<const SinkKind* const> kinds,
                        config::Problems& problems) {
  std::vector<std::string_view> names;
  for (const SinkKind* kind : kinds) names.push_back(kind->name);
  for (const Member& member : all_options.members) {
    const auto place = std::ranges::find(names, member.key);
    if (place == names.end()) {
      const std::string_view nearest = nearest_word(member.key, names);
      problems.add(member.at,
                   "unknown kind of sink '" + config::shortened(member.key, 60) +
                       (nearest.empty() ? "'; there are " + sink_forms(kinds, ", ")
                                        : "'; did you mean '" + std::string(nearest) + "'?"));
      continue;
    }
    const SinkKind& kind = *kinds[static_cast<std::size_t>(place - names.begin())];
    if (member.value.kind != Node::Kind::kMap) {
      problems.add(member.value.at, "'" + section_name(kind.name) + "' is " +
                                        config::described(member.value) +
                                        ", expected a map of options");
      continue;
    }
    const config::Section section(member.value, section_name(kind.name), kind.options, problems);
  }
}

Error not_a_sink(std::string_view text, std::string_view why, std::string_view form) {
  return {Code::kInvalid, "'" + std::string(text) + "' is no sink: " + std::string(why) +
                              "; write " + std::string(form)};
}

std::string_view behind_scheme(std::string_view text) {
  return text.substr(text.find(':') + 1);
}

std::string_view take_name(std::string_view& text, std::string_view fallback) {
  const std::size_t hash = text.rfind('#');
  if (hash == std::string_view::npos) return fallback;
  const std::string_view name = text.substr(hash + 1);
  text = text.substr(0, hash);
  return name;
}

SinkOptions::SinkOptions(const SinkJob& job, const SinkKind& kind)
    : document_(document_of(job)),
      problems_(document_),
      section_(document_.root, section_name(kind.name), kind.options, problems_) {}

}  // namespace bdp
