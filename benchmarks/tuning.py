"""What the collector's thresholds and the wait of the record's groups do to a read: the case's page, by turns.

    python -m benchmarks.tuning

Each is our server with one thing set otherwise (`benchmarks/tuned.py`); ratios are to the server as it is.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peers.candidates import CANDIDATES, OURS, Candidate, case_of, running
from benchmarks.peers.load import resident_mb
from benchmarks.peers.measured import machine, measure, median, ratio, versions, write
from benchmarks.peers.stage import stage
from benchmarks.tuned import HOW

SERVE = (sys.executable, "-m", "benchmarks.tuned")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--seconds", type=float, default=3.0, help="of each in each round")
    options.add_argument("--only", nargs="+", choices=sorted(HOW), default=list(HOW))
    given = options.parse_args()
    CANDIDATES.update({how: Candidate(how, (*SERVE, how, "serve"), peer=False, own=True) for how in given.only})
    found = {"machine": machine(), "set": {}}
    with TemporaryDirectory(prefix="roundtable-tuning-") as folder, stage() as on:
        with running(on, given.only, asked := case_of(on), Path(folder)) as servers:
            taken = measure(servers, asked, given.rounds, given.seconds, on.postgres, Path(folder))
            memory = {server.name: resident_mb(server.pid) for server in servers}
        found["versions"] = versions(on.version)
    for name, rounds in taken.items():
        told = {
            "beside_as_it_is": ratio(taken, name, OURS),
            "median_ms": median(rounds, "median_ms"),
            "cpu_ms_per_request": median(rounds, "server_ms"),
            "postgres_cpu_ms_per_request": median(rounds, "postgres_ms"),
            "resident_mb": round(memory[name], 1),
        }
        found["set"][name] = told
        print(f"{name:<34}", *(f"{key} {value}" for key, value in told.items()), sep="  ", flush=True)
    write("tuning.json", found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
