#!/bin/bash
# crash_points.sh PROGRAMS SHIM DATA: every call of issue, correct, revoke and a bulk run that changes a file is once the last
# one, once fails as on a full disk, and is once the first that a folder which became read-only refuses. After the next
# command the folder is whole each time: journal, ledger and lists in step, a correction there or not there, a run that goes on
# without losing or doubling a card.
set -euo pipefail
vhc=$1/vhc
shim=$2
data=$3
. "$(dirname "${BASH_SOURCE[0]}")/in_a_folder.sh"
points=0

fail() {
  echo "$what, $how at call $at: $*"
  exit 1
}

day=2026-07-04T09:00:00Z
"$vhc" issuer init --quiet base --iss https://pharmacy.example/shc --name Pharmacy --no-passphrase --at $day >init.log 2>&1
"$vhc" issue --quiet --issuer base --at $day "$data/visit.hl7" >first.jws
head -5 "$data/clinic-day.csv" >rows.csv

is_whole() {
  "$vhc" journal verify --issuer shop >journal.log 2>&1 || { cat journal.log; fail "the journal"; }
  local cards issued
  read -r cards issued < <(sed -nE 's/^ledger   ([0-9]+) cards?, ([0-9]+) issued.*/\1 \2/p' journal.log)
  [ "$cards" = "$issued" ] || fail "$cards cards in the ledger, $issued in the journal"
  [ "$what" = bulk ] || [ -z "$(find . -name '*.part')" ] || fail "half a file is left"
}

lists() { grep -o '"rids":\[[^]]*\]' shop/crl/*.json 2>/dev/null | grep -oE '"[A-Za-z0-9_-]{11}[^"]*"' | wc -l; }

judge() {
  # Status looks only; the next command that writes finishes what was left.
  "$vhc" status --issuer shop --at $day >status.log 2>&1 || true
  "$vhc" journal verify --issuer shop >journal.log 2>&1 || grep -q 'a command is at work or was cut off' journal.log ||
    { cat journal.log; fail "a command that was cut off is called a cut journal"; }
  "$vhc" retention run --issuer shop >retention.log 2>&1 || { cat retention.log; fail "the next command"; }
  is_whole
  case $what in
    correct)
      local corrected
      corrected=$("$vhc" journal show --issuer shop | grep -c 'replaces 2026-000002' || true)
      [ "$corrected" = "$(lists)" ] || fail "corrected $corrected times, $(lists) on the list"
      ;;
    revoke)
      local revoked
      revoked=$("$vhc" journal show --issuer shop | grep -c ' revoke ' || true)
      [ "$revoked" = "$(lists)" ] || fail "revoked $revoked times, $(lists) on the list"
      ;;
    bulk)
      local status=0
      go_on --resume || status=$?
      # Before it was known to the ledger there is nothing to go on with.
      if [ $status -eq 3 ] && grep -q 'no unfinished run over this file' resume.log; then status=0; go_on || status=$?; fi
      [ $status -ne 0 ] || fail "a row is bad, and the run says that all is well"
      [ $status -eq 1 ] || { cat resume.log; fail "it does not go on"; }
      [ -z "$(find . -name '*.part')" ] || fail "half a file is left"
      [ "$(wc -l <letters.csv)" = 4 ] || fail "$(wc -l <letters.csv) lines of letters"
      [ "$(grep -oE '"line":[0-9]+' all.ndjson | sort -u | wc -l)" = 3 ] || { cat resume.log; fail "not every row once"; }
      [ "$(wc -l <all.ndjson)" = 3 ] || fail "$(wc -l <all.ndjson) lines"
      is_whole
      [ "$(sed -nE 's/^ledger   ([0-9]+) .*/\1/p' journal.log)" = 4 ] || fail "cards were issued twice"
      ;;
  esac
}

go_on() {
  "$vhc" issue --quiet --issuer shop --at $day --dates mdy rows.csv --ndjson all.ndjson --letters letters.csv "$@" >resume.log 2>&1
}

run_one() {
  case $what in
    issue) "$vhc" issue --quiet --issuer shop --at $day "$data/visit.hl7" --card card ;;
    correct) "$vhc" correct --quiet --issuer shop --at $day 2026-000002 --family Other --reason "wrong name" --card card ;;
    revoke) "$vhc" revoke --quiet --issuer shop --at $day --number 2026-000002 ;;
    bulk) "$vhc" issue --quiet --issuer shop --at $day --dates mdy rows.csv --ndjson all.ndjson --letters letters.csv --jobs 1 ;;
  esac
}

for what in issue correct revoke bulk; do
  for how in die full readonly; do
    for ((at = 1; ; at++)); do
      rm -rf shop card all.ndjson* letters.csv*
      cp -r base shop
      status=0
      (export LD_PRELOAD=$shim VHC_FAULT=$how VHC_FAULT_AT=$at && run_one) >run.log 2>&1 || status=$?
      case $how-$status in
        die-99 | full-[0-9] | readonly-[0-9]) ;;
        die-[01]) break ;;
        *) cat run.log; fail "exit $status" ;;
      esac
      judge
      points=$((points + 1))
      # Past the last call nothing fails any more.
      if [ $how != die ] && ! (export LD_PRELOAD=$shim VHC_FAULT=die VHC_FAULT_AT=$at; rm -rf shop card all.ndjson* letters.csv*; cp -r base shop; run_one >run.log 2>&1; [ $? -eq 99 ]); then break; fi
    done
    [ "$at" -gt 5 ] || fail "only $at calls were counted"
  done
done
echo "$points crash points, the folder whole behind each"
