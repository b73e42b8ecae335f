#!/usr/bin/env bash
# Sees to it that Chromium, PostgreSQL and Redis are on the machine and what prints minutes, or what `image` is built and
# tried with, or what `peers` are measured with: by apt where that may be done, else by saying what to install. What only
# `print`s is wanted, not needed: without it minutes are pages, and no PDF.
set -euo pipefail

what=${1:-tests}

missing=() wanted=()
need() { command -v "$1" >/dev/null || missing+=("$1"); }
# Pango draws the text of minutes on paper, in letters that have a comma below.
prints=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core)
can_print() { dpkg-query --show --showformat='${db:Status-Status}\n' "${prints[@]}" 2>/dev/null | grep -cx installed | grep -qx "${#prints[@]}"; }
[ "$what" = print ] || command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
if [ "$what" = image ]; then
  need mmdebstrap
  need buildah
elif [ "$what" = peers ]; then
  need wrk
elif [ "$what" = print ]; then
  can_print || wanted+=("${prints[@]}")
else
  can_print || missing+=("${prints[@]}")
  need chromium
  need redis-server
  # The browser tests take longer without it, and do.
  command -v chromium-headless-shell >/dev/null || wanted+=(chromium-headless-shell)
fi
[ ${#missing[@]} -eq 0 ] && [ ${#wanted[@]} -eq 0 ] && exit 0

say_what_is_missing() {
  [ ${#missing[@]} -eq 0 ] && exit 0
  echo "Missing for the $what: ${missing[*]}. $1" >&2
  echo "Install them (on Debian: apt-get install ${missing[*]}), then run this again. \`make test-fast\` runs without them." >&2
  exit 1
}

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  sudo -n true 2>/dev/null || say_what_is_missing "They cannot be installed from here: this is not root, and sudo asks for a password."
  as_root=(sudo -n)
fi
command -v apt-get >/dev/null || say_what_is_missing "There is no apt-get on this machine to install them with."

echo "→ Installing ${missing[*]} ${wanted[*]} from the distribution's packages (a minute or two)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet "$@"; }
install() { apt install --yes --no-install-recommends "$@"; }
{ apt update && install "${missing[@]}" "${wanted[@]}"; } >"$log" 2>&1 || install "${missing[@]}" >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  say_what_is_missing "apt-get could not install them (its last lines are above)."
}
