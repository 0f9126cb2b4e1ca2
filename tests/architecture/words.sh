# words.sh ROOT: no page, message or help text uses what docs/terms.md says not to: the words in backquotes in the last
# column of its tables, and in its last section.
set -u
root=$1

# Every text that a user reads, one paragraph or string a line, with its file: pages without what is code in them, and
# the string literals of the sources that have a space in them (names and values are others' to spell).
texts() {
  find "$1" -name '*.md' -type f ! -path '*/build*' ! -path '*/tests/*' ! -name terms.md | while read -r page; do
    awk -v file="$page" '/^ *```/ {code = !code; next} code {next}
      /^$/ {if (text != "") print file ":" text; text = ""; next} {text = text " " $0}
      END {if (text != "") print file ":" text}' "$page" | sed -E 's/`[^`]*`/`x`/g'
  done
  find "$1" \( -name '*.cpp' -o -name '*.h' -o -name '*.def' \) -type f ! -path '*/build*' ! -path '*/tests/*' |
    xargs -r grep -HoE '"([^" \\]|\\.)* ([^"\\]|\\.)*"'
}

forbidden() {
  { awk -F'|' '/^\|/ && NF >= 5 {print $4}' "$1"; sed -n '/^## Phrases/,$p' "$1"; } | grep -oE '`[^`]+`' | tr -d '`'
}

words=$(mktemp)
planted=$(mktemp -d)
trap 'rm -rf "$words" "$planted"' EXIT
forbidden "$root/docs/terms.md" >"$words"
if [ "$(wc -l <"$words")" -lt 20 ]; then
  echo "docs/terms.md forbids hardly anything; the search shows nothing"
  exit 1
fi
# The warning in an unsealed file is part of that format (docs/formats/key-file.md).
search() { texts "$1" | grep -wiFf "$words" | grep -v '"warning: NOT SEALED, '; }

printf 'A page with two words of it stands\nthere twice.\n\n```\nwhoever\n```\n' >"$planted/page.md"
printf 'fail("Whoever signs");\n// whoever\n' >"$planted/verb.cpp"
if [ "$(search "$planted" | wc -l)" -ne 2 ]; then
  echo "the search does not find what was planted"
  exit 1
fi

found=$(search "$root")
[ -z "$found" ] || echo "$found"
[ -z "$found" ]
