# libraries.sh PROGRAM... -- MODULE NAME ...: the programs load no library for pictures, drawing, data bases or HTTP; each
# MODULE loads NAME.
set -u
heavy='zxing|png|qrencode|cairo|pango|jpeg|rsvg|sqlite|httplib'
status=0
while [ "$1" != -- ]; do
  if ! ldd "$1" | grep -q libcrypto; then
    echo "$1 loads no OpenSSL: the search shows nothing"
    status=1
  elif found=$(ldd "$1" | grep -Ei "$heavy"); then
    echo "$(basename "$1") loads $found"
    status=1
  fi
  echo "$(basename "$1"): $(ldd "$1" | wc -l) libraries"
  shift
done
shift
while [ $# -ge 2 ]; do
  if ! ldd "$1" | grep -i "$2" | grep -Eqi "$heavy"; then
    echo "$(basename "$1") does not load $2: the search shows nothing"
    status=1
  fi
  shift 2
done
exit "$status"
