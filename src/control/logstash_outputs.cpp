#include "control/logstash_outputs.h"

#include <algorithm>
#include <array>
#include <utility>

namespace bdp {
namespace {

using lang::Plugin;

constexpr std::string_view kRetries =
    "accepted: what a server is too busy for is sent again anyway";
constexpr std::string_view kTemplates =
    "refused: take it away, and make the template in the cluster, or run a job specification with "
    "elasticsearch_index_config";
constexpr std::string_view kDataStream = "refused: take it away and write index => \"NAME\"";
constexpr std::string_view kVerify =
    "refused: certificates are always verified; give ssl_certificate_authorities";

constexpr OptionField option(std::string_view name, OptionType type, std::string_view help = "") {
  return {.name = name, .type = type, .help = help};
}

constexpr OptionField kCodec = option("codec", OptionType::kString);
constexpr OptionField kWorkers =
    option("workers", OptionType::kNumber, "accepted: as many as the machine has");

constexpr auto kStdoutOptions = std::to_array<OptionField>({kCodec, kWorkers});

constexpr auto kFileOptions = std::to_array<OptionField>({
    {.name = "path", .type = OptionType::kString, .help = "the file", .required = true},
    kCodec,
    kWorkers,
    option("flush_interval", OptionType::kNumber, "accepted: written twice a second, with a mark"),
    option("stale_cleanup_interval", OptionType::kNumber, "accepted: there is one file"),
    option("create_if_deleted", OptionType::kBoolean, "accepted: the file stays open"),
    option("filename_failure", OptionType::kString, "accepted: the path is fixed"),
    option("write_behavior", OptionType::kString,
           "refused: take it away; a run goes on behind what it stored, and --restart writes anew"),
    option("gzip", OptionType::kBoolean,
           "refused: take it away and write --to 'files:DIR/NAME-%{n}.ndjson.gz'"),
    option("dir_mode", OptionType::kNumber, "refused: take it away; the umask decides"),
    option("file_mode", OptionType::kNumber, "refused: take it away; the umask decides"),
});

constexpr auto kActions = std::to_array<std::string_view>({"index", "create"});

constexpr auto kElasticsearchOptions = std::to_array<OptionField>({
    {.name = "hosts",
     .type = OptionType::kList,
     .help = "",
     .fallback = "[\"http://127.0.0.1:9200\"]"},
    {.name = "action",
     .type = OptionType::kString,
     .help = "",
     .fallback = "\"create\"",
     .choices = kActions},
    option("index", OptionType::kString),
    option("user", OptionType::kString),
    option("password", OptionType::kString),
    option("api_key", OptionType::kString),
    option("document_id", OptionType::kString),
    option("routing", OptionType::kString),
    option("pipeline", OptionType::kString),
    option("cacert", OptionType::kString),
    option("ssl_certificate_authorities", OptionType::kList),
    option("ssl", OptionType::kBoolean),
    option("ssl_enabled", OptionType::kBoolean),
    option("http_compression", OptionType::kBoolean),
    option("timeout", OptionType::kNumber),
    kCodec,
    kWorkers,
    option("retry_initial_interval", OptionType::kNumber, kRetries),
    option("retry_max_interval", OptionType::kNumber, kRetries),
    option("retry_on_conflict", OptionType::kNumber, kRetries),
    option("resurrect_delay", OptionType::kNumber, kRetries),
    option("validate_after_inactivity", OptionType::kNumber, kRetries),
    option("sniffing", OptionType::kBoolean, "accepted: hosts are those that are named"),
    option("pool_max", OptionType::kNumber, "accepted: two bulks are under way at once"),
    option("pool_max_per_route", OptionType::kNumber, "accepted: two bulks are under way at once"),
    option("manage_template", OptionType::kBoolean, "accepted: no template is made"),
    option("template", OptionType::kString, kTemplates),
    option("template_name", OptionType::kString, kTemplates),
    option("template_overwrite", OptionType::kBoolean, kTemplates),
    option("ilm_enabled", OptionType::kString, "accepted: nothing is made of policies"),
    option("ilm_rollover_alias", OptionType::kString, kTemplates),
    option("ilm_policy", OptionType::kString, kTemplates),
    option("data_stream", OptionType::kString, kDataStream),
    option("data_stream_type", OptionType::kString, kDataStream),
    option("data_stream_dataset", OptionType::kString, kDataStream),
    option("data_stream_namespace", OptionType::kString, kDataStream),
    option("ssl_certificate_verification", OptionType::kBoolean, kVerify),
    option("ssl_verification_mode", OptionType::kString, kVerify),
    option("cloud_id", OptionType::kString, "refused: write the cluster's address as hosts"),
    option("doc_as_upsert", OptionType::kBoolean, "refused: documents are created, not changed"),
    option("script", OptionType::kString, "refused: documents are created, not changed"),
});

constexpr auto kMongodbOptions = std::to_array<OptionField>({
    {.name = "uri", .type = OptionType::kString, .help = "the server", .required = true},
    {.name = "database", .type = OptionType::kString, .help = "the database", .required = true},
    {.name = "collection", .type = OptionType::kString, .help = "the collection", .required = true},
    kCodec,
    kWorkers,
    option("isodate", OptionType::kBoolean, "accepted: @timestamp is always stored as a date"),
    option("generateId", OptionType::kBoolean, "accepted: each document has its row's id"),
    option("retry_delay", OptionType::kNumber, kRetries),
    option("bulk", OptionType::kBoolean, "accepted: always in bulks"),
    option("bulk_size", OptionType::kNumber, "accepted: as large as suits the server"),
    option("bulk_interval", OptionType::kNumber, "accepted: as soon as there are enough"),
});

constexpr auto kOutputs = std::to_array<PluginKind>({
    {"stdout", kStdoutOptions},
    {"file", kFileOptions},
    {"elasticsearch", kElasticsearchOptions},
    {"mongodb", kMongodbOptions},
});

}  // namespace

void OutputReader::read(const lang::Block& section) {
  for (const lang::Statement& statement : section) {
    if (const auto* found = std::get_if<Plugin>(&statement.node)) {
      plugin(*found);
    } else {
      notes_.mistakes.add(
          std::get<lang::Conditional>(statement.node).branches.front().at,
          "a condition around outputs has no counterpart here; write a pipeline for each output, "
          "and in its filter section if !(CONDITION) { drop { } }");
    }
  }
}

LogstashOutputs OutputReader::take(lang::Position end) {
  if (count_ == 0) {
    notes_.mistakes.add(end,
                        "there is no output; write output { stdout { } }, or file, "
                        "elasticsearch or mongodb");
  }
  if (standard_output_ != nullptr && count_ > 1) {
    notes_.mistakes.add(standard_output_->at,
                        "standard output cannot stand beside other outputs, as it cannot be "
                        "continued; take it away, or write to a file");
  }
  return std::move(outputs_);
}

void OutputReader::plugin(const Plugin& plugin) {
  ++count_;
  const auto kind = std::ranges::find(kOutputs, plugin.name, &PluginKind::name);
  if (kind == kOutputs.end()) {
    notes_.mistakes.add(plugin.at,
                        "the output '" + plugin.name +
                            "' has no counterpart here; there are stdout, file, elasticsearch and "
                            "mongodb, and with --to other sinks: mysimbdp reference sinks");
    return;
  }
  const auto options = read_plugin(plugin, *kind, notes_);
  if (options == nullptr) return;
  if (options->given("add_field")) {
    notes_.mistakes.add(place_of(plugin, "add_field"),
                        plugin.name + ": outputs add no fields; write a mutate filter");
  }
  if (plugin.name == "stdout") standard_output(plugin);
  if (plugin.name == "file") file(plugin, *options);
  if (plugin.name == "elasticsearch") elasticsearch(plugin, *options);
  if (plugin.name == "mongodb") mongodb(plugin, *options);
}

void OutputReader::add(std::string target) {
  outputs_.to.push_back(std::move(target));
}

void OutputReader::standard_output(const Plugin& plugin) {
  standard_output_ = &plugin;
  add("ndjson:-");
  const auto codec = codec_of(plugin, "rubydebug", notes_);
  if (!codec || *codec == "json_lines") return;
  if (*codec == "json" || *codec == "rubydebug") {
    notes_.warnings.add(place_of(plugin, "codec"),
                        "stdout: events are printed as JSON, a line each, and not as " + *codec +
                            " prints them; write codec => json_lines");
    return;
  }
  notes_.mistakes.add(place_of(plugin, "codec"), "stdout: the codec '" + *codec +
                                                     "' has no counterpart here; write json_lines");
}

bool OutputReader::is_fixed(const Plugin& plugin, std::string_view option, std::string_view text,
                            std::string_view advice) {
  if (text.find("%{") == std::string_view::npos) return true;
  notes_.mistakes.add(
      place_of(plugin, option),
      plugin.name + ": " + std::string(option) + " depends on the event; " + std::string(advice));
  return false;
}

void OutputReader::file(const Plugin& plugin, const PluginOptions& options) {
  const std::string path(options.string("path"));
  const auto codec = codec_of(plugin, "json_lines", notes_);
  if (codec && *codec != "json_lines" && *codec != "json") {
    notes_.mistakes.add(
        place_of(plugin, "codec"),
        "file: the codec '" + *codec + "' has no counterpart here; write json_lines");
  }
  if (is_fixed(plugin, "path", path,
               "write one path; files of a size or age are made by --to "
               "'files:DIR/NAME-%{n}.ndjson'")) {
    add("ndjson:" + path);
  }
}

void OutputReader::secret(const Plugin& plugin, const PluginOptions& options,
                          std::string_view option, const std::string& variable) {
  if (options.given(option)) {
    outputs_.secrets[variable] = std::string(options.string(option));
    notes_.warnings.add(place_of(plugin, option),
                        plugin.name + ": " + std::string(option) +
                            " is better kept out of the file: take it away and set the variable " +
                            variable);
  }
}

std::string OutputReader::hosts_of(const Plugin& plugin, const PluginOptions& options) {
  const auto is_on = [&](std::string_view name) {
    return options.given(name) && options.boolean(name);
  };
  const std::string scheme = is_on("ssl") || is_on("ssl_enabled") ? "https://" : "http://";
  std::string result;
  for (const std::string& host : options.list("hosts")) {
    const bool whole = host.find("://") != std::string::npos;
    const bool https = host.starts_with("https://");
    if (!result.empty() && https != result.starts_with("https://")) {
      notes_.mistakes.add(place_of(plugin, "hosts"),
                          "elasticsearch: hosts: all are http, or all https");
      return result;
    }
    if (!result.empty()) result += ",";
    result += whole ? host : scheme + host;
  }
  return result;
}

std::string OutputReader::index_of(const Plugin& plugin, const PluginOptions& options) {
  if (options.given("index")) {
    std::string index(options.string("index"));
    is_fixed(plugin, "index", index,
             "write one index, such as \"logs\", or one named by the day of the run: "
             "\"<logs-{now/d}>\"");
    return index;
  }
  notes_.warnings.add(plugin.at,
                      "elasticsearch: without an index, Logstash's data stream "
                      "logs-generic-default is written to");
  outputs_.options["elasticsearch"]["create"] = "data_stream";
  return "logs-generic-default";
}

void OutputReader::elasticsearch(const Plugin& plugin, const PluginOptions& options) {
  auto& sink = outputs_.options["elasticsearch"];
  const auto take = [&](std::string_view option, const std::string& as) {
    if (options.given(option)) sink[as] = std::string(options.string(option));
  };
  take("pipeline", "pipeline");
  take("routing", "routing");
  take("cacert", "ca_file");
  if (options.given("ssl_certificate_authorities")) {
    const auto files = options.list("ssl_certificate_authorities");
    if (files.size() == 1) sink["ca_file"] = files.front();
    if (files.size() != 1) {
      notes_.mistakes.add(place_of(plugin, "ssl_certificate_authorities"),
                          "elasticsearch: expected one file; put the authorities together in one");
    }
  }
  if (options.given("http_compression") && options.boolean("http_compression")) {
    sink["compression"] = "gzip";
  }
  if (options.given("timeout")) {
    sink["request_timeout_seconds"] =
        std::to_string(static_cast<std::uint64_t>(std::max(1.0, options.number("timeout"))));
  }
  secret(plugin, options, "user", "MYSIMBDP_ELASTICSEARCH_USERNAME");
  secret(plugin, options, "password", "MYSIMBDP_ELASTICSEARCH_PASSWORD");
  secret(plugin, options, "api_key", "MYSIMBDP_ELASTICSEARCH_API_KEY");
  if (options.given("document_id")) {
    outputs_.document_id = options.string("document_id");
    if (outputs_.document_id.find("%{") == std::string::npos) {
      notes_.mistakes.add(place_of(plugin, "document_id"),
                          "elasticsearch: document_id is the same for every event; write a field "
                          "into it, such as \"%{id}\"");
    } else if (options.string("action") == "index") {
      notes_.warnings.add(place_of(plugin, "action"),
                          "elasticsearch: a document that is there already is left as it is, as "
                          "with action => \"create\"");
    }
  }
  add("elasticsearch:" + hosts_of(plugin, options) + "#" + index_of(plugin, options));
}

void OutputReader::mongodb(const Plugin& plugin, const PluginOptions& options) {
  constexpr std::string_view kNone = "write one name";
  std::string uri(options.string("uri"));
  const std::string database(options.string("database"));
  const std::string collection(options.string("collection"));
  if (!is_fixed(plugin, "database", database, kNone) ||
      !is_fixed(plugin, "collection", collection, kNone)) {
    return;
  }
  const std::size_t scheme = uri.find("://");
  if (!uri.starts_with("mongodb") || scheme == std::string::npos) {
    notes_.mistakes.add(place_of(plugin, "uri"),
                        "mongodb: expected uri => \"mongodb://HOST:PORT\"");
    return;
  }
  const std::size_t begin = scheme + 3;
  const std::size_t at = uri.find('@', begin);
  if (at != std::string::npos) {
    notes_.mistakes.add(place_of(plugin, "uri"),
                        "mongodb: user and password do not belong into the uri; take them away "
                        "and set the variables MYSIMBDP_MONGODB_USERNAME and _PASSWORD");
    return;
  }
  const std::size_t path = std::min(uri.find_first_of("/?", begin), uri.size());
  const std::size_t query = std::min(uri.find('?', begin), uri.size());
  add(uri.substr(0, path) + "/" + database + uri.substr(query) + "#" + collection);
}

}  // namespace bdp
