# A server as a process that belongs to a folder: DIR/pid, DIR/port, DIR/url, DIR/log. Sourced by the
# scripts of the servers, which set `server` to their name first.

fail() { printf '%s.sh: %s\n' "$server" "$*" >&2; exit 1; }
misused() { printf '%s.sh: %s\n' "$server" "$*" >&2; exit 2; }

cache=${XDG_CACHE_HOME:-$HOME/.cache}/mysimbdp-servers/$server

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# kept_port DIR NAME: the port that DIR/NAME says, or a free one, which is written there. A server that
# is started again in its folder thereby has the address that its clients know.
kept_port() {
  [[ -s $1/$2 ]] || free_port >"$1/$2"
  cat "$1/$2"
}

# alive DIR: the process that DIR/pid names is the server that was started there, not one that got
# its number later.
alive() {
  local pid
  pid=$(cat "$1/pid" 2>/dev/null) && [[ -n $pid ]] &&
    tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$1/"
}

# launch DIR COMMAND...: in the background, with none of our descriptors: a lock would be held by them.
launch() {
  local dir=$1 descriptor
  shift
  (
    for descriptor in /proc/"$BASHPID"/fd/*; do
      descriptor=${descriptor##*/}
      ((descriptor <= 2)) || eval "exec $descriptor>&-" 2>/dev/null || true
    done
    exec setsid "$@"
  ) >>"$dir/log" 2>&1 </dev/null &
  printf '%s\n' $! >"$dir/pid"
}

# wait_until DIR SECONDS COMMAND...: until the command succeeds, as long as the process lives.
wait_until() {
  local dir=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@"; do
    kill -0 "$(cat "$dir/pid")" 2>/dev/null || {
      tail -n 15 "$dir/log" >&2
      fail "it ended while it started; all it said is in $dir/log"
    }
    ((SECONDS < deadline)) || {
      kill -KILL "$(cat "$dir/pid")"
      fail "it did not answer in time; what it said is in $dir/log"
    }
    sleep 0.1
  done
}

# finish SIGNAL DIR: returns when the process is gone.
finish() {
  local dir pid deadline=$((SECONDS + 90))
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

# once FOLDER COMMAND...: runs the command unless FOLDER/complete says that it was done; one at a time.
once() {
  local folder=$1
  shift
  [[ ! -e $folder/complete ]] || return 0
  mkdir -p "$cache"
  {
    flock 9
    if [[ ! -e $folder/complete ]]; then
      rm -rf "$folder"
      mkdir -p "$folder"
      "$@" "$folder" >&2
      touch "$folder/complete"
    fi
  } 9>"$cache/lock"
}

# verbs [ARGUMENT...]: what every script of a server can do; install() and start() are its own.
verbs() {
  local verb=${1:-}
  (($# == 0)) || shift
  case $verb in
    install) install "$@" ;;
    start | stop | kill)
      [[ -n ${1:-} ]] || misused "$verb wants a folder"
      case $verb in
        start) mkdir -p "$1" && start "$(cd "$1" && pwd)" "${@:2}" ;;
        stop) finish TERM "$1" ;;
        kill) finish KILL "$1" ;;
      esac
      ;;
    *) misused "unknown verb '$verb'; there are: install start stop kill" ;;
  esac
}
