#!/bin/bash
# person_twice.sh PROGRAMS [PERSONS [KILLS]]: persons who stand in a file twice, under two numbers of the sender, near each
# other and far apart, get one card each; a run that is killed and goes on says the same as one that was not.
set -euo pipefail
vhc=$1/vhc
persons=${2:-1500}
kills=${3:-4}
. "$(dirname "${BASH_SOURCE[0]}")/in_a_folder.sh"

awk -v persons="$persons" 'BEGIN {
  print "patient_id,last_name,first_name,birth_date,admin_date,cvx,lot_number"
  row = "%s%d,Holder%d,Given,%d-03-04,2025-05-06,308,L1\n"
  for (i = 0; i < persons; i++) {
    printf row, "P", i, i, 1940 + i % 60
    if (i % 50 == 0) printf row, "Q", i, i, 1940 + i % 60
  }
  for (i = 25; i < persons; i += 50) printf row, "R", i, i, 1940 + i % 60
}' >rows.csv
twice=$(grep -c '^[QR]' rows.csv)

make() { "$vhc" issuer init --quiet "$1" --iss https://registry.example/shc --name Registry --no-passphrase >init.log 2>&1; }
said() { grep -E '^(already|issued|[0-9]+ rows)' "$1"; }

make whole
"$vhc" issue --issuer whole rows.csv --ndjson whole.ndjson 2>whole.log || { cat whole.log; fail "the whole run"; }
[ "$(wc -l <whole.ndjson)" -eq "$persons" ] || fail "$(wc -l <whole.ndjson) cards for $persons persons"
grep -q "^already  $twice " whole.log || { cat whole.log; fail "$twice persons stand there twice"; }

make cut
for ((i = 0; i < kills; i++)); do
  resume=()
  [ ! -e cut.ndjson.part ] || resume=(--resume)
  "$vhc" issue --issuer cut rows.csv --ndjson cut.ndjson --jobs 1 "${resume[@]}" >cut.log 2>&1 &
  pid=$!
  for ((j = 0; j < 100; j++)); do
    [ ! -s cut.ndjson.part ] || break
    sleep 0.01
  done
  kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
done
"$vhc" issue --issuer cut rows.csv --ndjson cut.ndjson --resume 2>cut.log ||
  "$vhc" issue --issuer cut rows.csv --ndjson cut.ndjson 2>cut.log || { cat cut.log; fail "the run that was cut off"; }
[ "$(said cut.log)" = "$(said whole.log)" ] || { cat cut.log; fail "not what the whole run says"; }
lines() { grep -oE '"line":[0-9]+' "$1"; }
[ "$(lines cut.ndjson)" = "$(lines whole.ndjson)" ] || fail "other persons have cards"
