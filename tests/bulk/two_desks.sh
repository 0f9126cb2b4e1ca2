#!/bin/bash
# two_desks.sh PROGRAMS DATA [TIMES]: two desks issue and a third corrects in one folder at the same time. The chain stays
# unbroken, no number is missing or there twice, the list's counter has gone up by one a correction.
set -euo pipefail
vhc=$1/vhc
data=$2
times=${3:-25}
. "$(dirname "${BASH_SOURCE[0]}")/in_a_folder.sh"

"$vhc" issuer init --quiet shop --iss https://pharmacy.example/shc --name Pharmacy --no-passphrase >init.log 2>&1
for ((i = 0; i < times; i++)); do "$vhc" issue --quiet --issuer shop "$data/visit.hl7" >>cards; done

desk() {
  for ((i = 0; i < times; i++)); do "$vhc" issue --quiet --again --issuer shop --actor "$1" "$data/visit.hl7" >>"$1.cards" || exit 1; done
}
correcting() {
  for ((i = 0; i < times; i++)); do
    "$vhc" correct --quiet --issuer shop --actor boss "YEAR-$(printf %06d $((i + 2)))" --family "Name$(tr 0-9 a-j <<<"$i")" \
      --reason "wrong name" >>boss.cards || exit 1
  done
}
year=$(date -u +%Y)
desk ada &
first=$!
desk ben &
second=$!
eval "$(declare -f correcting | sed "s/YEAR-/$year-/")"
correcting &
third=$!
wait "$first" && wait "$second" && wait "$third" || { echo "a desk failed"; exit 1; }

"$vhc" journal verify --issuer shop >verify.log || { cat verify.log; exit 1; }
issued=$((4 * times))
grep -q "^journal  $((1 + issued + times)) entries, chain unbroken" verify.log || { cat verify.log; exit 1; }
grep -q "^ledger   $issued cards, $issued issued" verify.log || { cat verify.log; exit 1; }
[ "$(cat cards ./*.cards | sort -u | wc -l)" -eq "$issued" ] || { echo "cards are missing or there twice"; exit 1; }
grep -q "\"ctr\":$times," shop/crl/*.json || { echo "the list's counter"; exit 1; }
echo "$issued cards and $times corrections by three desks, the chain unbroken"
