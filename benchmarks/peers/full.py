"""Everything that is measured beside the peers, in one run: the figures, the machine and the versions in one report.

    python -m benchmarks.peers.full

Writes benchmarks/out/report.md and benchmarks/out/report.json.
"""

import argparse
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.peers.candidates import CANDIDATES, HERE, PEERS, ROWS, assigned_of, case_of, post_of, running
from benchmarks.peers.load import Asked
from benchmarks.peers.measured import OUT, Rounds, machine, measure, summary, table, versions, write
from benchmarks.peers.stage import Stage, stage


@dataclass(frozen=True)
class Part:
    """One question that is put to all who answer it."""

    title: str
    says: str
    asked: Callable[[Stage], Asked]
    names: Iterable[str]
    person: str = "ana"
    postgres: dict[str, str] = field(default_factory=dict)


PARTS = {
    "case": Part(
        "A case at a glance",
        "The case, 20 of its conversation's 400 messages and 20 of its 200 tasks; the rule holds for all, the record is"
        " kept by ours and by the hand-written rows.",
        case_of,
        tuple(CANDIDATES),
    ),
    "assigned": Part(
        "An NGO's assigned tasks",
        "The 50 due soonest that are asked for or under way and due within two weeks, among those of the whole country;"
        " the rule holds for all, the record is kept by ours and by the hand-written rows.",
        assigned_of,
        (*PEERS, ROWS),
        person="dalia",
    ),
    "post": Part(
        "Posting a message",
        "On a PostgreSQL that waits for its disk. Ours with the rule, the facts that streams tell of, and the record;"
        " the peers do the bare insert, as one whom the rule lets see the conversation.",
        post_of,
        ("yoga", "mercurius", "postgraphile"),
        postgres={"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"},
    ),
}


def run(part: Part, given: argparse.Namespace) -> tuple[Rounds, str]:
    """Measure it on a stage of its own; answers PostgreSQL's version too."""
    with TemporaryDirectory(prefix="roundtable-peers-") as folder, _stage(part, given) as on:
        asked, names = part.asked(on), [name for name in part.names if name in given.only]
        with running(on, names, asked, Path(folder)) as servers:
            return measure(servers, asked, given.rounds, given.seconds, on.postgres, Path(folder)), on.version


def _stage(part: Part, given: argparse.Namespace) -> AbstractContextManager[Stage]:
    return stage(part.person, given.tasks if part.asked is assigned_of else 0, **part.postgres)


def report(found: dict[str, Any], tables: dict[str, str]) -> str:
    where = found["machine"]
    lines = [
        "# Roundtable beside its peers",
        "",
        f"Measured {where['at']} at commit {found['versions']['roundtable']}, on {where['processors']} processors"
        f" ({where['processor']}), {where['system']}; the load before was {where['load_before'][0]}.",
        "How it is kept fair, and what is in whose favour, stands in benchmarks/peers/README.md.",
    ]
    for name, part in PARTS.items():
        if name in tables:
            ratios = [f"{key}: {value}" for key, value in found[name].items() if key.startswith("ratio")]
            lines += ["", f"## {part.title}", "", part.says, "", tables[name], "", *(f"- {each}" for each in ratios)]
    lines += ["", "## Versions", "", ", ".join(f"{name} {version}" for name, version in found["versions"].items()), ""]
    return "\n".join(lines)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3.0, help="of each server in each round")
    options.add_argument("--only", nargs="+", choices=sorted(CANDIDATES), default=sorted(CANDIDATES))
    options.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    options.add_argument("--tasks", type=int, default=1_000_000, help="in the whole country")
    given = options.parse_args()
    found: dict[str, Any] = {"machine": machine()}
    tables: dict[str, str] = {}
    for name in given.parts:
        taken, postgres = run(PARTS[name], given)
        found[name], tables[name] = summary(taken), table(taken)
        found["versions"] = versions(postgres)
        print(f"{PARTS[name].title}\n{tables[name]}", flush=True)
    write("report.json", found)
    path = OUT / "report.md"
    path.write_text(report(found, tables))
    print(f"Written to {path.relative_to(HERE.parents[1])}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
