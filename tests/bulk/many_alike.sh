#!/bin/bash
# many_alike.sh PROGRAMS [PERSONS]: persons who share birth date, day, vaccine and family name. The same file again looks
# for each of them among the cards of all; comparing each with each would take a thousand times as long. CTest runs it
# small; 60,000 by hand.
set -euo pipefail
vhc=$1/vhc
persons=${2:-6000}
. "$(dirname "${BASH_SOURCE[0]}")/in_a_folder.sh"

awk -v persons="$persons" 'BEGIN {
  print "last_name,first_name,birth_date,admin_date,cvx,lot_number"
  for (i = 0; i < persons; i++) printf "Holder,Given%d,1950-03-04,2025-05-06,308,L1\n", i
}' >rows.csv
# Under numbers of the sender, which others may have: name and birth date find them all the same.
awk -F , 'NR == 1 { print "patient_id," $0 } NR > 1 { printf "P%d,%s\n", NR, $0 }' rows.csv >numbered.csv
"$vhc" issuer init --quiet shop --iss https://registry.example/shc --name Registry --no-passphrase >init.log 2>&1
"$vhc" issue --quiet --issuer shop rows.csv --ndjson all.ndjson
[ "$(wc -l <all.ndjson)" -eq "$persons" ] || fail "$(wc -l <all.ndjson) cards for $persons persons"
for file in rows.csv numbered.csv; do
  begun=$SECONDS
  timeout 120 "$vhc" issue --quiet --issuer shop $file --ndjson again.ndjson 2>again.log || fail "$file again: exit $?"
  [ ! -s again.ndjson ] || fail "$file again issued $(wc -l <again.ndjson) cards"
  rm -f again.ndjson
  echo "$persons persons, $file again: $((SECONDS - begun)) s"
done
