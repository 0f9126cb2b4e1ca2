# installed_package.sh CMAKE BUILD COMPILER STRANGER RECORDS: installs the build tree under a folder of its own, issues a
# card with the installed program, and lets a stranger's program judge it: found by CMake; then, with the whole tree
# moved elsewhere, by CMake again and by pkg-config. The examples of docs/library.md are built both ways and run; each
# header of the page compiles alone. RECORDS is the folder of the demonstration.
set -eu
cmake=$1
build=$2
compiler=$3
stranger=$4
records=$5
bundle=$records/two-dose-bundle.json
iss=https://pharmacy.example/shc

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
  echo "FAILED: $1"
  exit 1
}

# expect WANTED COMMAND...: the command succeeds and prints this.
expect() {
  wanted=$1
  shift
  got=$("$@") || fail "$*"
  [ "$got" = "$wanted" ] || fail "$1 printed \"$got\", not \"$wanted\""
}

echo "--- install"
"$cmake" --install "$build" --prefix "$work/first" >install.log
lib=$(sed -n 's|.*first/\(.*\)/pkgconfig/vhc.pc$|\1|p' install.log)
if grep -rIl "$work" first || grep -rIl "$build" first; then
  fail "an installed file holds a path of this machine"
fi
for file in bin/vhc bin/vhc-verify "$lib/vhc/libvhc-picture.so" "$lib/vhc/libvhc-print.so" "$lib/vhc/vhc-draw-svg" include/vhc/verify.h \
  include/vhc/errors.def share/man/man1/vhc.1 share/man/man7/vhc-errors.7 share/doc/vhc/LICENSE \
  share/bash-completion/completions/vhc share/vhc/schema/README.md share/vhc/schema/vhc.report.1.json \
  share/vhc/schema/vhc.issued.1.json share/doc/vhc/docs/library.md share/doc/vhc/docs/formats/key-file.md \
  share/doc/vhc/examples/issue_card.cpp; do
  [ -s "first/$file" ] || fail "$file is not installed"
done

# A reader must be able to meet members of a later release.
! grep -rl '"additionalProperties": *false' first/share/vhc/schema || fail "a schema that is not open"

echo "--- a card by the installed program"
first/bin/vhc --quiet issuer init shop --iss "$iss" --name "Corner Pharmacy" --no-passphrase >/dev/null
first/bin/vhc --quiet issue --issuer shop "$bundle" >card.txt
first/bin/vhc --quiet issue --issuer shop "$bundle" --qr card.png
first/bin/vhc --quiet issue --issuer shop "$bundle" --qr card.svg
first/bin/vhc --quiet publish --issuer shop --to www >/dev/null
first/bin/vhc --quiet issuer init other --iss "$iss" --name "Somebody Else" --no-passphrase >/dev/null
first/bin/vhc --quiet publish --issuer other --to other-www >/dev/null
for program in vhc vhc-verify; do
  expect GENUINE "first/bin/$program" --quiet verify --jwks "$iss=www/.well-known/jwks.json" card.png
  expect GENUINE "first/bin/$program" --quiet verify --jwks "$iss=www/.well-known/jwks.json" card.svg
done

judge() {
  expect genuine "$1" "$iss" www/.well-known/jwks.json card.txt
  expect unknown_issuer "$1" "$iss" other-www/.well-known/jwks.json card.txt
}

with_cmake() {
  "$cmake" -G Ninja -S "$stranger" -B "$1" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$2" >"$1.log" 2>&1 &&
    "$cmake" --build "$1" >>"$1.log" 2>&1 || { cat "$1.log"; fail "the stranger's build"; }
  judge "$1/stranger"
  expect 1 "$1/picture_stranger" card.txt
}

echo "--- found by CMake"
with_cmake by-cmake "$work/first"

echo "--- moved, found by CMake"
mv first second
with_cmake by-cmake-again "$work/second"

echo "--- moved, found by pkg-config"
PKG_CONFIG_PATH="$work/second/$lib/pkgconfig"
export PKG_CONFIG_PATH
# shellcheck disable=SC2046  # flags are words
"$compiler" -std=c++20 "$stranger/stranger.cpp" -o by-pkg-config $(pkg-config --static --cflags --libs vhc)
judge ./by-pkg-config

echo "--- moved, the examples of docs/library.md, by pkg-config as it stands"
doc=$work/second/share/doc/vhc
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem 2>openssl.log || fail "a key by openssl"
for example in issue_card verify_card; do
  # shellcheck disable=SC2046  # flags are words
  "$compiler" -std=c++20 -Wall -Werror "$doc/examples/$example.cpp" -o $example $(pkg-config --cflags --libs vhc) ||
    fail "$example by pkg-config"
done

# try_examples FOLDER: what one issues, the other and the installed program judge.
try_examples() {
  "$1/issue_card" "$iss" key.pem "$records/visit.hl7" >issued.txt 2>issued.log || fail "issue_card: $(cat issued.log)"
  expect "GENUINE - CHECK ID" "$1/verify_card" "$iss" jwks.json issued.txt
  expect GENUINE second/bin/vhc --quiet verify --jwks "$iss=jwks.json" issued.txt
  if "$1/verify_card" "$iss" other-www/.well-known/jwks.json issued.txt >judged.txt; then
    fail "verify_card takes another issuer's card"
  fi
  grep -q "^UNKNOWN ISSUER" judged.txt || fail "verify_card: $(cat judged.txt)"
}
try_examples .

echo "--- moved, the examples by CMake"
"$cmake" -G Ninja -S "$doc/examples" -B examples -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_PREFIX_PATH="$work/second" >examples.log 2>&1 && "$cmake" --build examples >>examples.log 2>&1 ||
  { cat examples.log; fail "the examples by CMake"; }
try_examples examples

echo "--- a component that there is not"
mkdir wrong
printf 'cmake_minimum_required(VERSION 3.16)\nproject(wrong CXX)\nfind_package(vhc REQUIRED COMPONENTS common nonsense)\n' \
  >wrong/CMakeLists.txt
if "$cmake" -G Ninja -S wrong -B wrong-build -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$work/second" \
  >wrong.log 2>&1; then
  fail "a component that there is not is found"
fi
tr -s ' \n' ' ' <wrong.log | grep -q 'vhc has no component "nonsense"; there are common, sealed, issuer' ||
  { cat wrong.log; fail "the missing component is not named"; }

echo "--- every installed header stands in docs/library.md, and those of the door compile alone"
for header in second/include/vhc/*.h; do
  grep -q "^| \`vhc/$(basename "$header")\`" "$doc/docs/library.md" || fail "docs/library.md does not name $header"
done
sed -n '/^## The stable headers/,/^## The parts/s/^| `\(vhc\/[a-z_0-9]*\.h\)`.*/\1/p' "$doc/docs/library.md" >door.txt
[ "$(wc -l <door.txt)" -ge 20 ] || fail "docs/library.md names hardly any header of the door"
while read -r header; do
  printf '#include <%s>\n' "$header" >alone.cpp
  # shellcheck disable=SC2046  # flags are words
  "$compiler" -std=c++20 -Wall -Wextra -Werror -fsyntax-only alone.cpp $(pkg-config --cflags vhc) ||
    fail "$header does not compile alone"
done <door.txt

echo "--- moved, the program still finds its modules"
expect GENUINE second/bin/vhc --quiet verify --jwks "$iss=www/.well-known/jwks.json" card.png
expect GENUINE second/bin/vhc --quiet verify --jwks "$iss=www/.well-known/jwks.json" card.svg
echo "installed, judged and moved"
