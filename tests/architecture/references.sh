# references.sh none|each PATTERN FILE...: no file, or each of them, calls a function whose name matches.
set -u
expected=$1
pattern=$2
shift 2

# Undefined symbols of an archive, a shared object or a program, without the version of the library.
calls() {
  case $1 in
    *.a) nm -u "$1" ;;
    *) nm -u -D "$1" ;;
  esac | sed -n 's/^ *U \([^@]*\).*/\1/p' | sort -u
}

status=0
for file in "$@"; do
  all=$(calls "$file")
  if [ "$(echo "$all" | wc -l)" -lt 5 ]; then
    echo "$file: hardly any symbols; the search shows nothing"
    status=1
  fi
  found=$(echo "$all" | grep -E "$pattern" | tr '\n' ' ')
  echo "$(basename "$file"): $(echo "$all" | wc -l) functions called; of those searched for: ${found:-none}"
  case $expected in
    none) [ -z "$found" ] || status=1 ;;
    each) [ -n "$found" ] || status=1 ;;
  esac
done
exit "$status"
