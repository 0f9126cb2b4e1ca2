#!/bin/bash
# let_others_in.sh PROGRAMS [PERSONS]: a bulk run lets desks in. Of a key that is revoked meanwhile nothing more is signed,
# and nobody waits longer than a second (three on a machine that has other work).
set -euo pipefail
vhc=$1/vhc
persons=${2:-30000}
patience_ms=3000
. "$(dirname "${BASH_SOURCE[0]}")/in_a_folder.sh"

"$vhc" issuer init --quiet shop --iss https://pharmacy.example/shc --name Pharmacy --no-passphrase >init.log 2>&1
{
  echo patient_id,family_name,given_name,birth_date,admin_date,cvx,lot
  awk -v n="$persons" 'BEGIN { for (i = 1; i <= n; i++) printf "%d,Holder%d,Ana,%d-%02d-%02d,2026-01-02,208,EN6207\n",
    i, i, 1940 + i % 60, 1 + int(i / 60) % 12, 1 + int(i / 720) % 28 }'
} >many.csv
kid=$(basename shop/keys/*.pub .pub)

"$vhc" issue --quiet --issuer shop --ndjson cards.ndjson many.csv >run.log 2>&1 &
run=$!
waited() {
  local begin end
  begin=$(date +%s%N)
  "$@" >desk.log 2>&1 || { echo "refused: $*"; cat desk.log; exit 1; }
  end=$(date +%s%N)
  echo $(((end - begin) / 1000000))
}
until [ -s cards.ndjson.part ]; do
  kill -0 "$run" 2>/dev/null || { echo "the run is over already"; cat run.log; exit 1; }
  sleep 0.05
done
for i in 1 2 3; do
  ms=$(waited "$vhc" publish --quiet --issuer shop --to www)
  [ "$ms" -lt "$patience_ms" ] || { echo "a desk waited $ms ms"; exit 1; }
done
ms=$(waited "$vhc" key revoke --yes --quiet --issuer shop --reason stolen -- "$kid")
[ "$ms" -lt "$patience_ms" ] || { echo "key revoke waited $ms ms"; exit 1; }
code=0
wait "$run" || code=$?
[ "$code" -eq 6 ] || { echo "the run ended with $code"; cat run.log; exit 1; }
grep -q "the key is retired or revoked and cannot sign" run.log || { cat run.log; exit 1; }

after=$(sed -n '/"verb":"key revoke"/,$p' shop/journal.ndjson | grep -c '"verb":"issue"' || true)
[ "$after" -eq 0 ] || { echo "$after cards were issued after the key was revoked"; exit 1; }
"$vhc" journal verify --issuer shop >verify.log || { cat verify.log; exit 1; }
echo "key revoke waited $ms ms; $(grep -c '"verb":"issue"' shop/journal.ndjson) cards before it, none after it"

# With a new key the run goes on, without the cards of the revoked one; the same file again gives new ones to those people.
"$vhc" key new --quiet --issuer shop --no-passphrase >new.log 2>&1
before=$(grep -c '"verb":"issue"' shop/journal.ndjson)
code=0
"$vhc" issue --quiet --resume --issuer shop --ndjson cards.ndjson many.csv >resume.log 2>&1 || code=$?
[ "$code" -eq 1 ] || { cat resume.log; exit 1; }
grep -q "^revoked  $before cards of this run" resume.log || { cat resume.log; exit 1; }
[ "$(wc -l <cards.ndjson)" -eq $((persons - before)) ] || { echo "cards are missing"; exit 1; }
"$vhc" issue --quiet --issuer shop --ndjson new.ndjson many.csv >new.log 2>&1 || { cat new.log; exit 1; }
[ "$(wc -l <new.ndjson)" -eq "$before" ] || { echo "people have no card"; exit 1; }
