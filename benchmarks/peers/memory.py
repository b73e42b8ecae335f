"""How much memory each server holds before and after a hundred thousand requests: the case, assigned tasks, a message.

    python -m benchmarks.peers.memory

Writes benchmarks/out/memory.json. The servers are measured one after the other: it takes some ten minutes each.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.peers.candidates import CANDIDATES, OURS, assigned_of, case_of, post_of, running
from benchmarks.peers.load import load, resident_mb
from benchmarks.peers.measured import machine, versions, write
from benchmarks.peers.stage import stage

NAMES = ("yoga", "mercurius", "postgraphile")
BURST = 5.0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--requests", type=int, default=100_000)
    options.add_argument("--only", nargs="+", choices=[OURS, *NAMES], default=[OURS, *NAMES])
    given = options.parse_args()
    found: dict[str, Any] = {"machine": machine(), "requests": given.requests, "resident_mb": {}}
    names = [name for name in CANDIDATES if name in given.only]
    with TemporaryDirectory(prefix="roundtable-peers-") as folder, stage() as on:
        mixed = [case_of(on), assigned_of(on), post_of(on)]
        with running(on, names, mixed[0], Path(folder)) as servers:
            for server in servers:
                if server.name in given.only:
                    before, asked = resident_mb(server.pid), 0.0
                    while asked < given.requests:
                        asked += load(server, mixed, BURST, Path(folder))[0]
                    after = resident_mb(server.pid)
                    found["resident_mb"][server.name] = {"before": round(before, 1), "after": round(after, 1)}
                    print(f"{server.name:<14} {before:>7.1f} MB before, {after:>7.1f} MB after", flush=True)
        found["versions"] = versions(on.version)
    write("memory.json", found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
