#!/usr/bin/env bash
# Writes requirements/run.txt and requirements/dev.txt: the newest versions that pyproject.toml allows, for every platform, with hashes, naming no registry.
set -euo pipefail
cd "$(dirname "$0")/.."

# Arguments for uv may follow: --upgrade-package NAME moves one package and leaves the others where they are.
lock() {
  local output=$1
  shift
  .venv/bin/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
    --group build --group page "$@" --output-file "$output" pyproject.toml
}
[ $# -gt 0 ] || set -- --upgrade
lock requirements/run.txt "$@"
lock requirements/dev.txt --group dev --constraints requirements/run.txt "$@"
grep -cE '^[a-z]' requirements/*.txt
