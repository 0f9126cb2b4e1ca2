# rooms.sh CLI: the rooms under cli/ include downwards only, and what keeps things on disk knows no flags and prints
# nothing.
set -u
cli=$1

# The arrows: who may include whom, besides himself.
may_include() {
  case $1 in
    shell) echo shell ;;
    venue) echo shell venue ;;
    *) echo shell venue "$1" ;;  # desk, operator and tools stand beside each other
  esac
}

# "FILE rule" for every breach under the folder.
find_breaches() (
  cd "$1" || exit
  for room in shell venue desk operator tools; do
    allowed=$(may_include "$room" | tr ' ' '|')
    find "$room" -name '*.cpp' -o -path "$room/*.h" | sort | while read -r file; do
      if grep -E '^#include "(shell|venue|desk|operator|tools)/' "$file" | grep -Eqv "^#include \"($allowed)/"; then
        echo "$file arrow"
      fi
    done
  done
  find . \( -path './*/store/*' -o -path './*/bulk/*' \) -type f | sed 's|^\./||' | sort | while read -r file; do
    if grep -Eq '^#include "shell/args\.h"|_flags\.h"' "$file"; then echo "$file flags"; fi
    if grep -Eq 'io_?(\.|->)(out|err)\(\)|#include "(venue|desk|operator|tools)/print_' "$file"; then echo "$file prints"; fi
    # A run is called by others than the verb, too.
    if [[ $file == */bulk/* ]] && grep -Eq 'io_?(\.|->)(say|say_always|warn|show_progress|ask_yes)\(' "$file"; then
      echo "$file talks"
    fi
  done
)

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
mkdir -p "$planted/shell" "$planted/venue" "$planted/desk/store" "$planted/desk/bulk" "$planted/operator/store" "$planted/tools"
printf '#include "venue/trust_flags.h"\n' >"$planted/shell/up.cpp"
printf '#include "desk/bulk/run.h"\n#include "venue/trust_flags.h"\n' >"$planted/operator/aside.cpp"
printf '#include "desk/issuer_flags.h"\n' >"$planted/desk/store/flags.h"
printf 'io.out() << 1;\n' >"$planted/operator/store/prints.cpp"
printf 'io_.say("done");\n' >"$planted/desk/bulk/talks.cpp"
printf '#include "desk/print_intake.h"\n' >"$planted/desk/store/prints.h"
printf '#include "shell/io.h"\n#include "desk/card_outputs.h"\n' >"$planted/desk/fine.cpp"
if [ "$(find_breaches "$planted" | wc -l)" -ne 6 ]; then
  echo "the search does not find what was planted:"
  find_breaches "$planted"
  exit 1
fi

found=$(find_breaches "$cli")
[ -z "$found" ] || echo "$found"
[ -z "$found" ]
