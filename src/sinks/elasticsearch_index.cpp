#include "sinks/elasticsearch_index.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "sinks/bulk_answer.h"
#include "wire/percent_encoding.h"

namespace bdp {
namespace {

using nlohmann::json;

constexpr long kFirstFailure = 400;
constexpr long kNotFound = 404;

/// Of requests that nothing depends on, or that a person waits for.
constexpr std::chrono::milliseconds kFigureTimeout{5000};
/// Before templates of others, of which many have 0 to 200.
constexpr int kTemplatePriority = 500;

Code code_of(long status) {
  switch (status) {
    case 401:
    case 403:
      return Code::kDenied;
    case 404:
      return Code::kNotFound;
    case 409:
      return Code::kConflict;
    case 408:
    case 429:
      return Code::kUnavailable;
    default:
      return status >= 500 ? Code::kUnavailable : Code::kInvalid;
  }
}

json parsed(const std::string& text) {
  return json::parse(text, nullptr, /*allow_exceptions=*/false);
}

json config_of(const config::Node& node) {
  if (node.kind != config::Node::Kind::kMap) return json::object();
  return parsed(config::canonical_json(node));
}

/// A figure by its path; 0 where there is none, since not every version has all.
template <class T>
T figure(const json& object, std::string_view name, T fallback) {
  const auto found = object.find(name);
  return found != object.end() && (found->is_number() || found->is_boolean()) ? found->get<T>()
                                                                              : fallback;
}

/// `<logs-{now/d}>` as the indexes that it becomes: `logs-*`.
std::string pattern_of(std::string_view name) {
  if (!name.starts_with('<')) return std::string(name);
  name.remove_prefix(1);
  return std::string(name.substr(0, name.find('{'))) + "*";
}

}  // namespace

Error error_of(const HttpAnswer& answer) {
  std::string message =
      answer.host + ": " + std::to_string(answer.status) + " " + reason_of(answer.body);
  if (answer.status == 401) {
    message +=
        "; set MYSIMBDP_ELASTICSEARCH_USERNAME and MYSIMBDP_ELASTICSEARCH_PASSWORD, or "
        "MYSIMBDP_ELASTICSEARCH_API_KEY";
  }
  return {code_of(answer.status), std::move(message)};
}

Result<std::string> ElasticsearchIndex::reach() const {
  TRY_ASSIGN(const HttpAnswer answer, client_->send({.timeout = kFigureTimeout}));
  if (answer.status >= kFirstFailure) return error_of(answer);
  const json about = parsed(answer.body);
  const auto version = about.is_object() ? about.value("version", json::object()) : json();
  if (!version.is_object() || !version.contains("number") || !version["number"].is_string()) {
    return Error(Code::kInvalid,
                 answer.host + ": what answers is neither Elasticsearch nor OpenSearch");
  }
  const std::string distribution = version.value("distribution", "elasticsearch");
  return distribution + " " + version["number"].get<std::string>();
}

Result<bool> ElasticsearchIndex::exists() const {
  const std::string wanted = path();
  TRY_ASSIGN(HttpAnswer answer, client_->send({.method = "HEAD", .path = wanted}));
  if (answer.status == kNotFound) return false;
  if (answer.status >= kFirstFailure) {
    // The answer to HEAD has no body, and so no reason.
    TRY_ASSIGN(answer, client_->send({.path = wanted}));
    return error_of(answer);
  }
  return true;
}

Status ElasticsearchIndex::create() const {
  if (options_.creation == IndexCreation::kNothing) return {};
  if (options_.creation != IndexCreation::kIndex) TRY(put_template());
  if (options_.creation == IndexCreation::kTemplate) return {};
  TRY_ASSIGN(const bool there, exists());
  if (there) return {};
  const bool stream = options_.creation == IndexCreation::kDataStream;
  const std::string where = stream ? "/_data_stream" + path() : path();
  const std::string body = stream ? "" : config_of(options_.config).dump();
  TRY_ASSIGN(const HttpAnswer answer,
             client_->send({.method = "PUT", .path = where, .body = body}));
  if (answer.status < kFirstFailure) return {};
  // Somebody was faster.
  if (answer.body.find("resource_already_exists_exception") != std::string::npos) return {};
  return error_of(answer).during("create the index '" + options_.name + "'");
}

std::string ElasticsearchIndex::pattern() const {
  return options_.pattern.empty() ? pattern_of(options_.name) : options_.pattern;
}

std::string ElasticsearchIndex::template_path() const {
  std::string name = "mysimbdp-" + pattern();
  // A name may have none.
  std::ranges::replace(name, '*', '_');
  return "/_index_template/" + percent_encoded(name);
}

Status ElasticsearchIndex::put_template() const {
  json body = {{"index_patterns", json::array({pattern()})},
               {"priority", kTemplatePriority},
               {"template", config_of(options_.config)}};
  if (options_.creation == IndexCreation::kDataStream) body["data_stream"] = json::object();
  const std::string text = body.dump();
  TRY_ASSIGN(const HttpAnswer answer,
             client_->send({.method = "PUT", .path = template_path(), .body = text}));
  if (answer.status < kFirstFailure) return {};
  return error_of(answer).during("create the index template of '" + options_.name + "'");
}

Status ElasticsearchIndex::remove() const {
  const bool stream = options_.creation == IndexCreation::kDataStream;
  const std::string where = stream ? "/_data_stream" + path() : path();
  TRY_ASSIGN(const HttpAnswer answer, client_->send({.method = "DELETE", .path = where}));
  if (answer.status >= kFirstFailure && answer.status != kNotFound) {
    return error_of(answer).during("delete the index '" + options_.name + "'");
  }
  return {};
}

Status ElasticsearchIndex::refresh(const std::stop_token& stop) const {
  const std::string where = path() + "/_refresh";
  TRY_ASSIGN(const HttpAnswer answer, client_->send({.method = "POST", .path = where}, stop));
  // A template's index is made by the first document; there may have been none.
  if (answer.status >= kFirstFailure && answer.status != kNotFound) {
    return error_of(answer).during("refresh the index '" + options_.name + "'");
  }
  return {};
}

Result<IndexStats> ElasticsearchIndex::stats() const {
  const std::string where = path() + "/_stats/indexing,store";
  TRY_ASSIGN(const HttpAnswer answer, client_->send({.path = where, .timeout = kFigureTimeout}));
  if (answer.status >= kFirstFailure) return error_of(answer);
  const json body = parsed(answer.body);
  const json primaries = body.is_object()
                             ? body.value("/_all/primaries"_json_pointer, json::object())
                             : json::object();
  const json indexing = primaries.value("indexing", json::object());
  const json store = primaries.value("store", json::object());
  const auto count = [](const json& object, std::string_view name) {
    return figure<std::uint64_t>(object, name, 0);
  };
  const std::uint64_t size = count(store, "size_in_bytes");
  return IndexStats{.index_total = count(indexing, "index_total"),
                    .index_time_in_millis = count(indexing, "index_time_in_millis"),
                    .index_current = count(indexing, "index_current"),
                    .index_failed = count(indexing, "index_failed"),
                    .delete_total = count(indexing, "delete_total"),
                    .delete_time_in_millis = count(indexing, "delete_time_in_millis"),
                    .delete_current = count(indexing, "delete_current"),
                    .noop_update_total = count(indexing, "noop_update_total"),
                    .is_throttled = figure<bool>(indexing, "is_throttled", false),
                    .throttle_time_in_millis = count(indexing, "throttle_time_in_millis"),
                    .write_load = figure<double>(indexing, "write_load", 0.0),
                    .size_in_bytes = size,
                    .total_data_set_size_in_bytes =
                        figure<std::uint64_t>(store, "total_data_set_size_in_bytes", size),
                    .reserved_in_bytes = count(store, "reserved_in_bytes")};
}

}  // namespace bdp
