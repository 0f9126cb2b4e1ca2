# headers.sh FOLDER...: the headers in these folders include the standard library, tl/expected and vhc/, nothing else.
set -u
allowed='^[^:]*:[0-9]*:#include (<[a-z0-9_]+>|<tl/expected\.hpp>|"vhc/[a-z0-9_]+\.(h|def)")( *//.*)?$'

strangers() {
  grep -rnE '^[ \t]*#[ \t]*include' --include='*.h' --include='*.def' "$@" | grep -vE "$allowed"
}

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
printf '#include <vector>\n#include <openssl/evp.h>\n#include "checks.h"\n' >"$planted/planted.h"
if [ "$(strangers "$planted" | wc -l)" -ne 2 ]; then
  echo "the search does not find what was planted"
  exit 1
fi

echo "$(find "$@" -name '*.h' | wc -l) headers"
! strangers "$@"
