# Shared by the scripts of this folder, which run in the project's top folder. Not run by itself.

# The packages to build and test with; with "all", those of the checks too.
packages() {
  if [ "$1" = all ]; then
    sed '/^#/d;/^$/d' scripts/packages.txt
  else
    sed '/^# What follows is needed by scripts.lint/,$d;/^#/d;/^$/d' scripts/packages.txt
  fi
}

# A line is a package, or "PACKAGE unless COMMAND": not needed where there is such a command from elsewhere.
missing_packages() {
  packages "$1" | while read -r package _ command; do
    if [ -n "$command" ] && command -v "$command" >/dev/null; then continue; fi
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s ' "$package"
  done
}

# install_packages build|all: installs what is missing, as root or with sudo. Does nothing when everything is there.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian system; install what scripts/packages.txt names by its own means." >&2
    return 0
  fi
  missing=$(missing_packages "$1")
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -eq 0 ]; then
    as_root=env
  elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    as_root='sudo env'
  else
    echo "vhc needs packages that are not installed, and this user is not root and has no sudo." >&2
    echo "Ask an administrator for: apt-get install $missing" >&2
    return 1
  fi
  echo "Installing: $missing"
  $as_root apt-get -q -q update
  # shellcheck disable=SC2086  # a list of words
  $as_root DEBIAN_FRONTEND=noninteractive apt-get -q -q -y --no-install-recommends install $missing </dev/null
}

# build PRESET [TARGET...]: configures and builds into build/PRESET.
build() {
  preset=$1
  shift
  if command -v ccache >/dev/null; then
    export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
  fi
  quietly cmake --preset "$preset"
  cmake --build --preset "$preset" ${1:+--target "$@"}
}

# Runs a command and shows what it printed only when it fails.
quietly() {
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    rm -f "$log"
  else
    status=$?
    cat "$log" >&2
    rm -f "$log"
    return "$status"
  fi
}
