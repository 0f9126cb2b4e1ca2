# Every way in which somebody without a key replaces a file. The caller's folder has: older/ (an older copy), other/
# (somebody else's folder of the same kind), other-open/ (the same with nothing sealed).
set -u

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

replacements="older other unsealed cut empty gone link-other link-self directory pipe growing"

# replace FOLDER FILE HOW: exit 1 when this way means nothing for the file. `other_name` maps FILE to the other folder's.
replace() {
  local path=$1/$2 from=
  case $3 in
    older) from=older/$2 ;;
    other | growing) from=other/$(other_name other "$2") ;;
    link-other) from=$PWD/other/$(other_name other "$2") ;;
    unsealed) from=other-open/$(other_name other-open "$2") ;;
  esac
  [ -z "$from" ] || [ -f "$from" ] || return 1
  case $3 in
    older | other | unsealed) cp --remove-destination "$from" "$path" ;;
    cut) truncate -s $(($(stat -c %s "$path") / 2)) "$path" ;;
    empty) truncate -s 0 "$path" ;;
    gone) rm "$path" ;;
    link-other) ln -sf "$from" "$path" ;;
    link-self) ln -sf "$(basename "$path")" "$path" ;;
    directory) rm "$path" && mkdir "$path" ;;
    pipe) rm "$path" && mkfifo "$path" ;;
    growing) { cat "$from"; head -c 100 "$path"; } >"$path.new" && mv "$path.new" "$path" ;;
  esac
}

# is_documented CODE WHAT...: an answer of the table of exit codes, not a crash, a hang or a bug of ours.
is_documented() {
  case $1 in
    0 | 1 | 2 | 3 | 4 | 5 | 6 | 10 | 11 | 13) ;;
    *) fail "exit $1: ${*:2}" ;;
  esac
}
