#!/bin/bash
# names_in_no_log.sh LOGS DATA...: searches what the transcripts left under LOGS (standard error, logs, journals) for every
# name, birth date and lot of the test data, and fails when one is there. First it finds a name that it plants itself.
# Key ids and revocation ids are random letters, in which a short name may stand by chance: they are taken out before.
set -euo pipefail
logs=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Families, given names, birth dates and lots, as the three kinds of input write them; words of three letters and more.
{
  grep -rhoE --include='*.json' '"(family|birthDate|lotNumber)": *"[^"]+"' "$@" | sed -E 's/^[^:]*: *"//; s/"$//'
  grep -rhozE --include='*.json' '"given": *\[[^]]*\]' "$@" | tr '\0' '\n' | grep -oE '"[^"]+"' | tr -d '"' | grep -v '^given$'
  find "$@" -name '*.hl7' -exec cat {} + | tr '\r' '\n' | awk -F '|' '
    /^PID/ { n = split($6, part, /[\^~&]/); for (i = 1; i <= n; i++) print part[i]; print $8 }
    /^RXA/ { print $16 }'
  find "$@" -path '*synthetic*.csv' -o -path '*demo*.csv' | while read -r file; do
    awk -F '[,;]' 'NR > 1 { print $1; print $2; print $3 }' "$file"
  done
} | tr -d '"\r' | sed -E 's/^ +| +$//g' | LC_ALL=C.UTF-8 grep -E '^.{3,}$' | grep -vE '^(MR|MD|Jr\.?|III|IAL.*|[LAMNSD])$' |
  # Words that our own sentences have, and numbers that a year, a count or the number of a process can equal.
  grep -vxiE 'Doe|Test|Patient|Name|First.*|Last.*|Given|Family|Frame|Card|Person|Lot|Null|none|Unknown|Adult|Baby|Boy|Girl|Redacted' |
  grep -vxE '[0-9]{1,6}' | sort -u >"$work/names"

count=$(wc -l <"$work/names")
[ "$count" -ge 20 ] || { echo "only $count names were found in the test data"; exit 1; }

# A random word has eleven letters or more and somewhere "aB", "1a" or "a1"; a word of the test data itself is never one.
# Prints where each name stands, and fails when there is none.
search() {
  find "$@" -type f -exec perl -ne '
    BEGIN {
      open my $in, "<", shift or die;
      chomp(my @names = <$in>);
      @known{@names} = ();
      $any = join "|", map quotemeta, @names;
    }
    s/[\w-]{11,}/exists $known{$&} || $& !~ m{[a-z][A-Z]|\d[A-Za-z]|[A-Za-z]\d} ? $& : "(random)"/ge;
    print "$ARGV:$.: $1\n" and $found = 1 if /(?<!\w)($any)(?!\w)/;
    close ARGV if eof;
    END { $? = !$found }' "$work/names" {} +
}

mkdir "$work/planted"
printf 'vhc: error: something about %s\n' "$(shuf -n 1 "$work/names")" >"$work/planted/stderr"
search "$work/planted" >/dev/null || { echo "the name that was planted was not found"; exit 1; }

mapfile -t folders < <(find "$logs" -maxdepth 1 -name '*.logs')
[ "${#folders[@]}" -ge 10 ] || { echo "only ${#folders[@]} transcripts left logs"; exit 1; }
if found=$(search "${folders[@]}"); then
  echo "names of the test data stand in:"
  echo "$found" # the people of the test data are invented
  exit 1
fi
echo "$count names, birth dates and lots in none of the logs of ${#folders[@]} transcripts"
