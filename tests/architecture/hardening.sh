# hardening.sh FORTIFIED CF_PROTECTION STACK_CLASH FILE...: what readelf and objdump find of the settings of
# cmake/VhcHardening.cmake in programs and modules. The first three are 1 where the setting is on. Other people's programs
# must be found wanting, else the search shows nothing.
set -u
fortified=$1 cf_protection=$2 stack_clash=$3
shift 3
status=0
lacks() {
  echo "$(basename "$1"): no $2"
  status=1
}

for file; do
  headers=$(readelf -W --file-header --program-headers --dynamic "$file")
  symbols=$(readelf -W --dyn-syms "$file")
  echo "$headers" | grep -q 'Type: *DYN' || lacks "$file" "place that is chosen at its start"
  echo "$headers" | grep -q 'GNU_RELRO' || lacks "$file" "RELRO"
  echo "$headers" | grep -Eq 'BIND_NOW|FLAGS_1.*NOW' || lacks "$file" "binding at its start"
  echo "$headers" | grep 'GNU_STACK' | grep -q 'RW ' || lacks "$file" "stack without code"
  echo "$headers" | grep -q 'TEXTREL' && lacks "$file" "code that stays read-only"
  echo "$symbols" | grep -q '__stack_chk_fail' || lacks "$file" "stack protector"
  # A part that draws or keeps rows may call nothing that is checked.
  if [ "$fortified" = 1 ] && [[ ${file##*/} == vhc || ${file##*/} == vhc-verify ]]; then
    echo "$symbols" | grep -Eq '__(memcpy|memmove|memset|read|fdelt|snprintf|vsnprintf|fprintf|vfprintf|realpath)_chk' ||
      lacks "$file" "checked call of the C library"
  fi
  code=$(mktemp)
  objdump -d --no-show-raw-insn "$file" > "$code"
  # A small module need not have a place for each of the others.
  if [ "$(wc -l < "$code")" -gt 100000 ]; then
    echo "$symbols" | grep -q '__glibcxx_assert_fail' || lacks "$file" "assertion of the library's limits"
  fi
  if [ "$cf_protection" = 1 ]; then
    [ "$(grep -c 'endbr64' "$code")" -gt 30 ] || lacks "$file" "mark at the targets of indirect calls"
  fi
  if [ "$stack_clash" = 1 ] && grep -Eq 'sub +\$0x1000,%rsp' "$code"; then
    grep -A2 -E 'sub +\$0x1000,%rsp' "$code" | grep -Eq '(or|mov)q? +\$0x0,(0x0)?\(%rsp\)' ||
      lacks "$file" "touch of every page of a large frame"
  fi
  rm -f "$code"
done
exit "$status"
