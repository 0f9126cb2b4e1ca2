# What every script here begins with: a folder of its own, gone when the script ends, and a word about what failed.
# shellcheck shell=bash
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
  echo "$*"
  exit 1
}
