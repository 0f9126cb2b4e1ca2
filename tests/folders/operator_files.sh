#!/bin/bash
# Somebody without a key replaces one file of the operator's folder while a proposal waits. For every file and every
# replacement: who signs with an own state and publishes, and a venue that takes whatever pack then lies there. An issuer
# whom nobody added is never GENUINE, one that was denied neither.
# usage: operator_files.sh PROGRAMS SCRATCH DEMO
set -eu
here=$(cd "$(dirname "$0")" && pwd)
PATH=$1:$PATH
rm -rf "$2" && mkdir -p "$2"
demo=$3
cd "$2"
. "$here/replacements.sh"

day=2026-12-01
other_name() { echo "$2"; }

make_operator() { # FOLDER SIGNERS: r1 r2 alice bob live
  local list=$1 keys=$2
  mkdir "$keys"
  for name in r1 r2 alice bob live; do (cd "$keys" && vhc registry signer new $name --no-passphrase --quiet) >made; done
  vhc registry init vci.example --list "$list" --root-need 2 --root-key "$keys/r1.pub" --root-key "$keys/r2.pub" \
    --list-need 2 --live "$keys/live.pub" "$keys/alice.pub" "$keys/bob.pub" --at ${day}T08:00:00Z >made 2>&1
  local groups
  groups=$(vhc registry sign root --list "$list" --at ${day}T08:00:00Z 2>&1 | sed -n 's/^  fingerprint //p')
  for name in r1 r2 alice bob live; do
    vhc registry sign root --list "$list" --key "$keys/$name.key" --yes --fingerprint "$groups" --at ${day}T08:00:00Z
  done >made
  vhc registry publish --list "$list" --yes --at ${day}T08:00:00Z >made
  echo "$groups" >"$keys/groups"
}

add() { # LIST ISSUER TIME
  vhc registry issuer add --list "$1" --iss "https://$2.example/shc" --name "State of $2" \
    --jwks "$2-www/.well-known/jwks.json" --why agreement >made
  vhc registry propose --list "$1" --at "$3" >made 2>&1
}

for shop in good denied evil late; do
  vhc issuer init $shop --iss https://$shop.example/shc --name "State of $shop" --no-passphrase --at ${day}T07:00:00Z
  vhc publish --issuer $shop --to $shop-www
  vhc issue --quiet --issuer $shop --at ${day}T07:00:00Z "$demo/visit.hl7" >$shop.jws
done >made 2>&1

make_operator net keys
make_operator other evil-keys
for issuer in good denied; do
  vhc registry issuer add --list net --iss https://$issuer.example/shc --name "State of $issuer" \
    --jwks $issuer-www/.well-known/jwks.json --why agreement >made
done
vhc registry propose --list net --at ${day}T09:00:00Z >made 2>&1
for name in alice bob; do
  vhc registry sign list --first --list net --key keys/$name.key --yes --adds 5 --at ${day}T09:00:00Z >made
done
vhc registry publish --list net --yes --at ${day}T09:10:00Z >made
vhc registry live --list net --key keys/live.key --at ${day}T09:20:00Z >made
vhc trust pin --quiet --venue own net/packs/root-1.note --fingerprint "$(cat keys/groups)"
vhc trust update --quiet --venue own net/packs/vci.example.pack --at ${day}T09:30:00Z
cp -r net older
vhc registry deny --list net https://denied.example/shc --key keys/live.key --venue own --why "key stolen" \
  --at ${day}T10:00:00Z >made
vhc trust update --quiet --venue own net/packs/vci.example.pack --at ${day}T10:10:00Z
vhc registry issuer suspend --list net https://denied.example/shc --why "key stolen" >made
add net late ${day}T11:00:00Z
vhc registry sign list --list net --venue own --key keys/alice.key --yes --adds 2 --at ${day}T11:00:00Z >made

# His own network of the same name: his issuer is in it, and the denied one without a denial.
for issuer in evil denied; do
  vhc registry issuer add --list other --iss https://$issuer.example/shc --name "State of $issuer" \
    --jwks $issuer-www/.well-known/jwks.json --why mine >made
done
vhc registry propose --list other --at ${day}T09:00:00Z >made 2>&1
for name in alice bob; do
  vhc registry sign list --first --list other --key evil-keys/$name.key --yes --adds 5 --at ${day}T09:00:00Z >made
done
vhc registry publish --list other --yes --at ${day}T09:10:00Z >made
vhc registry live --list other --key evil-keys/live.key --at ${day}T09:20:00Z >made
add other late ${day}T11:00:00Z

is_red() { # CARD
  local code=0
  timeout 20 vhc verify --quiet --venue door --at ${day}T12:30:00Z "$1" >verdict 2>&1 || code=$?
  [ "$code" != 0 ] || fail "$file, $how: $1 is genuine"
}

run() {
  local code=0
  timeout 30 vhc "$@" >said 2>&1 || code=$?
  is_documented "$code" "$file, $how: vhc $*"
}

rows=0
cp -r net good-net && cp -r own good-own
for file in $(cd good-net && find . -type f | sed 's|^\./||' | grep -v '\.lock$' | sort); do
  for how in $replacements; do
    rm -rf net own door && cp -r good-net net && cp -r good-own own && cp -r good-own door
    replace net "$file" "$how" || continue
    run registry status --list net --at ${day}T11:30:00Z
    run registry sign list --list net --venue own --key keys/bob.key --yes --adds 2 --at ${day}T11:30:00Z
    run registry publish --list net --yes --at ${day}T11:40:00Z
    run registry live --list net --key keys/live.key --venue own --at ${day}T11:50:00Z
    run trust update --venue door net/packs/vci.example.pack --at ${day}T12:00:00Z
    is_red evil.jws
    is_red denied.jws
    rows=$((rows + 1))
  done
done
# It is a table only if the honest way goes through: the proposal, the new issuer, the denial.
file=none how=none
rm -rf net own door && cp -r good-net net && cp -r good-own own && cp -r good-own door
vhc registry sign list --list net --venue own --key keys/bob.key --yes --adds 2 --at ${day}T11:30:00Z >said
vhc registry publish --list net --yes --at ${day}T11:40:00Z >said
vhc registry live --list net --key keys/live.key --venue own --at ${day}T11:50:00Z >said
vhc trust update --quiet --venue door net/packs/vci.example.pack --at ${day}T12:00:00Z
vhc verify --quiet --venue door --at ${day}T12:30:00Z late.jws >verdict || fail "the honest way does not go through"
is_red denied.jws
echo "$rows replacements, none of which made a card genuine"
[ "$rows" -ge 100 ] || fail "only $rows rows"
