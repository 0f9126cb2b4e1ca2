#!/bin/bash
# revoked_meanwhile.sh PROGRAMS: what is revoked or taken back at the desk while a run is begun, or after it has ended, is not
# handed over as good; a run that has ended says so, with the exit code that it had, and what of its files is not there.
set -euo pipefail
vhc=$1/vhc
. "$(dirname "${BASH_SOURCE[0]}")/in_a_folder.sh"
# ended EXIT WORDS COMMAND...: standard error and output have the words
ended() {
  local wanted=$1 words=$2 status=0
  shift 2
  "$@" >answer.log 2>&1 || status=$?
  [ "$status" -eq "$wanted" ] || { cat answer.log; fail "exit $status, not $wanted, of $*"; }
  grep -q -- "$words" answer.log || { cat answer.log; fail "not \"$words\": $*"; }
}
persons=4000
awk -v persons=$persons 'BEGIN {
  print "event_id,patient_id,last_name,first_name,birth_date,admin_date,cvx,lot_number,action"
  for (i = 0; i < persons; i++) printf "%d,P%d,Holder%d,Given,1950-03-04,2025-05-%02d,308,L%d,A\n", i, i, i, 1 + i % 28, i % 50
  print "9001,P9001,,Given,1950-03-04,2025-05-01,308,L1,A"
}' >rows.csv
(head -1 rows.csv && sed -n 3990p rows.csv | sed 's/,A$/,D/') >gone.csv
"$vhc" issuer init --quiet base --iss https://registry.example/shc --name Registry --no-passphrase >init.log 2>&1

# begin [FLAG...]: a run that is killed when its first cards are there
begin() {
  rm -rf shop cards ./*.ndjson* letters.csv*
  cp -r base shop
  "$vhc" issue --quiet --issuer shop rows.csv --ndjson all.ndjson "$@" >run.log 2>&1 &
  local pid=$!
  until [ -s all.ndjson.part ]; do sleep 0.01; done
  kill -KILL "$pid"
  wait "$pid" || true
}
resume=("$vhc" issue --issuer shop rows.csv --ndjson all.ndjson --resume)
first() { head -1 all.ndjson.part | grep -oE '"journal":"[^"]*"' | cut -d '"' -f 4; }

# A card that is revoked before the run goes on is left out, and named; with -q too.
begin --out cards
card=$(first)
"$vhc" revoke --quiet --issuer shop --number "$card" --reason "given to another person" >revoked.log
ended 1 "^revoked  card $card of this run was revoked or corrected since it was issued, and is left out" "${resume[@]}" --out cards --quiet
! grep -q "$card" all.ndjson || fail "a revoked card is handed over"
[ "$(wc -l <all.ndjson)" -eq $((persons - 1)) ] || fail "$(wc -l <all.ndjson) cards"
[ -z "$(find cards -name "$card.*")" ] || fail "the file of a revoked card is there"
[ "$(find cards -name '*.smart-health-card' | wc -l)" -eq $((persons - 1)) ] || fail "files of cards are missing"
# Again: it has ended, with the same exit code and the same words.
ended 1 "already complete" "${resume[@]}" --out cards
grep -q "card $card of this run was revoked" answer.log || fail "forgotten"
grep -q "MISSING" answer.log || fail "a refusal is forgotten"

# All cards of a key that is revoked, in JSON.
begin
kid=$(head -1 all.ndjson.part | grep -oE '"kid":"[^"]*"' | cut -d '"' -f 4)
"$vhc" key new --quiet --issuer shop --no-passphrase >key.log 2>&1 || { cat key.log; fail "key new"; }
"$vhc" key revoke --quiet --yes --issuer shop --reason "stolen" -- "$kid" >key.log 2>&1 || { cat key.log; fail "key revoke"; }
before=$(wc -l <all.ndjson.part)
ended 1 '"revoked":\["' "${resume[@]}" --json
grep -q "$kid" all.ndjson && fail "cards of a revoked key are handed over"
[ "$(wc -l <all.ndjson)" -lt $persons ] || fail "$before cards of the revoked key, and none is left out"

# What is taken back at the desk meanwhile is told there, and when the run goes on; and by name when the file is read again.
begin
ended 4 "a run is unfinished: rows.csv" "$vhc" issue --quiet --issuer shop gone.csv
ended 1 "1 record in gone.csv took something back before this run had ended" "${resume[@]}" --quiet
ended 4 "ISSUED_DIFFERENTLY" "$vhc" issue --issuer shop gone.csv
grep -q "started but not finished" answer.log && fail "the run has ended"

# A run that has ended: same exit, same refusals, and what it wrote.
begin
ended 1 "^issued   $persons cards" "${resume[@]}"
ended 1 "already complete" "${resume[@]}"
grep -q "MISSING" answer.log || { cat answer.log; fail "a refusal is forgotten"; }
ended 1 "1 row is in mend.csv" "${resume[@]}" --refused mend.csv
grep -q "9001" mend.csv || fail "the refused row is not there"
cp all.ndjson good.ndjson
for change in 'rm all.ndjson' 'sed -i 7d all.ndjson' 'sed -i 7s/line/lime/ all.ndjson'; do
  cp good.ndjson all.ndjson
  $change
  ended 3 "this run is finished, but its output is missing or was changed" "${resume[@]}"
  grep -q -- "--resume --force writes all cards of the run again" answer.log || { cat answer.log; fail "no way out"; }
  ended 1 "^wrote    the cards again" "${resume[@]}" --force
  cmp good.ndjson all.ndjson || fail "not the same bytes after $change"
done
# One that is revoked afterwards is in the file, and that is said.
card=$(head -1 all.ndjson | grep -oE '"journal":"[^"]*"' | cut -d '"' -f 4)
"$vhc" revoke --quiet --issuer shop --number "$card" --reason "given to another person" >revoked.log
ended 1 "card $card of this run was revoked or corrected since it was issued, and is in the files: do not hand it out" "${resume[@]}" --quiet

# What a run that was given up left half written is nothing to go on with.
begin
"$vhc" issue --quiet --issuer shop rows.csv --abandon --yes >ended.log 2>&1
ended 3 "nothing goes on with it: take the file away" "$vhc" issue --issuer shop rows.csv --ndjson all.ndjson
grep -q -- --resume answer.log && { cat answer.log; fail "says --resume of a run that was given up"; }
rm all.ndjson.part
ended 3 "cannot be written" "$vhc" issue --issuer shop rows.csv --ndjson all.ndjson --refused /dev/full
echo "revoked, taken back, gone, given up: said each time"
