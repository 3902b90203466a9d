#!/bin/sh
# A black box in shell: counts the machines of each category in the files that it is given, leaves a
# table of them, and reports how many rows there were.
set -eu
table=$MYSIMBDP_OUTPUT/categories.csv
sed -n 's/^ *"path": "\(.*\)",*$/\1/p' "$MYSIMBDP_MANIFEST" | while read -r path; do
  cat "$path"
done | awk -F, -v table="$table" -v report="$MYSIMBDP_REPORT" '
  { count[$9]++ }
  END {
    for (category in count) print category "," count[category] >table
    printf "{\"read\": %d, \"rows\": %d}\n", NR, NR >report
  }'
echo "wrote $(wc -l <"$table") categories"
