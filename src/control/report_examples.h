#pragma once

#include <string_view>

namespace bdp {

// The JSON of the second report as it stands there, for tests.

inline constexpr std::string_view kReportProfile = R"json({
    "client_id": "3iecnbgkro302knejhg8gi5n4gidn",
    "client_name": "test",
    "max_file_size": 500000000, // bytes
    "max_number_of_files": 100,
    "file_format": ["csv", "txt"],
    "max_filebeat_workers": 1,
    "max_logstash_workers": 1
}
)json";

inline constexpr std::string_view kReportSpec = R"json({
    "client_id": "jsjhfx",
    "job_name": "test",
    "filebeat_config_args": {
        "job_name": "vmtable",
        "filename_pattern": "*.csv"
    },
    "logstash_config_args": {
        "queue_type": "persisted"
    },
    "logstash_pipeline_config_args": {
        "filter": "  csv {\r\n    separator => \",\"\r\n    columns => [\"vm_id\",\"subscription_id\",\"deployment_id\",\"timestamp_vm_created\",\"timestamp_vm_deleted\",\"max_cpu\", \"average_cpu\" ,\"p96_max_cpu\",\"vm_category\",\"vm_virtual_core_count_bucket\",\"vm_memory_bucket\"]\r\n  }\r\n  \r\n  mutate {\r\n    convert => {\r\n      \"timestamp_vm_created\" => \"integer\"\r\n      \"timestamp_vm_deleted\" => \"integer\"\r\n      \"max_cpu\" => \"float\"\r\n      \"average_cpu\" => \"float\"\r\n      \"p96_max_cpu\" => \"float\"\r\n      \"vm_virtual_core_count_bucket\" => \"integer\"\r\n      \"vm_memory_bucket\" => \"integer\"\r\n    }\r\n  }",
        "index_name": "vmtable"
    },
    "elasticsearch_index_config": {
        "mappings": {
            "properties": {
            "average_cpu": {
                "type": "double",
                "index":false
            },
            "deployment_id": {
                "type": "keyword"
            },
            "max_cpu": {
                "type": "double",
                "index":false
            },
            "p96_max_cpu": {
                "type": "double",
                "index":false
            },
            "subscription_id": {
                "type": "keyword"
            },
            "timestamp_vm_created": {
                "type": "integer",
                "index":false
            },
            "timestamp_vm_deleted": {
                "type": "integer",
                "index":false
            },
            "vm_category": {
                "type": "keyword"
            },
            "vm_id": {
                "type": "keyword"
            },
            "vm_memory_bucket": {
                "type": "integer"
            },
            "vm_virtual_core_count_bucket": {
                "type": "integer"
            }
            }
        }
        }
}
)json";

/// Two profiles, one after the other, each with the `_id` of MongoDB.
inline constexpr std::string_view kReportTwoProfiles = R"json({
  "_id": {
    "$oid": "64101fe4db6c780efed3cebe"
  },
  "client_id": "1d1dab7d-7f6d-4501-9c15-6587f1039bd2",
  "client_name": "Bob",
  "max_file_size": 500000000,
  "max_number_of_files": 100,
  "file_format": [
    "csv",
    "txt"
  ],
  "max_filebeat_workers": 1,
  "max_logstash_workers": 1
}

{
  "_id": {
    "$oid": "64101fe8db6c780efed3cebf"
  },
  "client_id": "a7db9d1e-27a8-4c8e-a7ea-479455c8dec5",
  "client_name": "Alice",
  "max_file_size": 500000000,
  "max_number_of_files": 100,
  "file_format": [
    "csv",
    "txt"
  ],
  "max_filebeat_workers": 1,
  "max_logstash_workers": 1
}
)json";

}  // namespace bdp
