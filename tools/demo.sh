#!/usr/bin/env bash
# Two tenants' files through the platform: one is stored, the other refused. Run by ./dev demo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly rows=500000 mysimbdp=build/release/bin/mysimbdp
readonly folder=build/demo
bold='' dim='' plain=''
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
fi
heading() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
# Shows a command as one would type it, and runs it.
show() {
  local word
  printf '%s$' "$dim"
  for word in "$@"; do
    [[ $word != *' '* ]] || word="\"$word\""
    printf ' %s' "$word"
  done
  printf '%s\n' "$plain"
  "$@"
}

rm -rf "$folder"
mkdir -p "$folder/input/alice" "$folder/input/bob"

heading "1. Two tenants get $rows rows each of the table of a cloud's virtual machines"
seed=1
for tenant in alice bob; do
  build/release/bin/gen_vmtable $rows $seed "$folder/input/$tenant/vmtable.csv"
  seed=$((seed + 1))
done
ls -sh1 "$folder"/input/*/*.csv
head -n 1 "$folder/input/alice/vmtable.csv"

heading '2. Alice: her files are within her service profile, her job stores them'
show $mysimbdp run examples/vmtable/alice/job.json --profile examples/vmtable/alice/profile.json \
  --input "$folder/input/alice" --home "$folder/home"

heading '3. Bob: his profile allows 100 MB, his file has more'
status=0
show $mysimbdp run examples/vmtable/bob/job.json --profile examples/vmtable/bob/profile.json \
  --input "$folder/input/bob" --home "$folder/home" || status=$?
echo "exit code $status"
((status == 4)) || {
  echo 'demo: the job of Bob should have been refused with exit code 4' >&2
  exit 1
}

heading '4. What is stored is a SQLite table; Alice sees her own data only'
alice=$(sed -n 's/.*"client_id": "\(.*\)".*/\1/p' examples/vmtable/alice/profile.json)
show $mysimbdp query --home "$folder/home" --tenant "$alice" \
  "SELECT vm_category, count(*) AS machines, round(avg(average_cpu), 1) AS average_cpu,
       sum(vm_memory_bucket) AS memory_gb FROM vmtable GROUP BY vm_category ORDER BY machines DESC"

heading '5. Once more: the same file again is not stored twice'
show $mysimbdp run examples/vmtable/alice/job.json --profile examples/vmtable/alice/profile.json \
  --input "$folder/input/alice" --home "$folder/home"

heading 'Where to go next'
cat <<TEXT
  the jobs and profiles of this demo   examples/vmtable/
  try a filter on a line of text       echo 'a,b' | $mysimbdp filter 'csv { }'
  all commands                         $mysimbdp --help
  how it works                         ARCHITECTURE.md
TEXT
