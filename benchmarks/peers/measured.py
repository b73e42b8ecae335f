"""All servers by turns, round after round; the medians, what of it is whose multiple, and where it was measured."""

import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.peers.candidates import HERE, JSON, NODE, OURS, PEERS, ROWS, WITHOUT
from benchmarks.peers.load import Asked, Round, Server, one_round

OUT = HERE.parent / "out"
Rounds = dict[str, list[Round]]
_PYTHON = ("uvicorn", "uvloop", "httptools", "starlette", "asyncpg", "orjson", "strawberry-graphql", "sqlalchemy")


def measure(
    servers: Sequence[Server], asked: Asked, rounds: int, seconds: float, postgres: int, folder: Path
) -> Rounds:
    """Each in its turn, in another order each round, so that what else the machine does falls on all alike."""
    for server in servers:
        one_round(server, asked, seconds, postgres, folder)
    taken: Rounds = {server.name: [] for server in servers}
    for turn in range(rounds):
        for place in range(len(servers)):
            server = servers[(place + turn) % len(servers)]
            taken[server.name].append(one_round(server, asked, seconds, postgres, folder))
    return taken


def ratio(taken: Rounds, ours: str, other: str) -> float:
    """How many times as fast: of each round, and of these the median."""
    pairs = zip(taken[ours], taken[other], strict=True)
    return round(statistics.median(own.rate / their.rate for own, their in pairs), 3)


def best_peer(taken: Rounds) -> str | None:
    """The GraphQL peer with the highest median, of those that were measured."""
    measured = [name for name in PEERS if name in taken]
    return max(measured, key=lambda name: median(taken[name], "rate"), default=None)


def summary(taken: Rounds) -> dict[str, Any]:
    """What is written down of a comparison."""
    best, own = best_peer(taken), taken[OURS]
    found: dict[str, Any] = {"best_peer": best}
    if best:
        found["ratio_best_peer"] = ratio(taken, OURS, best)
    if ROWS in taken:
        found["ratio_hand_written"] = ratio(taken, OURS, ROWS)
    if JSON in taken and WITHOUT in taken:
        found["ratio_json_without_record"] = ratio(taken, WITHOUT, JSON)
    found["cpu_ms_per_request"] = median(own, "server_ms")
    found["postgres_cpu_ms_per_request"] = median(own, "postgres_ms")
    found["servers"] = {name: _of_server(rounds) for name, rounds in taken.items()}
    return found


def median(rounds: Iterable[Round], of: str) -> float:
    found: float = statistics.median(getattr(each, of) for each in rounds)
    return round(found, 3)


def machine() -> dict[str, Any]:
    """On what, and when."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    processor = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": processor or platform.processor(),
        "processors": os.cpu_count(),
        "load_before": [round(each, 2) for each in os.getloadavg()],
    }


def versions(postgres: str) -> dict[str, str]:
    """Of everything that took part."""
    node = subprocess.run([NODE, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    told = {"postgresql": postgres, "python": platform.python_version(), "node": node.lstrip("v")}
    told |= {name: importlib.metadata.version(name) for name in _PYTHON}
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, check=False, capture_output=True, text=True, cwd=HERE).stdout.strip()
    packages: dict[str, str] = json.loads((HERE / "package.json").read_text())["dependencies"]
    pins = [line.split("==") for line in (HERE / "requirements.txt").read_text().splitlines()]
    theirs = {name: version for name, version in pins if name in ("ariadne", "aiodataloader")}
    return told | theirs | packages | {OURS: commit}


def write(name: str, found: dict[str, Any]) -> Path:
    OUT.mkdir(exist_ok=True)
    path = OUT / name
    path.write_text(json.dumps(found, indent=2) + "\n")
    return path


def table(taken: Rounds) -> str:
    """A line for each server."""
    lines = [
        "| server | answers a second | beside ours | median ms | server's ms a request | PostgreSQL's ms a request |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, rounds in sorted(taken.items(), key=lambda each: -median(each[1], "rate")):
        own, times = median(rounds, "rate"), ratio(taken, name, OURS)
        told = [f"{own:.0f}", f"{times:.2f} ×", f"{median(rounds, 'median_ms'):.1f}"]
        told += [f"{median(rounds, of):.2f}" for of in ("server_ms", "postgres_ms")]
        lines.append(f"| {name} | {' | '.join(told)} |")
    return "\n".join(lines)


def _of_server(rounds: list[Round]) -> dict[str, Any]:
    return {
        "rate": median(rounds, "rate"),
        "rates": [each.rate for each in rounds],
        "median_ms": median(rounds, "median_ms"),
        "cpu_ms_per_request": median(rounds, "server_ms"),
        "postgres_cpu_ms_per_request": median(rounds, "postgres_ms"),
    }
