# siblings.sh OWN "OTHER..." COMPILER FLAG...: with these flags vhc/OWN can be included, and no vhc/OTHER exists.
set -u
own=$1
others=$2
shift 2

# -M finds the headers and compiles nothing.
includes() {
  header=$1
  shift
  printf '#include "vhc/%s"\n' "$header" | "$@" -x c++ -M - 2>&1 >/dev/null
}

if ! includes "$own" "$@"; then
  echo "vhc/$own is not found: the test shows nothing"
  exit 1
fi
status=0
for other in $others; do
  if message=$(includes "$other" "$@"); then
    echo "vhc/$other can be included"
    status=1
  elif ! echo "$message" | grep -Eq "vhc/$other.*(No such file|file not found)"; then
    echo "$message"
    status=1
  fi
done
exit "$status"
