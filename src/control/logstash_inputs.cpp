#include "control/logstash_inputs.h"

#include <algorithm>
#include <array>
#include <utility>

#include "control/glob.h"
#include "pipeline/option_value.h"

namespace bdp {
namespace {

using lang::Literal;
using lang::Plugin;

constexpr auto kStarts = std::to_array<std::string_view>({"beginning", "end"});
constexpr auto kModes = std::to_array<std::string_view>({"tail", "read"});
constexpr std::string_view kOnce = "accepted: files are read to their end, once";
constexpr std::string_view kState = "accepted: what was read is remembered under --home";

constexpr OptionField kCodec{.name = "codec", .type = OptionType::kString, .help = ""};
constexpr OptionField kTags{.name = "tags", .type = OptionType::kList, .help = ""};
constexpr OptionField kType{.name = "type", .type = OptionType::kString, .help = ""};
constexpr OptionField kEcs{
    .name = "ecs_compatibility", .type = OptionType::kString, .help = "accepted: it is v8"};

constexpr OptionField accepted(std::string_view name, OptionType type, std::string_view help) {
  return {.name = name, .type = type, .help = help};
}

constexpr auto kFileOptions = std::to_array<OptionField>({
    {.name = "path", .type = OptionType::kList, .help = "the files", .required = true},
    {.name = "start_position", .type = OptionType::kString, .help = "", .choices = kStarts},
    {.name = "mode", .type = OptionType::kString, .help = "", .choices = kModes},
    {.name = "exclude", .type = OptionType::kList, .help = ""},
    {.name = "delimiter", .type = OptionType::kString, .help = ""},
    {.name = "exit_after_read", .type = OptionType::kBoolean, .help = ""},
    kCodec,
    kTags,
    kType,
    kEcs,
    accepted("sincedb_path", OptionType::kString, kState),
    accepted("sincedb_clean_after", OptionType::kString, kState),
    accepted("sincedb_write_interval", OptionType::kString, kState),
    accepted("stat_interval", OptionType::kString, kOnce),
    accepted("discover_interval", OptionType::kString, kOnce),
    accepted("close_older", OptionType::kString, kOnce),
    accepted("max_open_files", OptionType::kNumber, kOnce),
    accepted("file_chunk_size", OptionType::kNumber, kOnce),
    accepted("file_chunk_count", OptionType::kNumber, kOnce),
    accepted("file_sort_by", OptionType::kString, "accepted: files are taken by name"),
    accepted("file_sort_direction", OptionType::kString, "accepted: files are taken by name"),
    accepted("check_archive_validity", OptionType::kBoolean,
             "accepted: packed files are always checked"),
    accepted("ignore_older", OptionType::kString,
             "refused: old files are taken too; name the files that are wanted in path"),
    accepted("file_completed_action", OptionType::kString,
             "refused: files are never removed; take the option away, and remove them afterwards"),
    accepted("file_completed_log_path", OptionType::kString,
             "refused: `mysimbdp run --json` tells what came of a run"),
});

constexpr auto kStdinOptions = std::to_array<OptionField>({kCodec, kTags, kType, kEcs});

constexpr auto kGeneratorOptions = std::to_array<OptionField>({
    {.name = "lines", .type = OptionType::kList, .help = ""},
    {.name = "message", .type = OptionType::kString, .help = "", .fallback = "\"Hello world!\""},
    {.name = "count", .type = OptionType::kNumber, .help = "", .fallback = "0"},
    accepted("threads", OptionType::kNumber, "accepted: one thread makes the events"),
    kCodec,
    kTags,
    kType,
    kEcs,
});

constexpr auto kInputs = std::to_array<PluginKind>({
    {"file", kFileOptions},
    {"stdin", kStdinOptions},
    {"generator", kGeneratorOptions},
});

/// The text in quotes that it does not have in it; nothing: it has both kinds.
std::optional<std::string> quoted(const std::string& text) {
  for (const char quote : {'"', '\''}) {
    if (text.find(quote) == std::string::npos && !text.ends_with('\\')) return quote + text + quote;
  }
  return std::nullopt;
}

/// A value as it is written; nothing: it cannot be.
std::optional<std::string> written(const Literal& value) {
  if (value.kind != Literal::Kind::kList) return quoted(printed_literal(value));
  std::string list = "[";
  for (const Literal& item : value.items) {
    const auto text = quoted(printed_literal(item));
    if (!text) return std::nullopt;
    list += (list.size() > 1 ? ", " : "") + *text;
  }
  return list + "]";
}

}  // namespace

void InputReader::read(const lang::Block& section) {
  for (const lang::Statement& statement : section) {
    if (const auto* found = std::get_if<Plugin>(&statement.node)) {
      plugin(*found);
    } else {
      notes_.mistakes.add(std::get<lang::Conditional>(statement.node).branches.front().at,
                          "inputs have no conditions; put the 'if' into the filter section");
    }
  }
}

LogstashInputs InputReader::take(lang::Position end) {
  if (count_ == 0) {
    notes_.mistakes.add(end,
                        "there is no input; write input { file { path => \"...\" } }, or stdin "
                        "or generator");
  }
  const int kinds =
      (inputs_.file ? 1 : 0) + (inputs_.standard_input ? 1 : 0) + (inputs_.generated ? 1 : 0);
  if (kinds > 1) {
    notes_.mistakes.add(end,
                        "inputs of several kinds cannot be read in one run; write a pipeline "
                        "for each, with the same output");
  }
  return std::move(inputs_);
}

void InputReader::plugin(const Plugin& plugin) {
  ++count_;
  const auto kind = std::ranges::find(kInputs, plugin.name, &PluginKind::name);
  if (kind == kInputs.end()) {
    notes_.mistakes.add(plugin.at, "the input '" + plugin.name +
                                       "' has no counterpart here; there are file, stdin and "
                                       "generator. Pipe its data into stdin, or write it to files");
    return;
  }
  const auto options = read_plugin(plugin, *kind, notes_);
  if (options == nullptr) return;
  if (plugin.name == "file") file(plugin, *options);
  if (plugin.name == "stdin") {
    inputs_.standard_input = true;
    format(plugin, "line");
  }
  if (plugin.name == "generator") generator(plugin, *options);
  decoration(plugin, *options);
}

void InputReader::file(const Plugin& plugin, const PluginOptions& options) {
  inputs_.file = true;
  format(plugin, "plain");
  std::ranges::copy(options.list("path"), std::back_inserter(inputs_.paths));
  for (const std::string& name : options.list("exclude")) {
    if (const auto glob = Glob::compile(name); !glob) {
      notes_.mistakes.add(place_of(plugin, "exclude"),
                          "file: exclude: '" + name + "' " + std::string(glob.error().message()));
    }
    inputs_.excludes.push_back(name);
  }
  const bool tails = options.string("mode") != "read";
  if (tails && options.string("start_position") == "end") {
    notes_.mistakes.add(place_of(plugin, "start_position"),
                        "file: what is in a file already cannot be passed over, and nothing waits "
                        "for more; write start_position => \"beginning\"");
  } else if (tails && !options.boolean("exit_after_read")) {
    notes_.warnings.add(plugin.at,
                        "files are read from their beginning to their end, once, as with mode => "
                        "\"read\"; run it again for what has come since");
  }
  if (options.given("delimiter") && options.string("delimiter") != "\n") {
    notes_.mistakes.add(place_of(plugin, "delimiter"),
                        "file: lines end with a line feed; take 'delimiter' away");
  }
}

void InputReader::generator(const Plugin& plugin, const PluginOptions& options) {
  format(plugin, "plain");
  if (inputs_.generated) {
    notes_.mistakes.add(plugin.at, "there is a generator already; put its lines there");
    return;
  }
  GeneratedLines generated;
  const auto lines = options.list("lines");
  generated.lines.assign(lines.begin(), lines.end());
  if (!options.given("lines")) generated.lines.emplace_back(options.string("message"));
  const double rounds = options.number("count");
  if (rounds < 0 || rounds > 1e15) {
    notes_.mistakes.add(place_of(plugin, "count"),
                        "generator: count: expected 0 (without an end) or more");
    return;
  }
  generated.rounds = static_cast<std::uint64_t>(rounds);
  const bool breaks = std::ranges::any_of(generated.lines, [](const std::string& line) {
    return line.find('\n') != std::string::npos;
  });
  if (breaks || generated.lines.empty()) {
    notes_.mistakes.add(place_of(plugin, "lines"),
                        breaks ? "generator: a line has no line breaks; split it"
                               : "generator: lines: expected at least one");
    return;
  }
  inputs_.generated = std::move(generated);
}

void InputReader::format(const Plugin& plugin, std::string_view fallback) {
  const auto codec = codec_of(plugin, fallback, notes_);
  if (!codec) return;
  const bool ndjson = *codec == "json" || *codec == "json_lines";
  if (!ndjson && *codec != "plain" && *codec != "line") {
    const std::string advice = *codec == "csv" ? "; write plain, and a csv filter"
                                               : "; there are plain, line, json and "
                                                 "json_lines";
    notes_.mistakes.add(place_of(plugin, "codec"),
                        "the codec '" + *codec + "' has no counterpart here" + advice);
    return;
  }
  if (count_ > 1 && ndjson != inputs_.ndjson) {
    notes_.mistakes.add(place_of(plugin, "codec"),
                        "all inputs of a run have one format; write a pipeline for each");
  }
  inputs_.ndjson = ndjson;
}

void InputReader::decoration(const Plugin& plugin, const PluginOptions& options) {
  std::string text;
  if (!inputs_.ndjson) text += "mutate { copy => { \"message\" => \"[event][original]\" } }\n";
  bool complete = true;
  const auto add = [&](const std::string& before, const std::optional<std::string>& value,
                       const std::string& after) {
    complete = complete && value.has_value();
    text += before + value.value_or("") + after;
  };
  for (const Options::HashEntry& entry : options.hash("add_field")) {
    add("mutate { add_field => { ", quoted(entry.key), " => ");
    add("", written(*entry.value), " } }\n");
  }
  if (options.given("type")) {
    add("if ![type] { mutate { add_field => { \"type\" => ",
        quoted(std::string(options.string("type"))), " } } }\n");
  }
  for (const std::string& tag : options.list("tags")) {
    add("mutate { add_tag => [", quoted(tag), "] }\n");
  }
  if (!complete) {
    notes_.mistakes.add(plugin.at,
                        "a text with quotes of both kinds cannot be set by an input; "
                        "set it in the filter section");
  } else if (count_ > 1 && text != inputs_.filter) {
    notes_.mistakes.add(plugin.at,
                        "inputs of one run add the same fields, tags and type; set them "
                        "in the filter section by [log][file][path]");
  }
  inputs_.filter = std::move(text);
}

}  // namespace bdp
