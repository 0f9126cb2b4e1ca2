#!/bin/bash
# A backup of every age against a folder that was published since: nothing that is published goes back by itself, and
# with --replace no revoked card becomes genuine. Each row is: name; what happens in the folder after the backup; what is
# done to the public folder; what happens in the restored folder; the code of the refusal, or "done"; and what --replace
# gives, "done" or "refused".
set -u
vhc=$(realpath "$1/vhc")
vectors=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

say_wrong() { echo "WRONG $*"; failures=$((failures + 1)); }
shop() { VHC_ISSUER=shop "$vhc" -q "$@" > said 2>&1 || { cat said; say_wrong "setup: $*"; }; }
revoke() { shop revoke --card "$1" --reason "wrong person"; }
publish() { shop publish --to www --yes; }
kid() { ls "$1/keys" | sed -n 's/\.pub$//p' | head -1; }
prints() { (cd "$1" && find . -type f | sort | xargs sha256sum); }
verdict() { "$vhc" verify --quiet --jwks https://pharmacy.example/shc=www/.well-known/jwks.json "$1" > said 2>&1; echo $?; }

printf 'quite a secret passphrase' > pp
chmod 600 pp
cp "$vectors/demo/visit.hl7" .
"$vhc" -q issuer init shop --iss https://pharmacy.example/shc --name "Corner Pharmacy" --kdf-memory 64 --passphrase-file pp > said 2>&1
for card in a b; do
  "$vhc" -q issue --again --issuer shop --passphrase-file pp visit.hl7 > $card 2> said ||
    "$vhc" -q issue --issuer shop --passphrase-file pp visit.hl7 > $card 2> said || say_wrong "issue"
done
# c was revoked before the backup, up to a time: the stamp may only grow.
rid_c=AAAAAAAA
shop revoke --rid $rid_c --kid "$(kid shop)" --before 2026-01-01T00:00:00Z --reason "wrong lot"
publish
"$vhc" -q issuer backup --issuer shop --passphrase-file pp shop.backup > said 2>&1 || say_wrong "backup"
mkdir base && mv shop www base/
rows=0

row() {
  local name=$1 after=$2 there=$3 back=$4 code=$5 replaced=$6
  rows=$((rows + 1))
  rm -rf shop www back plain
  cp -r base/shop base/www .
  eval "$after"
  eval "$there"
  local revoked=
  for card in a b; do [ "$(verdict $card)" = 10 ] && revoked="$revoked $card"; done
  "$vhc" -q issuer restore --passphrase-file pp shop.backup back > said 2>&1 || say_wrong "$name: restore"
  eval "$back"
  [ -e www ] && prints www > before || : > before
  "$vhc" -q publish --issuer back --to www --json > answer 2>&1
  local exit=$?
  [ -e www ] && prints www > after || : > after
  if [ "$code" = done ]; then
    [ $exit = 0 ] || { cat answer; say_wrong "$name: publish gave $exit"; }
  else
    [ $exit = 5 ] && grep -q "\"code\":\"$code\"" answer || { cat answer; say_wrong "$name: $exit, and not $code"; }
    cmp -s before after || say_wrong "$name: something was written"
    "$vhc" -q publish --issuer back --to www --replace < /dev/null > answer 2>&1
    exit=$?
    case $replaced:$exit in done:2 | refused:5) ;; *) cat answer; say_wrong "$name: --replace without an answer gave $exit" ;; esac
    "$vhc" -q publish --issuer back --to www --replace --yes --json > answer 2>&1
    exit=$?
    case $replaced:$exit in done:0 | refused:5) ;; *) cat answer; say_wrong "$name: --replace gave $exit" ;; esac
    [ "$replaced" = done ] && { "$vhc" -q publish --issuer back --to www > answer 2>&1 || say_wrong "$name: published again"; }
  fi
  [ "$there" = "rm -r www" ] && return  # nothing tells what was revoked
  for card in $revoked; do [ "$(verdict $card)" = 0 ] && say_wrong "$name: $card is genuine again"; done
  [ $replaced = refused ] || grep -q "\"$rid_c$stamp\"" www/.well-known/crl/*.json || say_wrong "$name: the stamp went back"
}

stamp=.1767225600
key_new='shop key new --passphrase-file pp'
row "nothing since"            ":"                                 ":" ":" done -
row "published since"          "publish"                           ":" ":" publish.other_history done
row "revoked, not public"      "revoke a"                          ":" ":" done -
row "revoked and public"       "revoke a; publish"                 ":" ":" publish.counter_back done
row "two revoked"              "revoke a; publish; revoke b; publish" ":" ":" publish.counter_back done
row "head gone"                "revoke a; publish" "rm www/journal-head.txt" ":" publish.counter_back done
row "list gone"                "revoke a; publish" "rm -r www/.well-known/crl" ":" publish.counter_back refused
row "published, head gone"     "publish"           "rm www/journal-head.txt" ":" publish.other_history done
row "nothing there"            "revoke a; publish" "rm -r www" ":" publish.other_history done
row "journal longer"           "publish" ":" "for i in 1 2 3; do VHC_ISSUER=back \"$vhc\" -q key retire -- \$(kid back) > said 2>&1; \"$vhc\" -q revoke --issuer back --card b > said 2>&1; done; \"$vhc\" -q key list --issuer back > said" publish.other_history done
row "other card revoked"       "revoke a; publish" ":" "\"$vhc\" -q revoke --issuer back --card b > said 2>&1" publish.unknown_rid done
row "same card revoked"        "revoke a; publish" ":" "\"$vhc\" -q revoke --issuer back --card a > said 2>&1" publish.other_history done
row "key new, not public"      "$key_new"                          ":" ":" done -
row "key new and public"       "$key_new; publish"                 ":" ":" publish.unknown_key done
row "key retired"              "shop key retire -- \$(kid shop); publish" ":" ":" publish.other_history done
row "key revoked"              "shop key revoke --yes --reason stolen -- \$(kid shop); publish" ":" ":" publish.key_withdrawn refused
row "key revoked, not public"  "shop key revoke --yes --reason stolen -- \$(kid shop)" ":" ":" done -
row "key revoked, killed"      "cp www/journal-head.txt head; shop key revoke --yes --reason stolen -- \$(kid shop); publish" "cp head www/journal-head.txt" ":" publish.key_withdrawn refused
row "key revoked, head gone"   "shop key revoke --yes --reason stolen -- \$(kid shop); publish" "rm www/journal-head.txt" ":" publish.key_withdrawn refused
row "key new, old one revoked" "old=\$(kid shop); $key_new; publish; shop key revoke --yes --reason stolen -- \$old; publish" ":" ":" publish.other_issuer refused
stamp=.1769904000
row "later stamp" "shop revoke --rid $rid_c --kid \$(kid shop) --before 2026-02-01T00:00:00Z --reason lot; publish" ":" ":" publish.counter_back done
row "later stamp, same counter" "shop revoke --rid $rid_c --kid \$(kid shop) --before 2026-02-01T00:00:00Z --reason lot; publish" ":" "\"$vhc\" -q revoke --issuer back --card b > said 2>&1" publish.unknown_rid done
stamp=
row "bare instead of a stamp" "shop revoke --rid $rid_c --kid \$(kid shop) --reason lot; publish" ":" ":" publish.counter_back done

# A publish that is killed after any of its writes: what was revoked is not genuine from the list on, and the next one
# goes through.
rm -rf shop www
cp -r base/shop base/www .
revoke a
cp -r www old
publish
mv www new
list=.well-known/crl/$(kid shop).json
for state in "" "$list" "$list .well-known/jwks.json" "$list .well-known/jwks.json journal-head.txt"; do
  rm -rf www
  cp -r old www
  for file in $state; do cp "new/$file" "www/$file"; done
  [ -z "$state" ] || [ "$(verdict a)" = 10 ] || say_wrong "killed after $state: a is genuine"
  publish
  [ "$(verdict a)" = 10 ] || say_wrong "killed after $state, and again: a is genuine"
  rows=$((rows + 1))
done

echo "$rows rows, $failures wrong"
[ $failures = 0 ]
