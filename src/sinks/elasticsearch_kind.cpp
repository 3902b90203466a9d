#include "sinks/elasticsearch_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "sinks/elasticsearch.h"
#include "sinks/secret.h"

namespace bdp {
namespace {

using config::FieldSpec;
using config::FieldType;

constexpr auto kSchemes = std::to_array<std::string_view>({"elasticsearch", "opensearch"});
constexpr std::string_view kForm = "elasticsearch:http://HOST:PORT#INDEX, opensearch:...";
constexpr auto kCreations =
    std::to_array<std::string_view>({"index", "template", "data_stream", "nothing"});
constexpr auto kCompressions = std::to_array<std::string_view>({"none", "gzip"});

constexpr auto kOptions = std::to_array<FieldSpec>({
    {.name = "create",
     .type = FieldType::kText,
     .help = "what is made of elasticsearch_index_config before the first row: the index, an index "
             "template (for names with dates, such as <logs-{now/d}>), or a template and a data "
             "stream; what is there is left as it is",
     .fallback = "index",
     .choices = kCreations},
    {.name = "index_pattern",
     .type = FieldType::kText,
     .help = "which indexes a template is for; else the index's name, with * in place of a date"},
    {.name = "pipeline",
     .type = FieldType::kText,
     .help = "the cluster's ingest pipeline that documents go through"},
    {.name = "routing",
     .type = FieldType::kText,
     .help = "what decides about a document's shard, with %{field} parts; else its id"},
    {.name = "bulk_bytes",
     .type = FieldType::kByteSize,
     .help = "the most bytes of one bulk; less while the cluster is too busy",
     .fallback = "8 MiB",
     .least = 1024,
     .most = 100'000'000},
    {.name = "connections",
     .type = FieldType::kInteger,
     .help = "bulks under way at once",
     .fallback = "2",
     .least = 1,
     .most = 64},
    {.name = "compression",
     .type = FieldType::kText,
     .help = "of what is sent",
     .fallback = "none",
     .choices = kCompressions},
    {.name = "ca_file",
     .type = FieldType::kText,
     .help = "the authority that signed the hosts' certificates; else the system's"},
    {.name = "request_timeout_seconds",
     .type = FieldType::kInteger,
     .help = "how long an answer may take",
     .fallback = "60",
     .least = 1,
     .most = 3600},
});

struct Settings {
  HttpSettings http;
  ElasticsearchIndex::Options index;
  ElasticsearchOptions sink;
};

class ElasticsearchTarget final : public SinkTarget {
 public:
  ElasticsearchTarget(const SinkJob& job, Settings settings)
      : environment_(job.environment), variable_(job.variable), settings_(std::move(settings)) {}

  std::string text() const override {
    std::string text = "elasticsearch:";
    for (const std::string& host : settings_.http.hosts) {
      if (text.back() != ':') text += ',';
      text += host;
    }
    return text + "#" + settings_.index.name;
  }
  bool resumable() const override { return true; }

  Status reach() override {
    HttpSettings http = settings_.http;
    const auto secret = [this](const char* name) {
      return read_secret(variable_, environment_.files, name);
    };
    TRY_ASSIGN(http.username, secret("MYSIMBDP_ELASTICSEARCH_USERNAME"));
    TRY_ASSIGN(http.password, secret("MYSIMBDP_ELASTICSEARCH_PASSWORD"));
    TRY_ASSIGN(http.api_key, secret("MYSIMBDP_ELASTICSEARCH_API_KEY"));
    index_.emplace(std::make_shared<HttpClient>(std::move(http), environment_.clock),
                   settings_.index);
    TRY(index_->reach());
    return {};
  }

  Result<bool> exists() override { return index_->exists(); }
  Status remove() override { return index_->remove(); }
  Result<std::optional<IndexStats>> index_stats() override {
    TRY_ASSIGN(const IndexStats stats, index_->stats());
    return std::optional(stats);
  }
  Result<std::unique_ptr<Sink>> make_sink() override {
    return std::make_unique<ElasticsearchSink>(environment_, *index_, settings_.sink);
  }

 private:
  const os::Environment environment_;
  const lang::VariableLookup variable_;
  const Settings settings_;
  std::optional<ElasticsearchIndex> index_;
};

/// "http://a:9200,b:9201/" as addresses of hosts. Nothing: `why` says what is wrong.
std::optional<std::vector<std::string>> hosts_of(std::string_view text, std::string_view& why) {
  std::string_view scheme;
  for (const std::string_view known : {"http://", "https://"}) {
    if (text.starts_with(known)) scheme = known;
  }
  if (scheme.empty()) {
    why = "the hosts begin with http:// or https://";
    return std::nullopt;
  }
  std::vector<std::string> hosts;
  text.remove_prefix(scheme.size());
  while (true) {
    std::string_view host = text.substr(0, text.find(','));
    const bool last = host.size() == text.size();
    if (!last) text.remove_prefix(host.size() + 1);
    if (host.starts_with(scheme)) host.remove_prefix(scheme.size());
    while (host.ends_with('/')) host.remove_suffix(1);
    if (host.find('@') != host.npos) {
      why = "a password does not belong there; set MYSIMBDP_ELASTICSEARCH_USERNAME and _PASSWORD";
      return std::nullopt;
    }
    const std::size_t colon = host.rfind(':');
    if (host.empty() || colon == 0 || host.find_first_of(" /?") != host.npos) {
      why = "that is no host";
      return std::nullopt;
    }
    const std::string_view port = colon == host.npos ? "9200" : host.substr(colon + 1);
    if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != port.npos) {
      why = "a port is a number, such as :9200";
      return std::nullopt;
    }
    hosts.push_back(std::string(scheme) + std::string(host.substr(0, colon)) + ":" +
                    std::string(port));
    if (last) return hosts;
  }
}

/// What is wrong with the name of an index; empty: nothing.
std::string_view complaint_about(std::string_view name) {
  constexpr std::size_t kMostBytes = 255;
  if (name.empty()) return "the index's name is missing";
  if (name.size() > kMostBytes) return "an index's name has at most 255 bytes";
  if (name.starts_with('<') && name.ends_with('>')) return {};  // Date math: the server's affair.
  if (name.find_first_of("\\/*?\"<>| ,#:") != name.npos) {
    return R"(an index's name has none of \ / * ? " < > | , # : and no blank)";
  }
  if (std::ranges::any_of(name, [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return "an index's name has no capital letters";
  }
  if (name.find_first_of("-_+") == 0 || name == "." || name == "..") {
    return "an index's name begins with none of - _ +";
  }
  return {};
}

IndexCreation creation_of(std::string_view word) {
  const auto found = std::ranges::find(kCreations, word);
  return static_cast<IndexCreation>(found - kCreations.begin());
}

Result<std::unique_ptr<SinkTarget>> parse(std::string_view text, const SinkJob& job) {
  std::string_view hosts = behind_scheme(text);
  const std::string_view name = take_name(hosts, job.output_name);
  std::string_view why;
  auto list = hosts_of(hosts, why);
  // A password in the text is shown to nobody.
  if (!list) return not_a_sink(hosts.find('@') == hosts.npos ? text : "elasticsearch:", why, kForm);
  if (const auto wrong = complaint_about(name); !wrong.empty()) {
    return not_a_sink(text, wrong, kForm);
  }
  const SinkOptions given(job, kElasticsearchSink);
  Settings settings;
  settings.http = {
      .hosts = *std::move(list),
      .ca_file = given->text("ca_file"),
      .username = {},
      .password = {},
      .api_key = {},
      .request_timeout = std::chrono::seconds(given->integer("request_timeout_seconds"))};
  settings.index = {.name = std::string(name),
                    .creation = creation_of(given->text("create")),
                    .pattern = given->text("index_pattern"),
                    .config = job.index_config};
  settings.sink = {.bulk_bytes = given->byte_size("bulk_bytes"),
                   .connections = static_cast<unsigned>(given->integer("connections")),
                   .gzip = given->text("compression") == "gzip",
                   .pipeline = given->text("pipeline"),
                   .routing = {}};
  TRY(given.status());
  if (given->given("routing")) {
    settings.sink.routing = lang::Template::compile(given->text("routing"), *job.layout);
  }
  return std::make_unique<ElasticsearchTarget>(job, std::move(settings));
}

}  // namespace

constinit const SinkKind kElasticsearchSink = {
    .name = "elasticsearch",
    .schemes = kSchemes,
    .form = kForm,
    .summary = "an index of Elasticsearch or OpenSearch, a document a row",
    .options = kOptions,
    .parse = parse,
};

}  // namespace bdp
