# installed_package.sh CMAKE BUILD COMPILER STRANGER BUNDLE: installs the build tree under a folder of its own, issues a
# card with the installed program, and lets a stranger's program judge it: found by CMake; then, with the whole tree
# moved elsewhere, by CMake again and by pkg-config.
set -eu
cmake=$1
build=$2
compiler=$3
stranger=$4
bundle=$5
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
  share/vhc/schema/vhc.issued.1.json; do
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

echo "--- moved, the program still finds its modules"
expect GENUINE second/bin/vhc --quiet verify --jwks "$iss=www/.well-known/jwks.json" card.png
expect GENUINE second/bin/vhc --quiet verify --jwks "$iss=www/.well-known/jwks.json" card.svg
echo "installed, judged and moved"
