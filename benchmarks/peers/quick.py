"""The case's page in a few minutes: our server, the two fastest kinds of GraphQL peer, and hand-written SQL, by turns.

    python -m benchmarks.peers.quick

Writes benchmarks/out/quick.json, which `make bench-check` compares with what is expected.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peers.candidates import CANDIDATES, HERE, case_of, running
from benchmarks.peers.measured import machine, measure, summary, table, versions, write
from benchmarks.peers.stage import stage

QUICK = ["yoga", "mercurius", "hand-written rows", "hand-written json", "roundtable without record"]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3.0, help="of each server in each round")
    options.add_argument("--only", nargs="+", choices=sorted(CANDIDATES), default=QUICK)
    given = options.parse_args()
    where = machine()
    with TemporaryDirectory(prefix="roundtable-peers-") as folder, stage() as on:
        asked = case_of(on)
        with running(on, given.only, asked, Path(folder)) as servers:
            taken = measure(servers, asked, given.rounds, given.seconds, on.postgres, Path(folder))
        found = summary(taken) | {"machine": where, "versions": versions(on.version)}
    print(table(taken))
    for name, value in found.items():
        if isinstance(value, float | str):
            print(f"{name}: {value}")
    print(f"Written to {write('quick.json', found).relative_to(HERE.parents[1])}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
