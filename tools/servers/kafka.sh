#!/usr/bin/env bash
# Apache Kafka, for tests and for people: one broker (KRaft) on loopback ports, from Maven Central.
#
#   kafka.sh install     fetches it, or does nothing; prints where it is
#   kafka.sh start DIR [--behind HOST:PORT] [--tls] [--sasl USER:PASSWORD] [PROPERTY=VALUE...]
#                        starts it on free ports - on the same ones again if it ran in DIR before - and
#                        waits until it serves; prints its address. Leaves DIR/pid, url, log, data/
#   kafka.sh stop DIR    ends it, and waits until it is gone
#   kafka.sh kill DIR    the same with SIGKILL, as a crash would
#
# --behind: one listener more, at DIR/behind_url, that tells clients to come by HOST:PORT, a proxy's.
# --tls: one more with TLS, at DIR/tls_url; its certificate (DIR/ca.pem) is for localhost only.
# --sasl: one more with SASL/PLAIN, at DIR/sasl_url. KAFKA_VERSION (3.9.2) names another version.
set -euo pipefail

readonly version=${KAFKA_VERSION:-3.9.2} log4j=2.25.4
readonly node=${XDG_CACHE_HOME:-$HOME/.cache}/mysimbdp-servers/kafka/$version

fail() { printf 'kafka.sh: %s\n' "$*" >&2; exit 1; }

dependency() {
  printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>%s</dependency>\n' "$@"
}

install() {
  if [[ ! -f $node/complete ]]; then
    command -v mvn >/dev/null || fail 'there is no mvn; install the Debian packages maven and default-jdk-headless'
    mkdir -p "$node"
    {
      printf '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
      printf '<groupId>local</groupId><artifactId>broker</artifactId><version>1</version><dependencies>\n'
      dependency org.apache.kafka kafka_2.13 "$version" \
        '<exclusions><exclusion><groupId>org.slf4j</groupId><artifactId>slf4j-reload4j</artifactId></exclusion></exclusions>'
      dependency org.apache.logging.log4j log4j-slf4j-impl $log4j ''
      dependency org.apache.logging.log4j log4j-core $log4j ''
      printf '</dependencies></project>\n'
    } >"$node/pom.xml"
    mvn -B -q -f "$node/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
      -DoutputDirectory="$node/lib" >&2
    touch "$node/complete"
  fi
  printf '%s\n' "$node"
}

# free_ports COUNT: ports that nobody listens on, different ones.
free_ports() {
  python3 -c '
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))' "$1"
}

alive() { [[ -s $dir/pid ]] && kill -0 "$(<"$dir/pid")" 2>/dev/null; }

# A certificate for localhost; 127.0.0.1 is not in it.
write_certificate() {
  [[ -f $dir/server.pem ]] && return
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost \
    -addext 'subjectAltName=DNS:localhost' -keyout "$dir/key.pem" -out "$dir/ca.pem" 2>/dev/null
  cat "$dir/key.pem" "$dir/ca.pem" >"$dir/server.pem"
}

write_configuration() {
  local ports listeners advertised map='CONTROLLER:PLAINTEXT,DIRECT:PLAINTEXT,BEHIND:PLAINTEXT,TLS:SSL,SASL:SASL_PLAINTEXT'
  [[ -f $dir/ports ]] || free_ports 5 >"$dir/ports"
  read -r -a ports <"$dir/ports"
  listeners=CONTROLLER://127.0.0.1:${ports[0]},DIRECT://127.0.0.1:${ports[1]}
  advertised=DIRECT://127.0.0.1:${ports[1]}
  printf '127.0.0.1:%s\n' "${ports[1]}" >"$dir/url"
  if [[ -n $behind ]]; then
    listeners+=,BEHIND://127.0.0.1:${ports[2]}
    advertised+=,BEHIND://$behind
    printf '127.0.0.1:%s\n' "${ports[2]}" >"$dir/behind_url"
  fi
  if [[ -n $tls ]]; then
    write_certificate
    listeners+=,TLS://127.0.0.1:${ports[3]}
    advertised+=,TLS://localhost:${ports[3]}
    printf 'localhost:%s\n' "${ports[3]}" >"$dir/tls_url"
  fi
  if [[ -n $sasl ]]; then
    listeners+=,SASL://127.0.0.1:${ports[4]}
    advertised+=,SASL://127.0.0.1:${ports[4]}
    printf '127.0.0.1:%s\n' "${ports[4]}" >"$dir/sasl_url"
  fi
  {
    printf '%s\n' process.roles=broker,controller node.id=1 \
      "controller.quorum.voters=1@127.0.0.1:${ports[0]}" "listeners=$listeners" \
      "advertised.listeners=$advertised" "listener.security.protocol.map=$map" \
      inter.broker.listener.name=DIRECT controller.listener.names=CONTROLLER "log.dirs=$dir/data" \
      num.partitions=2 offsets.topic.num.partitions=1 offsets.topic.replication.factor=1 \
      transaction.state.log.num.partitions=1 transaction.state.log.replication.factor=1 \
      transaction.state.log.min.isr=1 log.segment.bytes=67108864 log.cleaner.dedupe.buffer.size=8388608
    [[ -z $tls ]] || printf '%s\n' listener.name.tls.ssl.keystore.type=PEM \
      "listener.name.tls.ssl.keystore.location=$dir/server.pem"
    [[ -z $sasl ]] || printf '%s\n' sasl.enabled.mechanisms=PLAIN \
      "listener.name.sasl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_${sasl%%:*}=\"${sasl#*:}\";"
    ((${#properties[@]} == 0)) || printf '%s\n' "${properties[@]}"
  } >"$dir/server.properties"
  printf '%s\n' status=error appender.c.type=Console appender.c.name=C \
    appender.c.layout.type=PatternLayout 'appender.c.layout.pattern=[%d] %p %m (%c{1})%n' \
    rootLogger.level=info rootLogger.appenderRef.c.ref=C >"$dir/log4j2.properties"
}

start() {
  behind='' tls='' sasl='' properties=()
  while (($#)); do
    case $1 in
      --behind) behind=$2; shift ;;
      --tls) tls=1 ;;
      --sasl) sasl=$2; shift ;;
      *=*) properties+=("$1") ;;
      *) fail "what is '$1'? A property is NAME=VALUE" ;;
    esac
    shift
  done
  install >/dev/null
  mkdir -p "$dir"
  if alive; then cat "$dir/url"; return; fi
  write_configuration
  local java=(java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true
    "-Dlog4j2.configurationFile=$dir/log4j2.properties" -Dlog4j2.disable.jmx=true -cp "$node/lib/*")
  if [[ ! -f $dir/data/meta.properties ]]; then
    "${java[@]}" -Xmx128m kafka.tools.StorageTool format -t bXlzaW1iZHAtdGVzdC0wMQ \
      -c "$dir/server.properties" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; fail 'no data directory'; }
  fi
  : >"$dir/log"
  setsid "${java[@]}" -Xmx384m kafka.Kafka "$dir/server.properties" >"$dir/log" 2>&1 </dev/null 9>&- &
  printf '%s\n' $! >"$dir/pid"
  for ((i = 0; i < 900; ++i)); do
    alive || { tail -20 "$dir/log" >&2; fail 'the broker ended'; }
    if grep -q 'Kafka Server started' "$dir/log"; then cat "$dir/url"; return; fi
    sleep 0.1
  done
  fail "not ready after 90 s; see $dir/log"
}

# end SIGNAL
end() {
  alive || { rm -f "$dir/pid"; return 0; }
  local pid
  pid=$(<"$dir/pid")
  kill "-$1" "$pid"
  for ((i = 0; i < 300; ++i)); do
    kill -0 "$pid" 2>/dev/null || { rm -f "$dir/pid"; return 0; }
    sleep 0.1
  done
  kill -KILL "$pid"
  rm -f "$dir/pid"
}

verb=${1:-}
(($# == 0)) || shift
if [[ $verb == install ]]; then install; exit; fi
[[ $verb =~ ^(start|stop|kill)$ && -n ${1:-} ]] || fail 'usage: install | start DIR [OPTION...] | stop DIR | kill DIR'
mkdir -p "$1"
dir=$(cd "$1" && pwd)
shift
case $verb in
  start) start "$@" ;;
  stop) end TERM ;;
  kill) end KILL ;;
esac
