# lacks.sh NAMES FILE OTHER: FILE loads no library of these names; OTHER does, else the search shows nothing.
set -u
if ! ldd "$3" | grep -Eq "$1"; then
  echo "$(basename "$3") does not load $1: the search shows nothing"
  exit 1
fi
echo "$(basename "$2"): $(ldd "$2" | wc -l) libraries; $(basename "$3"): $(ldd "$3" | wc -l)"
! ldd "$2" | grep -E "$1"
