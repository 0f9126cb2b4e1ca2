#!/bin/bash
# begun_runs.sh PROGRAMS: what may and what may not be done over the bytes of a run that was begun and not ended, and what
# each refusal says. Ctrl-C ends a run where it is whole.
set -euo pipefail
vhc=$1/vhc
. "$(dirname "${BASH_SOURCE[0]}")/in_a_folder.sh"

awk 'BEGIN {
  print "patient_id,last_name,first_name,birth_date,admin_date,cvx,lot_number"
  for (i = 0; i < 4000; i++) printf "P%d,Holder%d,Given,1950-03-04,2025-05-%02d,308,L%d\n", i, i, 1 + i % 28, i % 50
}' >rows.csv
cp rows.csv renamed.csv
"$vhc" issuer init --quiet shop --iss https://registry.example/shc --name Registry --no-passphrase >init.log 2>&1
issue=("$vhc" issue --quiet --issuer shop)

# refused EXIT CODE COMMAND...
refused() {
  local wanted=$1 code=$2 status=0
  shift 2
  "$@" --json >answer.json 2>answer.log || status=$?
  [ "$status" -eq "$wanted" ] || { cat answer.json answer.log; fail "exit $status, not $wanted, of $*"; }
  grep -q "\"code\":\"$code\"" answer.json || { cat answer.json; fail "not $code: $*"; }
}
# begun SIGNAL: a run that the signal ends when its first cards are there
begun() {
  env --default-signal=INT "${issue[@]}" rows.csv --ndjson all.ndjson --expires 90d >run.log 2>&1 &
  local pid=$! status=0
  until [ -s all.ndjson.part ]; do sleep 0.01; done
  kill -"$1" "$pid"
  wait "$pid" || status=$?
  echo "$status"
}

refused 3 run.nothing_to_resume "${issue[@]}" rows.csv --ndjson all.ndjson --resume
refused 3 run.nothing_to_resume "${issue[@]}" rows.csv --abandon --yes
refused 2 cli.usage "${issue[@]}" rows.csv --ndjson all.ndjson --resume --abandon
[ ! -e all.ndjson.part ] || fail "a refusal left a file"

status=$(begun KILL)
[ "$status" -eq 137 ] || fail "exit $status of a run that was killed"
refused 3 bulk.unfinished "${issue[@]}" rows.csv --ndjson all.ndjson --expires 90d
refused 3 bulk.unfinished "${issue[@]}" renamed.csv --ndjson other.ndjson
refused 3 bulk.unfinished "${issue[@]}" rows.csv --out cards --again
refused 3 bulk.unfinished "${issue[@]}" renamed.csv
grep -q 'vhc issue --issuer shop rows.csv --ndjson all.ndjson --expires 90d --resume continues it' answer.json || fail "no command to go on with"
refused 3 run.other_settings "${issue[@]}" rows.csv --ndjson all.ndjson --resume
grep -q '"where":"--expires"' answer.json || fail "the setting is not named"
printf 'patient_id = patient_id\n' >map
refused 3 run.other_settings "${issue[@]}" rows.csv --ndjson other.ndjson --dates mdy --map map --charset cp1252 --only-health-card-type --expires 90d --no-rid --resume
grep -q '"where":"--ndjson, --dates, --charset, --map, --no-rid, --only-health-card-type"' answer.json || { cat answer.json; fail "settings"; }
# A row more is another file, and what the run issued is known to it.
(cat rows.csv && echo 'P4000,Holder4000,Given,1950-03-04,2025-05-01,308,L1') >longer.csv
"${issue[@]}" longer.csv --ndjson longer.ndjson
# It goes on under the file's other name, and asks the ledger again: everybody has a card by now.
mv all.ndjson.part kept
cp kept all.ndjson.part
before=$(wc -l <kept)
"${issue[@]}" renamed.csv --ndjson all.ndjson --expires 90d --resume
[ $(($(wc -l <all.ndjson) + $(wc -l <longer.ndjson))) -eq 4001 ] || fail "$before and $(wc -l <longer.ndjson) cards became $(wc -l <all.ndjson)"
"$vhc" journal verify --issuer shop >journal.log
grep -q '^ledger   4001 cards' journal.log || { cat journal.log; fail "not a card each"; }
# Whole already.
"$vhc" issue --issuer shop rows.csv --ndjson all.ndjson --expires 90d --resume 2>&1 | grep -q 'already complete' || fail "not complete"

# Ctrl-C, and the end that a service manager sends.
for signal in INT TERM; do
  rm -rf shop ./*.ndjson* kept
  "$vhc" issuer init --quiet shop --iss https://registry.example/shc --name Registry --no-passphrase >init.log 2>&1
  status=$(begun $signal)
  [ "$status" -eq 130 ] || { cat run.log; fail "exit $status after SIG$signal"; }
  grep -q 'the run was interrupted' run.log || { cat run.log; fail "says nothing"; }
  grep -q -- '--resume goes on with it' run.log || { cat run.log; fail "no command"; }
  "${issue[@]}" rows.csv --ndjson all.ndjson --expires 90d --resume
  [ "$(wc -l <all.ndjson)" -eq 4000 ] || fail "$(wc -l <all.ndjson) cards"
done

# Ended for good: what it issued is known, the rest is issued by the next run, and nobody twice.
rm -rf shop ./*.ndjson*
"$vhc" issuer init --quiet shop --iss https://registry.example/shc --name Registry --no-passphrase >init.log 2>&1
status=$(begun KILL)
refused 2 cli.needs_answer "${issue[@]}" renamed.csv --abandon
refused 3 bulk.unfinished "${issue[@]}" rows.csv --ndjson other.ndjson
"${issue[@]}" renamed.csv --abandon --yes --json >ended.json 2>ended.log
cards=$(grep -oE '"cards":[0-9]+' ended.json | cut -d : -f 2)
grep -q '"files":\["all.ndjson.part"\]' ended.json || { cat ended.json; fail "files"; }
refused 3 run.nothing_to_resume "${issue[@]}" rows.csv --ndjson all.ndjson --expires 90d --resume
refused 3 run.nothing_to_resume "${issue[@]}" rows.csv --abandon --yes
"${issue[@]}" rows.csv --ndjson other.ndjson
[ $((cards + $(wc -l <other.ndjson))) -eq 4000 ] || fail "$cards and $(wc -l <other.ndjson) cards"

# Two that go on at once: one of them finds that it is not alone, and nobody gets two.
rm -rf shop ./*.ndjson*
"$vhc" issuer init --quiet shop --iss https://registry.example/shc --name Registry --no-passphrase >init.log 2>&1
status=$(begun KILL)
"${issue[@]}" rows.csv --ndjson all.ndjson --expires 90d --resume >one.log 2>&1 &
"${issue[@]}" rows.csv --ndjson all.ndjson --expires 90d --resume >two.log 2>&1 || true
wait $! || true
"${issue[@]}" rows.csv --ndjson all.ndjson --expires 90d --resume >three.log 2>&1 || true
[ "$(wc -l <all.ndjson)" -eq 4000 ] || { cat one.log two.log three.log; fail "$(wc -l <all.ndjson) cards by two at once"; }
[ "$(grep -oE '"line":[0-9]+' all.ndjson | sort -u | wc -l)" -eq 4000 ] || fail "a card stands twice"
"$vhc" journal verify --issuer shop >journal.log
grep -q '^ledger   4000 cards' journal.log || { cat journal.log one.log two.log; fail "not a card each"; }
echo "begun, refused, gone on with, interrupted, ended: a card each"
