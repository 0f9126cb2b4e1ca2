# one_writer.sh SOURCE...: each JSON schema is written in one file. Below these folders, no "schema", "vhc.NAME/N" stands in
# two of them.
set -u

# "SCHEMA FILE" for each schema that stands in several files.
twice() {
  grep -roE '"schema", "vhc\.[a-z_.]+/[0-9]+"' --include='*.cpp' "$@" | sed -E 's/^([^:]*):"schema", "(.*)"$/\2 \1/' |
    sort -u | awk '{files[$1] = files[$1] " " $2; count[$1]++} END {for (s in count) if (count[s] > 1) print s files[s]}' |
    sort
}

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
mkdir "$planted/cli"
printf 'json.member("schema", "vhc.trust/1");\njson.member("schema", "vhc.once/1");\n' >"$planted/cli/a.cpp"
printf 'json.member("schema", "vhc.trust/1");\n' >"$planted/cli/b.cpp"
if [ "$(twice "$planted/cli" | wc -l)" -ne 1 ]; then
  echo "the search does not find what was planted"
  exit 1
fi

# A line of a run's file of cards has what the ledger keeps of a card, and no more: it can be written again from there.
found=$(twice "$@" | grep -v '^vhc\.issued/1 [^ ]*/bulk/outputs\.cpp [^ ]*/print_intake\.cpp$')
[ -z "$found" ] || echo "$found"
[ -z "$found" ]
