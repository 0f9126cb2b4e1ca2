#!/bin/bash
# Somebody without the passphrase replaces one file of the issuer's folder. For every file and every replacement: a card
# is issued, and the folder is published over what is public. What is public is never made to say that a revoked card is
# good, that another key signs, or that the real key does not; and no card is signed by another key.
# usage: issuer_files.sh PROGRAMS SCRATCH DEMO
set -eu
here=$(cd "$(dirname "$0")" && pwd)
PATH=$1:$PATH
rm -rf "$2" && mkdir -p "$2"
demo=$3
cd "$2"
. "$here/replacements.sh"

iss=https://pharmacy.example/shc
printf 'correct horse battery\n' >pp && printf 'another passphrase 1\n' >pp2 && chmod 600 pp pp2
kid_of() { basename "$(ls "$1"/keys/*.key | head -1)" .key; }

# The other folder's key has another name: keys/KID.key is replaced by keys/HIS.key.
other_name() {
  local mine his
  mine=$(kid_of good-shop) his=$(kid_of "$1")
  echo "${2//$mine/$his}"
}

make_shop() { # FOLDER FLAGS...
  vhc issuer init "$1" --iss $iss --name "Corner Pharmacy" --at 2026-12-01T07:00:00Z "${@:2}" >made 2>&1
  local pass=()
  case $2 in --passphrase-file) pass=("${@:2:2}") ;; esac
  vhc issue --quiet --issuer "$1" "${pass[@]}" --at 2026-12-01T08:00:00Z "$demo/visit.hl7" >"$1.jws"
}

make_shop shop --passphrase-file pp --kdf-memory 64
make_shop other --passphrase-file pp2 --kdf-memory 64
make_shop other-open --no-passphrase
for shop in other other-open; do
  vhc revoke --issuer $shop --number 2026-000002 --yes --reason "test" --at 2026-12-01T08:30:00Z >made
done
vhc publish --issuer shop --to www >made
cp -r shop older
vhc revoke --issuer shop --number 2026-000002 --yes --reason "wrong person" --at 2026-12-01T09:00:00Z >made
vhc publish --issuer shop --to www >made
cp shop.jws revoked.jws
cp -r shop good-shop && cp -r www good-www
kid=$(kid_of shop)

run() {
  local code=0
  timeout 60 vhc "$@" >said 2>err || code=$?
  is_documented "$code" "$file, $how: vhc $*: $(cat err)"
  return $code
}

judge() { # CARD WWW: the exit code
  local code=0
  vhc verify --quiet --jwks "$iss=$2/.well-known/jwks.json" --at 2026-12-01T12:00:00Z "$1" >verdict 2>&1 || code=$?
  echo $code
}

rows=0 issued=0
for file in $(cd good-shop && find . -type f | sed 's|^\./||' | grep -v '\.lock' | sort); do
  for how in $replacements; do
    rm -rf shop www && cp -r good-shop shop && cp -r good-www www
    replace shop "$file" "$how" || continue
    run status --issuer shop || true
    if run issue --issuer shop --passphrase-file pp --again --at 2026-12-01T10:00:00Z "$demo/visit.hl7"; then
      cp said new.jws && issued=$((issued + 1))
      [ "$(judge new.jws good-www)" = 0 ] || fail "$file, $how: a card by another key: $(cat verdict)"
    fi
    run publish --issuer shop --to www --yes || true
    [ "$(judge revoked.jws www)" != 0 ] || fail "$file, $how: the revoked card is genuine"
    grep -q "$kid" www/.well-known/jwks.json || fail "$file, $how: the key is no longer public"
    [ "$(grep -o '"kid"' www/.well-known/jwks.json | wc -l)" = 1 ] || fail "$file, $how: another key is public"
    rows=$((rows + 1))
  done
done
[ "$issued" -ge 5 ] || fail "only $issued replacements were harmless: is anything issued at all?"
echo "$rows replacements: $issued times a card of our own key, no revoked card genuine, no other key public"
[ "$rows" -ge 70 ] || fail "only $rows rows"
