#!/bin/bash
# every_order.sh PROGRAMS [PERSONS]: two runs over one file, begun, killed with -9, gone on with, abandoned and begun again in
# every order, under other settings, another name and at the desk, with another desk in between. Whatever the order: when
# somebody runs the file to its end, every person has a card, and nobody has two.
set -euo pipefail
vhc=$1/vhc
persons=${2:-1200}
. "$(dirname "${BASH_SOURCE[0]}")/in_a_folder.sh"

fail() {
  echo "$word: $*"
  exit 1
}

awk -v persons="$persons" 'BEGIN {
  print "patient_id,last_name,first_name,birth_date,admin_date,cvx,lot_number"
  for (i = 0; i < persons; i++) printf "P%d,Holder%d,Given,1950-03-04,2025-05-%02d,308,L%d\n", i, i, 1 + i % 28, i % 50
}' >rows.csv
cp rows.csv renamed.csv
# What another desk issues in between: some rows of the same file, as a file of their own.
(head -1 rows.csv && tail -20 rows.csv) >others.csv
"$vhc" issuer init --quiet base --iss https://registry.example/shc --name Registry --no-passphrase >init.log 2>&1

kills=0
killed() {
  "$@" >run.log 2>&1 &
  local pid=$!
  sleep "0.$((RANDOM % 4))$((RANDOM % 10))"
  if kill -9 "$pid" 2>/dev/null; then kills=$((kills + 1)); fi
  wait "$pid" 2>/dev/null || true
}
ended() {
  local status=0
  "$@" >run.log 2>&1 || status=$?
  case $status in 0 | 1 | 3) ;; *) cat run.log; fail "exit $status of $*" ;; esac
}

act() {
  local issue=("$vhc" issue --quiet --issuer shop)
  case $1 in
    B) killed "${issue[@]}" rows.csv --ndjson all.ndjson ;;
    O) killed "${issue[@]}" rows.csv --ndjson other.ndjson --expires 90d ;;
    R) killed "${issue[@]}" rows.csv --ndjson all.ndjson --resume ;;
    r) killed "${issue[@]}" rows.csv --ndjson other.ndjson --expires 90d --resume ;;
    N) killed "${issue[@]}" renamed.csv --letters letters.csv ;;
    D) ended "${issue[@]}" others.csv --ndjson others.ndjson ;;
    X) ended "${issue[@]}" renamed.csv --abandon --yes ;;
  esac
  # What a stopped run leaves is in nobody's way.
  [ "$1" != X ] || rm -f ./*.ndjson* letters.csv*
}

words=0
for second in B O R r N D X; do
  for third in B O R r N D X; do
    word=B$second$third
    rm -rf shop ./*.ndjson* letters.csv*
    cp -r base shop
    for ((i = 0; i < ${#word}; i++)); do act "${word:i:1}"; done
    ended "$vhc" issue --quiet --issuer shop rows.csv --abandon --yes
    rm -f ./*.ndjson* letters.csv*
    status=0
    "$vhc" issue --issuer shop rows.csv --ndjson end.ndjson >end.log 2>&1 || status=$?
    [ "$status" -eq 0 ] || { cat end.log; fail "the last run: exit $status"; }
    known=$(sed -nE 's/^already +([0-9]+).*/\1/p' end.log)
    issued=$(sed -nE 's/^issued +([0-9]+).*/\1/p' end.log)
    [ $((${known:-0} + ${issued:-0})) -eq "$persons" ] || fail "${known:-0} known and ${issued:-0} issued of $persons"
    "$vhc" journal verify --issuer shop >journal.log || { cat journal.log; fail "the journal"; }
    cards=$(sed -nE 's/^ledger   ([0-9]+) cards.*/\1/p' journal.log)
    [ "$cards" -eq "$persons" ] || fail "$cards cards for $persons persons"
    words=$((words + 1))
  done
done
echo "$words orders with $kills kills: $persons persons, a card each"
