#!/usr/bin/env bash
# Elasticsearch 7.17, for tests and for people: one node on a loopback port, from Maven Central, under the
# Elastic License. It has no ingest processors and no security: Elastic publishes neither there, and no
# version after 7.17.
#
#   elasticsearch.sh install         fetches it, or does nothing; prints where it is
#   elasticsearch.sh start DIR [--heap SIZE] [SETTING=VALUE...]
#                        starts it on a free port - on the same one again if it ran in DIR before - and
#                        waits until it answers; prints its url. Leaves DIR/pid, url, port, log, data/
#   elasticsearch.sh stop DIR        ends it, and waits until it is gone
#   elasticsearch.sh kill DIR        the same with SIGKILL, as a crash would
set -euo pipefail

readonly server=elasticsearch version=${ELASTICSEARCH_VERSION:-7.17.29}
source "$(dirname "${BASH_SOURCE[0]}")/parts/process.sh"
source "$(dirname "${BASH_SOURCE[0]}")/parts/search_node.sh"

modules=(
  org.elasticsearch.transport.Netty4Plugin
  org.elasticsearch.index.mapper.MapperExtrasPlugin
  org.elasticsearch.reindex.ReindexPlugin
)

write_pom() {
  local artifact dependencies
  dependencies=$(dependency org.elasticsearch elasticsearch "$version")
  for artifact in transport-netty4 reindex mapper-extras; do
    dependencies+=$(dependency org.elasticsearch.plugin "$artifact-client" "$version")
  done
  pom '' "$dependencies"
}

install() {
  [[ ${1:-} != --security ]] || misused 'its security is not on Maven Central; take opensearch.sh'
  once "$node" fetch
  printf '%s\n' "$node"
}

verbs "$@"
