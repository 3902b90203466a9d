#include "control/logstash_pipeline.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "config/document.h"
#include "control/glob.h"
#include "control/logstash_inputs.h"
#include "control/logstash_outputs.h"
#include "lang/sections.h"
#include "lang/utf8.h"

namespace bdp {
namespace {

using nlohmann::json;

/// Whose job it is unless a profile says so.
constexpr std::string_view kClient = "logstash";

/// The text with blanks in place of all that stands in no filter section: what is left has the
/// places that it has in the file.
std::string filters_of(std::string_view text, const std::vector<lang::Section>& sections) {
  std::string result;
  std::size_t at = 0;
  const auto blank = [&](std::size_t end) {
    for (; at < end; at += lang::character_bytes(text, at)) {
      result += text[at] == '\n' ? '\n' : ' ';
    }
  };
  for (const lang::Section& section : sections) {
    if (section.name != "filter") continue;
    blank(section.begin);
    result += text.substr(section.begin, section.end - section.begin);
    at = section.end;
  }
  return result;
}

/// `a/b/my pipeline.conf` as the name of a job: "my_pipeline".
std::string job_name_of(std::string_view path) {
  std::string name(os::file_name(path));
  name.resize(std::min(name.rfind('.'), name.size()));
  std::ranges::replace_if(
      name,
      [](char c) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        return !plain;
      },
      '_');
  const bool usable = !name.empty() && name.front() != '.';
  return usable ? name : "pipeline";
}

/// The job as a specification of ours, its filter left out.
Result<JobSpec> spec_of(const std::string& path, const LogstashInputs& inputs,
                        const LogstashOutputs& outputs) {
  const std::string name = job_name_of(path);
  json spec = {{"client_id", kClient},
               {"job_name", name},
               {"filebeat_config_args", json::object()},
               {"logstash_pipeline_config_args", {{"filter", "mutate { }"}, {"index_name", name}}},
               {"events", {{"log.file.path", inputs.file}, {"log.offset", false}}},
               {"input", {{"format", inputs.ndjson ? "ndjson" : "lines"}}},
               {"to", outputs.to}};
  if (!outputs.document_id.empty()) spec["document_id"] = outputs.document_id;
  json sinks = json::object();
  for (const auto& [kind, options] : outputs.options) {
    for (const auto& [option, value] : options) {
      if (option == "request_timeout_seconds") {
        sinks[kind][option] = std::stoull(value);
      } else {
        sinks[kind][option] = value;
      }
    }
  }
  if (!sinks.empty()) spec["sinks"] = std::move(sinks);
  TRY_ASSIGN(const config::Document document, config::parse_json(spec.dump(), path));
  return read_job_spec(document);
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?[{") != std::string_view::npos;
}

/// Finds the files that a path with wildcards names.
class PathFinder {
 public:
  PathFinder(os::Files& files, std::vector<std::string>& found, std::set<std::string>& seen,
             const std::vector<Glob>& excludes)
      : files_(files), found_(found), seen_(seen), excludes_(excludes) {}

  /// `at` is there already; `rest` is what may follow it.
  Status find(const std::string& at, std::string_view rest) {
    while (rest.starts_with('/')) rest.remove_prefix(1);
    if (rest.empty()) return take(at);
    const std::string part(rest.substr(0, rest.find('/')));
    rest.remove_prefix(part.size());
    if (part == "**") return anywhere_below(at, rest, 0);
    if (!has_wildcard(part)) return find(os::join_path(at, part), rest);
    TRY_ASSIGN(const Glob glob, compiled(part));
    const auto entries = files_.list(at.empty() ? "." : at);
    if (!entries) return {};
    for (const os::DirectoryEntry& entry : *entries) {
      if (entry.name.starts_with('.') && !part.starts_with('.')) continue;
      if (glob.matches(entry.name)) TRY(find(os::join_path(at, entry.name), rest));
    }
    return {};
  }

  static Result<Glob> compiled(const std::string& part) {
    auto glob = Glob::compile(part);
    if (glob) return glob;
    return Error(Code::kInvalid,
                 "the path's part '" + part + "' " + std::string(glob.error().message()));
  }

 private:
  static constexpr int kDeepest = 64;

  Status anywhere_below(const std::string& at, std::string_view rest, int depth) {
    TRY(find(at, rest.empty() ? "*" : rest));
    const auto entries = files_.list(at.empty() ? "." : at);
    if (!entries || depth == kDeepest) return {};
    for (const os::DirectoryEntry& entry : *entries) {
      const bool directory = entry.info.kind == os::FileKind::kDirectory;
      if (!directory || entry.name.starts_with('.')) continue;
      TRY(anywhere_below(os::join_path(at, entry.name), rest, depth + 1));
    }
    return {};
  }

  Status take(const std::string& path) {
    const auto info = files_.info(path);
    if (!info || info->kind != os::FileKind::kRegular) return {};
    const std::string_view name = os::file_name(path);
    const bool excluded =
        std::ranges::any_of(excludes_, [name](const Glob& glob) { return glob.matches(name); });
    if (!excluded && seen_.insert(path).second) found_.push_back(path);
    return {};
  }

  os::Files& files_;
  std::vector<std::string>& found_;
  std::set<std::string>& seen_;
  const std::vector<Glob>& excludes_;
};

class GeneratedStream final : public os::InputStream {
 public:
  explicit GeneratedStream(const GeneratedLines& generated) : rounds_(generated.rounds) {
    constexpr std::size_t kBlock = 65536;
    for (const std::string& line : generated.lines) round_ += line + "\n";
    rounds_in_block_ = std::max<std::uint64_t>(1, kBlock / round_.size());
    if (rounds_ > 0) rounds_in_block_ = std::min(rounds_in_block_, rounds_);
    for (std::uint64_t i = 0; i < rounds_in_block_; ++i) block_ += round_;
    start_block();
  }

  Result<std::size_t> read(std::span<char> into, std::stop_token stop) override {
    if (stop.stop_requested()) return Error(Code::kCancelled, "stopped");
    if (rest_.empty()) start_block();
    const std::size_t bytes = std::min(into.size(), rest_.size());
    std::memcpy(into.data(), rest_.data(), bytes);
    rest_.remove_prefix(bytes);
    return bytes;
  }

 private:
  void start_block() {
    const std::uint64_t rounds =
        rounds_ == 0 ? rounds_in_block_ : std::min(rounds_in_block_, rounds_ - made_);
    made_ += rounds;
    rest_ = std::string_view(block_).substr(0, rounds * round_.size());
  }

  const std::uint64_t rounds_;  ///< 0: without an end.
  std::string round_;
  std::uint64_t rounds_in_block_ = 1;
  std::string block_;
  std::string_view rest_;
  std::uint64_t made_ = 0;
};

}  // namespace

bool looks_like_pipeline(std::string_view path, std::string_view text) {
  constexpr std::array<std::string_view, 3> kDocuments = {".json", ".yaml", ".yml"};
  const bool document = std::ranges::any_of(
      kDocuments, [path](std::string_view ending) { return path.ends_with(ending); });
  return !document && lang::looks_like_sections(text);
}

Result<LogstashPipeline> read_logstash_pipeline(std::string_view text, const std::string& path) {
  PipelineNotes notes{lang::Diagnostics(path), lang::Diagnostics(path)};
  const auto sections = lang::parse_sections(text, notes.mistakes);
  if (!notes.mistakes.empty()) return notes.mistakes.error();
  InputReader input_reader(notes);
  OutputReader output_reader(notes);
  for (const lang::Section& section : sections) {
    if (section.name == "input") input_reader.read(section.body);
    if (section.name == "output") output_reader.read(section.body);
  }
  LogstashInputs inputs = input_reader.take({});
  LogstashOutputs outputs = output_reader.take({});
  if (!notes.mistakes.empty()) return notes.mistakes.error();

  LogstashPipeline pipeline;
  TRY_ASSIGN(pipeline.spec, spec_of(path, inputs, outputs));
  pipeline.spec.filter = filters_of(text, sections);
  pipeline.spec.filter_origin = path;
  pipeline.spec.input_filter = std::move(inputs.filter);
  pipeline.spec.warnings = notes.warnings.lines();
  pipeline.standard_input = inputs.standard_input;
  pipeline.paths = std::move(inputs.paths);
  pipeline.excludes = std::move(inputs.excludes);
  pipeline.generated = std::move(inputs.generated);
  pipeline.secrets = std::move(outputs.secrets);
  return pipeline;
}

std::string filter_text_of(std::string_view text) {
  lang::Diagnostics ignored("");
  return filters_of(text, lang::parse_sections(text, ignored));
}

Result<std::vector<std::string>> files_of(os::Files& files, const LogstashPipeline& pipeline) {
  std::vector<Glob> excludes;
  for (const std::string& pattern : pipeline.excludes) {
    TRY_ASSIGN(excludes.emplace_back(), PathFinder::compiled(pattern));
  }
  std::vector<std::string> found;
  std::set<std::string> seen;
  for (const std::string& path : pipeline.paths) {
    const std::size_t before = found.size();
    PathFinder finder(files, found, seen, excludes);
    TRY(finder.find(path.starts_with('/') ? "/" : "", path));
    if (found.size() == before) {
      return Error(Code::kNotFound, "no file matches the input's path '" + path + "'");
    }
  }
  return found;
}

std::unique_ptr<os::InputStream> stream_of(const GeneratedLines& generated) {
  return std::make_unique<GeneratedStream>(generated);
}

}  // namespace bdp
