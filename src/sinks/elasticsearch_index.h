#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "config/document.h"
#include "pipeline/index_stats.h"
#include "wire/http_client.h"
#include "wire/percent_encoding.h"

namespace bdp {

/// How an index comes to be.
enum class IndexCreation : std::uint8_t {
  kIndex,       ///< With the job's mappings, settings and aliases, if it is not there.
  kTemplate,    ///< An index template; indexes that match it are made by the first document.
  kDataStream,  ///< A template and a data stream.
  kNothing,     ///< Somebody else sees to it.
};

/// An index of an Elasticsearch or OpenSearch cluster, and the requests about it as a whole.
/// Thread-safe, as its client is.
class ElasticsearchIndex {
 public:
  struct Options {
    std::string name;  ///< May be date math: `<logs-{now/d}>`.
    IndexCreation creation = IndexCreation::kIndex;
    std::string pattern;  ///< Of a template; empty: made from the name.
    config::Node config;  ///< mappings, settings, aliases; kNull: none.
  };

  ElasticsearchIndex(std::shared_ptr<HttpClient> client, Options options)
      : client_(std::move(client)), options_(std::move(options)) {}

  /// One request that shows whether the cluster is there and takes us; the server's name and
  /// version. kDenied: who we say we are is not accepted.
  Result<std::string> reach() const;
  Result<bool> exists() const;
  /// Makes the index, as the options say; no error if it is there.
  Status create() const;
  /// Takes the index, the data stream, and their template away.
  Status remove() const;
  /// Makes all that was written visible to searches.
  Status refresh(const std::stop_token& stop) const;
  Result<IndexStats> stats() const;

  /// "/NAME", as a part of a path.
  std::string path() const { return "/" + percent_encoded(options_.name); }
  const std::string& name() const { return options_.name; }
  HttpClient& client() const { return *client_; }

 private:
  /// Which indexes a template is for.
  std::string pattern() const;
  std::string template_path() const;
  Status put_template() const;

  std::shared_ptr<HttpClient> client_;
  Options options_;
};

/// The error of an answer with a status of 400 and above, by what can be done about it.
Error error_of(const HttpAnswer& answer);

}  // namespace bdp
