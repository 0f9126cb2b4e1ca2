#!/bin/bash
# two_users.sh PROGRAMS DATA: who audits need not be who issues. With the files' own permissions another user reads and
# verifies the journal, and can neither issue nor revoke nor open a key, the ledger or a backup.
set -euo pipefail
vhc=$1/vhc
data=$2
[ "$(id -u)" -eq 0 ] || { echo "skipped: another user can be taken by root only"; exit 77; }
. "$(dirname "${BASH_SOURCE[0]}")/in_a_folder.sh"
"$vhc" issuer init --quiet shop --iss https://pharmacy.example/shc --name Pharmacy --no-passphrase >init.log 2>&1
"$vhc" issue --quiet --issuer shop "$data/visit.hl7" >card
mkdir program
cp -r "$1" "$1/../lib" program
chmod 755 . program

as_auditor() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
refused() {
  local status=0
  as_auditor "$@" >out.log 2>&1 || status=$?
  [ "$status" -eq 3 ] || [ "$status" -eq 6 ] || { echo "exit $status: $*"; cat out.log; exit 1; }
}
auditors=$PWD/program/bin/vhc
as_auditor "$auditors" journal verify --issuer shop >verify.log || { cat verify.log; exit 1; }
grep -q '^journal  2 entries, chain unbroken' verify.log
as_auditor "$auditors" journal show --issuer shop | grep -q '  issue  '
refused "$auditors" issue --issuer shop "$data/visit.hl7"
refused "$auditors" revoke --issuer shop --number "$(date -u +%Y)-000002"
refused "$auditors" reprint --issuer shop "$(date -u +%Y)-000002"
for secret in shop/keys/*.key shop/rid.secret shop/ledger.key shop/ledger.db; do
  if as_auditor cat "$secret" >out.log 2>&1; then
    echo "$secret can be read"
    exit 1
  fi
done
"$vhc" journal verify --issuer shop >verify.log
echo "the auditor reads the journal and nothing else"
