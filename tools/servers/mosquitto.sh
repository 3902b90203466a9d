#!/usr/bin/env bash
# Mosquitto, an MQTT broker, for tests and for people: Debian's package, on a loopback port.
#
#   mosquitto.sh install             says what is missing, or where it is
#   mosquitto.sh start DIR [--user NAME:PASSWORD]... [OPTION=VALUE...]
#                        starts it on a free port - on the same one again if it ran in DIR before - and
#                        waits until it answers; prints its url. Leaves DIR/pid, url, port, log, data/
#   mosquitto.sh stop DIR            ends it, and waits until it is gone
#   mosquitto.sh kill DIR            the same with SIGKILL, as a crash would
#
# With users nobody else may come in, and each has the topics tenants/NAME/#; a file DIR/acl replaces that.
# Messages and sessions outlive a restart; queues have no bound. OPTION=VALUE: of mosquitto.conf.
set -euo pipefail

readonly server=mosquitto
source "$(dirname "${BASH_SOURCE[0]}")/parts/process.sh"

program() {
  command -v mosquitto || command -v /usr/sbin/mosquitto ||
    fail 'it is missing: sudo apt-get install --no-install-recommends mosquitto'
}

install() { program; }

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start() {
  local dir=$1 users=() settings=() port user
  shift
  while (($#)); do
    case $1 in
      --user) users+=("${2:?--user wants NAME:PASSWORD}"); shift ;;
      *=*) settings+=("${1%%=*} ${1#*=}") ;;
      *) misused "unknown option '$1'; there are: --user NAME:PASSWORD, and settings as OPTION=VALUE" ;;
    esac
    shift
  done
  if alive "$dir"; then
    cat "$dir/url"
    return
  fi
  port=$(kept_port "$dir" port)
  mkdir -p "$dir/data"
  : >"$dir/log"
  {
    # It would change to a user that may not read this folder.
    ((EUID != 0)) || printf 'user root\n'
    printf '%s\n' "listener $port 127.0.0.1" 'persistence true' "persistence_location $dir/data/" \
      'autosave_interval 1' 'autosave_on_changes true' 'max_queued_messages 0' 'log_dest stderr'
    if ((${#users[@]})); then
      printf '%s\n' 'allow_anonymous false' "password_file $dir/passwords" "acl_file $dir/acl"
    else
      printf 'allow_anonymous true\n'
    fi
    ((${#settings[@]} == 0)) || printf '%s\n' "${settings[@]}"
  } >"$dir/mosquitto.conf"
  if ((${#users[@]})); then
    [[ -f $dir/acl ]] || printf 'pattern readwrite tenants/%%u/#\n' >"$dir/acl"
    (umask 077 && : >"$dir/passwords")
    for user in "${users[@]}"; do
      mosquitto_passwd -b "$dir/passwords" "${user%%:*}" "${user#*:}"
    done
  fi
  launch "$dir" "$(program)" -c "$dir/mosquitto.conf"
  wait_until "$dir" 20 answers "$port"
  printf 'mqtt://127.0.0.1:%s\n' "$port" | tee "$dir/url"
}

verbs "$@"
