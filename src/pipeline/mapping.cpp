#include "pipeline/mapping.h"

#include <algorithm>
#include <array>

#include "base/suggest.h"
#include "config/text_check.h"

namespace bdp {
namespace {

using config::Member;
using config::Node;
using config::Problems;

// Elasticsearch 8: "Field data types".
constexpr auto kTypes = std::to_array<std::string_view>({"aggregate_metric_double",
                                                         "alias",
                                                         "binary",
                                                         "boolean",
                                                         "byte",
                                                         "completion",
                                                         "constant_keyword",
                                                         "date",
                                                         "date_nanos",
                                                         "date_range",
                                                         "dense_vector",
                                                         "double",
                                                         "double_range",
                                                         "flattened",
                                                         "float",
                                                         "float_range",
                                                         "geo_point",
                                                         "geo_shape",
                                                         "half_float",
                                                         "histogram",
                                                         "integer",
                                                         "integer_range",
                                                         "ip",
                                                         "ip_range",
                                                         "join",
                                                         "keyword",
                                                         "long",
                                                         "long_range",
                                                         "match_only_text",
                                                         "murmur3",
                                                         "nested",
                                                         "object",
                                                         "percolator",
                                                         "point",
                                                         "rank_feature",
                                                         "rank_features",
                                                         "scaled_float",
                                                         "search_as_you_type",
                                                         "shape",
                                                         "short",
                                                         "sparse_vector",
                                                         "text",
                                                         "token_count",
                                                         "unsigned_long",
                                                         "version",
                                                         "wildcard"});

// Elasticsearch 8: "Mapping parameters", and those that single types have.
constexpr auto kParameters = std::to_array<std::string_view>({"analyzer",
                                                              "boost",
                                                              "coerce",
                                                              "copy_to",
                                                              "default_metric",
                                                              "depth_limit",
                                                              "dims",
                                                              "doc_values",
                                                              "dynamic",
                                                              "eager_global_ordinals",
                                                              "element_type",
                                                              "enable_position_increments",
                                                              "enabled",
                                                              "fielddata",
                                                              "fielddata_frequency_filter",
                                                              "fields",
                                                              "format",
                                                              "ignore_above",
                                                              "ignore_malformed",
                                                              "ignore_z_value",
                                                              "include_in_parent",
                                                              "include_in_root",
                                                              "index",
                                                              "index_options",
                                                              "index_phrases",
                                                              "index_prefixes",
                                                              "locale",
                                                              "max_input_length",
                                                              "max_shingle_size",
                                                              "meta",
                                                              "metrics",
                                                              "normalizer",
                                                              "norms",
                                                              "null_value",
                                                              "on_script_error",
                                                              "orientation",
                                                              "path",
                                                              "position_increment_gap",
                                                              "positive_score_impact",
                                                              "preserve_position_increments",
                                                              "preserve_separators",
                                                              "properties",
                                                              "relations",
                                                              "scaling_factor",
                                                              "script",
                                                              "search_analyzer",
                                                              "search_quote_analyzer",
                                                              "similarity",
                                                              "split_queries_on_whitespace",
                                                              "store",
                                                              "strategy",
                                                              "subobjects",
                                                              "term_vector",
                                                              "time_series_dimension",
                                                              "time_series_metric",
                                                              "type",
                                                              "value"});

// Elasticsearch 8: what stands beside `properties` at the top of a mapping.
constexpr auto kTopParameters = std::to_array<std::string_view>(
    {"_data_stream_timestamp", "_doc_count", "_field_names", "_meta", "_routing", "_source",
     "_source_mode", "date_detection", "dynamic", "dynamic_date_formats", "dynamic_templates",
     "enabled", "numeric_detection", "properties", "runtime", "subobjects"});

std::string advice(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view near = nearest_word(word, candidates);
  return near.empty() ? "; Elasticsearch has none of that name"
                      : "; did you mean '" + std::string(near) + "'?";
}

void check_keys(const Node& map, std::span<const std::string_view> known, Problems& problems) {
  for (const Member& member : map.members) {
    if (std::ranges::find(known, member.key) != known.end()) continue;
    problems.add(member.at, "unknown mapping parameter '" + config::shortened(member.key, 60) +
                                "'" + advice(member.key, known));
  }
}

class Reader {
 public:
  Reader(std::vector<MappedField>& fields, Problems& problems)
      : fields_(fields), problems_(problems) {}

  void properties(const Node& node, std::vector<std::string>& path) {
    if (node.kind != Node::Kind::kMap) {
      problems_.add(node.at, "'properties' is " + config::described(node) +
                                 ", expected a map from field names to their mappings");
      return;
    }
    for (const Member& member : node.members) {
      path.push_back(member.key);
      field(member, path);
      path.pop_back();
    }
  }

 private:
  void field(const Member& member, std::vector<std::string>& path) {
    const Node& node = member.value;
    if (node.kind != Node::Kind::kMap) {
      problems_.add(node.at, "the mapping of '" + config::shortened(member.key, 60) + "' is " +
                                 config::described(node) +
                                 ", expected a map such as {\"type\": \"keyword\"}");
      return;
    }
    check_keys(node, kParameters, problems_);
    const Member* inner = node.find("properties");
    if (inner != nullptr) properties(inner->value, path);
    const Member* type = node.find("type");
    if (type == nullptr) {
      if (inner != nullptr) return;
      problems_.add(member.at, "the mapping of '" + config::shortened(member.key, 60) +
                                   "' has no 'type'; write one, such as \"keyword\"");
      return;
    }
    const std::string& name = type->value.text;
    if (type->value.kind != Node::Kind::kText || std::ranges::find(kTypes, name) == kTypes.end()) {
      problems_.add(type->value.at, "unknown mapping type: " + config::described(type->value) +
                                        advice(name, kTypes));
      return;
    }
    if (inner != nullptr && (name == "object" || name == "nested")) return;
    fields_.push_back({path, name, index_of(node)});
  }

  bool index_of(const Node& node) {
    const Member* index = node.find("index");
    if (index == nullptr) return true;
    if (index->value.kind != Node::Kind::kBoolean) {
      problems_.add(index->value.at,
                    "'index' is " + config::described(index->value) + ", expected true or false");
    }
    return index->value.text == "true";
  }

  std::vector<MappedField>& fields_;
  Problems& problems_;
};

}  // namespace

std::vector<MappedField> read_mapping(const Node& mappings, Problems& problems) {
  std::vector<MappedField> fields;
  check_keys(mappings, kTopParameters, problems);
  if (const Member* properties = mappings.find("properties"); properties != nullptr) {
    std::vector<std::string> path;
    Reader(fields, problems).properties(properties->value, path);
  }
  return fields;
}

}  // namespace bdp
