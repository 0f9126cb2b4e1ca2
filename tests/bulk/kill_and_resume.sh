#!/bin/bash
# kill_and_resume.sh PROGRAMS [CARDS [KILLS]]: a bulk run that is killed with -9 at random moments and goes on each time
# holds, in the end, every issuable row exactly once: in the file of all cards, in the folders, in the ledger, in the
# journal. CTest runs it small; 100,000 cards and 100 kills by hand.
set -euo pipefail
programs=$1
cards=${2:-3000}
kills=${3:-12}
vhc=$programs/vhc
. "$(dirname "${BASH_SOURCE[0]}")/in_a_folder.sh"

# Every tenth row cannot be issued; the rows of one person in twenty stand apart.
awk -v cards="$cards" 'BEGIN {
  print "patient_id,event_id,last_name,first_name,birth_date,admin_date,cvx,lot_number"
  for (i = 0; i < cards; i++) {
    person = i % 20 == 19 ? i - 19 : i
    date = i % 10 == 5 ? "2025-02-30" : sprintf("2025-%02d-%02d", 1 + i % 12, 1 + i % 28)
    printf "P%d,E%d,Holder%d,Given,%d-03-04,%s,%s,L%d\n", person, i, person, 1940 + person % 60, date, i % 2 ? "308" : "140", i % 50
  }
}' >rows.csv
# Persons with at least one good row: of each twenty rows, 19 persons, two of whom have only a bad row.
issuable=$("$vhc" check --json rows.csv | tail -1 | grep -oE '"issuable":[0-9]+' | grep -oE '[0-9]+') || true
[ "$issuable" -gt $((cards / 2)) ] || fail "only $issuable of $cards rows can be issued"

"$vhc" issuer init --quiet shop --iss https://registry.example/shc --name Registry --no-passphrase >init.log 2>&1

command=("$vhc" issue --quiet --issuer shop rows.csv --ndjson all.ndjson --out cards --letters letters.csv)
run() { "${command[@]}" "$@"; }

killed=0
for ((i = 0; i < kills; i++)); do
  resume=()
  if grep -q 'started but not finished' run.log 2>/dev/null || [ -e all.ndjson.part ]; then resume=(--resume); fi
  "${command[@]}" "${resume[@]}" >run.log 2>&1 &  # the program itself, not a shell around it
  pid=$!
  sleep "0.$((RANDOM % 9))$((RANDOM % 10))"
  if kill -9 "$pid" 2>/dev/null; then killed=$((killed + 1)); fi
  wait "$pid" 2>/dev/null || true
done
if [ -e all.ndjson.part ]; then
  status=0
  run >refused.log 2>&1 || status=$?
  [ "$status" -eq 3 ] || fail "a run that was begun is begun again without --resume: exit $status"
fi
# A run that was killed before it had a card may be known and has no file yet: the message says which it is.
status=0
run --resume >run.log 2>&1 || status=$?
[ "$status" -eq 1 ] || grep -q 'no unfinished run over this file' run.log || { cat run.log; fail "to go on: exit $status"; }
[ "$status" -eq 1 ] || run >run.log 2>&1 || true
status=0
run --resume >run.log 2>&1 || status=$?
[ "$status" -eq 1 ] || { cat run.log; fail "the last run: exit $status"; }

[ "$(wc -l <all.ndjson)" -eq "$issuable" ] || fail "$(wc -l <all.ndjson) lines for $issuable persons"
[ "$(grep -oE '"line":[0-9]+' all.ndjson | sort -u | wc -l)" -eq "$issuable" ] || fail "a row stands twice"
grep -oE '"line":[0-9]+' all.ndjson | cut -d : -f 2 | sort -nc || fail "not in the order of the file"
[ "$(($(wc -l <letters.csv) - 1))" -eq "$issuable" ] || fail "letters: $(wc -l <letters.csv)"
[ "$(find cards -type f -name '*.smart-health-card' | wc -l)" -eq "$issuable" ] || fail "files are missing, or too many"
[ -z "$(find . -name '*.part')" ] || fail "half a file is left"
"$vhc" journal verify --issuer shop >journal.log || { cat journal.log; fail "the journal's chain"; }
grep -q "^ledger   $issuable cards, $issuable issued" journal.log || { cat journal.log; fail "ledger and journal"; }

"$vhc" publish --quiet --issuer shop --to www >publish.log
"$vhc" verify --quiet --jwks https://registry.example/shc=www/.well-known/jwks.json all.ndjson >verdicts.log ||
  fail "not every card is genuine"
[ "$(grep -c GENUINE verdicts.log)" -eq "$issuable" ] || fail "$(grep -c GENUINE verdicts.log) verdicts"

# The same file again issues nothing new.
"$vhc" issue --quiet --issuer shop rows.csv --ndjson again.ndjson >again.log 2>&1 || true
[ ! -e again.ndjson ] || fail "the same file again issued $(wc -l <again.ndjson) cards"
echo "$issuable of $issuable cards, each once, after $killed kills"
