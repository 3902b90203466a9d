#pragma once

#include <string>
#include <vector>

namespace bdp {

/// Filter blocks for tests that hold for every filter. Their fields are message, a, b, n, o and
/// tags.
inline const std::vector<std::string> kFilterExamples = {
    R"(csv { columns => ["a", "b"] })",
    R"(csv { source => "a" columns => ["a", "n", "a"] skip_empty_columns => true })",
    R"(csv { columns => ["b", "[o][x]"] add_tag => ["%{b}"] })",
    R"(csv { columns => ["n", "a"] convert => { "n" => "integer" "a" => "float" } })",
    R"(csv { columns => ["n", "b"] convert => { "n" => "boolean" } })",
    R"(csv { target => "o" autogenerate_column_names => false columns => ["x"] })",
    R"(csv { autodetect_column_names => true })",
    R"(csv { columns => ["a", "b"] skip_header => true })",
    R"(mutate { coerce => { "a" => "none" "[o][x]" => "%{b}" } })",
    R"(mutate { rename => { "a" => "b" } })",
    R"(mutate { rename => { "a" => "c" "b" => "a" "c" => "b" } })",
    R"(mutate { rename => { "%{a}" => "%{b}" "[o][x]" => "n" } add_field => { "f" => "%{n}" } })",
    R"(mutate { rename => { "tags" => "a" "n" => "tags" } })",
    R"(mutate { update => { "a" => "%{b}" } replace => { "b" => "const" "[n][m]" => "x" } })",
    R"(mutate { replace => { "a" => "new" } remove_field => ["b"] })",
    R"(mutate { convert => { "a" => "integer" "b" => "integer_eu" "n" => "string" } })",
    R"(mutate { convert => { "a" => "float" "b" => "float_eu" "n" => "boolean" } })",
    R"(mutate { convert => { "[o][x]" => "integer" "tags" => "integer" } add_tag => ["t"] })",
    R"(mutate { gsub => ["a", "[0-9]", "%{b}", "b", "%{a}", "-"] })",
    R"(mutate { uppercase => ["a", "tags"] lowercase => ["b"] capitalize => ["[o][x]"] })",
    R"(mutate { strip => ["a", "b"] split => { "a" => "," } join => { "tags" => "-" } })",
    R"(mutate { merge => { "tags" => "a" "b" => ["n", "o"] } copy => { "b" => "[o][y]" } })",
    R"(mutate { copy => { "a" => "b" "o" => "n" } })",
    R"(if [a] { mutate { replace => { "b" => "%{a}" } } } else { drop { } })",
    R"(split { field => "a" terminator => "," })",
    R"(split { field => "tags" target => "b" add_field => { "s" => "%{b}" } })",
    R"(clone { clones => ["one", "two"] })",
    R"(de_dot { fields => ["[o][x.y]", "a.b"] add_tag => ["t"] })",
    R"(fingerprint { source => ["a", "o"] target => "b" concatenate_sources => true })",
    R"(fingerprint { source => ["a", "tags"] method => "MURMUR3" target => "[o][x]" })",
    R"(fingerprint { source => "a" method => "PUNCTUATION" target => "n" add_tag => ["t"] })",
    R"(json { source => "a" add_field => { "j" => "%{x}" } })",
    R"(json { source => "b" target => "o" skip_on_invalid_json => true })",
    R"(kv { source => "a" field_split => "," value_split => "-" prefix => "%{n}" })",
    R"(kv { source => "tags" target => "o" default_keys => { "d" => "1" } add_tag => ["t"] })",
    R"(prune { whitelist_names => ["a", "tags"] blacklist_values => { "a" => "1" } })",
    R"(prune { interpolate => true blacklist_names => ["^%{a}$"] add_tag => ["t"] })",
    R"(translate { source => "a" dictionary => { "1" => "one" "true" => ["t"] } add_tag => ["t"] })",
    R"(translate { source => "tags" iterate_on => "tags" target => "b" fallback => "%{n}" })",
    R"(translate { source => "a" target => "[o][x]" exact => false dictionary => { "1" => 2 } })",
    R"(truncate { length_bytes => 1 add_tag => ["t"] })",
    R"(truncate { length_bytes => 2 fields => ["a", "[o][x]", "tags"] })",
    R"(urldecode { field => "a" add_tag => ["t"] })",
    R"(urldecode { all_fields => true })",
    R"(grok { match => { "a" => "%{INT:n:int}" "b" => "%{WORD:[o][x]}" } add_tag => ["g"] })",
    R"(grok { match => { "a" => ["%{INT:b},%{WORD:b}", "%{WORD:tags}"] } break_on_match => false })",
    R"(grok { match => { "tags" => "%{WORD:a}" } overwrite => ["a"] keep_empty_captures => true })",
    R"(bytes { source => "a" target => "b" add_tag => ["t"] })",
    R"(throttle { key => "%{a}" after_count => 1 add_tag => ["t"] })",
    R"(cidr { address => ["%{a}", "1.2.3.4"] network => ["1.0.0.0/8", "%{b}"] add_tag => ["c"] })",
    R"(xml { source => "a" target => "[o][x]" xpath => { "/r/@b" => "b" } add_tag => ["x"] })",
    R"(date { match => ["a", "UNIX", "yyyy"] })",
    R"(date { match => ["b", "ISO8601", "s"] target => "[o][x]" timezone => "%{a}" add_tag => ["d"] })",
    R"(dissect { mapping => { "a" => "%{b},%{+b}" "b" => "%{?k}%{n->},%{&k}" } })",
    R"(dissect { mapping => { "a" => "%{[o][x]},%{b}" } convert_datatype => { "b" => "int" } })",
};

}  // namespace bdp
