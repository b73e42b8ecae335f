#!/usr/bin/env bash
# Builds the image of docker/Dockerfile with no engine and no registry of images: Debian's own packages make the base, and
# buildah the rest. Leaves in build/image: roundtable.tar, for `docker load`; image.json, what the image says of itself; root,
# where its files are mounted.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" -eq 0 ] || {
  echo "Building the image makes a root file system, which only root may: sudo make image" >&2
  exit 1
}
place=$PWD/build/image
mkdir -p "$place"
# Where an image is kept as plain folders nothing is asked of the kernel: neither overlays nor namespaces of users.
store=(--root "$place/storage" --runroot "$place/run" --storage-driver vfs)
quietly() { "$@" >"$place/log" 2>&1 || { tail -n 40 "$place/log" >&2; exit 1; }; }

# As the Dockerfile's stage `printing` installs them, for who has a registry.
prints=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core)

make_base() {
  echo "→ Making the base of Debian's packages" >&2
  local sources=()
  for list in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
    if [ -s "$list" ]; then sources+=("$list"); fi
  done
  # The sources are this machine's own, and stay with it.
  quietly mmdebstrap --variant=minbase --include="$(printf '%s,' "${prints[@]}")ca-certificates,python3-venv" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='rm -rf "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/*' \
    "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$place/base.tar.new" "${sources[@]}"
  mv "$place/base.tar.new" "$place/base.tar"
  local base
  base=$(buildah "${store[@]}" from scratch)
  quietly buildah "${store[@]}" add "$base" "$place/base.tar" /
  quietly buildah "${store[@]}" commit --quiet --rm "$base" localhost/roundtable-base
}

# How this machine reaches its packages, and whom it trusts, is lent to each step, and is in none of the image's layers.
lent=()
home=$(getent passwd 0 | cut -d : -f 6)
lend() { if [ -e "$1" ]; then lent+=(--volume "$1:$2:ro"); fi; }
lend /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
lend /etc/pip.conf /etc/pip.conf
lend "$HOME/.config/pip" "$home/.config/pip"
lend "$HOME/.npmrc" "$home/.npmrc"

[ -s "$place/base.tar" ] && buildah "${store[@]}" inspect localhost/roundtable-base >/dev/null 2>&1 || make_base
echo "→ Building docker/Dockerfile on it" >&2
# In docker's own format: the other one knows no health check.
quietly buildah "${store[@]}" build --isolation chroot --format docker --pull-never "${lent[@]}" \
  --build-arg BASE=localhost/roundtable-base --build-arg PRINTS=localhost/roundtable-base --file docker/Dockerfile --tag localhost/roundtable .
rm -f "$place/roundtable.tar"
quietly buildah "${store[@]}" push localhost/roundtable "docker-archive:$place/roundtable.tar:roundtable:latest"
buildah "${store[@]}" inspect --type image localhost/roundtable >"$place/image.json"
buildah "${store[@]}" rm --all >/dev/null
ln -sfn "$(buildah "${store[@]}" mount "$(buildah "${store[@]}" from --pull-never localhost/roundtable)")" "$place/root"
