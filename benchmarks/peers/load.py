"""Sixteen connections that ask one server as fast as it answers (wrk), and what processor that took of whom."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

CONNECTIONS = 16
_SCRIPT = Path(__file__).with_name("asked.lua")
_PREFIX = re.compile("^[a-z]+_(?=[0-9a-f]{32}$)")
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
# Stands in a body for an id that no other request has.
FRESH = "@fresh@"


@dataclass(frozen=True)
class Asked:
    """An operation, and what it is asked with."""

    document: str
    variables: dict[str, Any]
    # The same in the words of who makes a schema of its own.
    native: str = ""
    # Where in the answer something is that did not exist before.
    made: str = ""

    def body(self, server: "Server") -> str:
        """As it is sent to a server. Of a public id, who has its own schema is given the key."""
        if not server.native:
            return json.dumps({"query": self.document, "variables": self.variables})
        return json.dumps({"query": self.native, "variables": _keys(self.variables)})


@dataclass(frozen=True)
class Server:
    """One that is measured: by which process, where, and how it knows who asks."""

    name: str
    pid: int
    address: str
    headers: dict[str, str] = field(default_factory=dict)
    # It makes its schema itself, of the database.
    native: bool = False


@dataclass(frozen=True)
class Round:
    """One server's turn: answers a second, milliseconds to the median answer, and of processor time a request."""

    rate: float
    median_ms: float
    server_ms: float
    postgres_ms: float


def one_round(
    server: Server, asked: Asked, seconds: float, postgres: int, folder: Path, connections: int = CONNECTIONS
) -> Round:
    """Ask for so long. Raises RuntimeError where something was answered that is no success."""
    before = spent(server.pid), spent_below(postgres)
    count, micros, median = load(server, [asked], seconds, folder, connections)
    after = spent(server.pid), spent_below(postgres)
    own, theirs = (later - earlier for earlier, later in zip(before, after, strict=True))
    return Round(count / micros * 1e6, median / 1000, own / count, theirs / count)


def load(
    server: Server, asked: Sequence[Asked], seconds: float, folder: Path, connections: int = CONNECTIONS
) -> tuple[float, float, float]:
    """Ask these in turn for so long; answers how often, in how many microseconds, and how many the median took.

    Raises RuntimeError where something was answered that is no success.
    """
    script = folder / "asked.lua"
    script.write_text(_lua(server, asked))
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(script), server.address]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"wrk failed:\n{ended.stderr}")
    told = ended.stdout
    count, micros, median, failed = (float(word) for word in _found(r"^told (.*)$", told).split())
    if failed or not count:
        raise RuntimeError(f"{server.name} failed:\n{told}")
    return count, micros, median


def resident_mb(pid: int) -> float:
    """How much memory a process holds."""
    return int(_found(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())) / 1024


def _keys(value: Any) -> Any:
    """A value with keys for public ids, and without lists that are empty."""
    if isinstance(value, dict):
        return {name: _keys(each) for name, each in value.items() if each != []}
    return _PREFIX.sub("", value) if isinstance(value, str) else value


def _lua(server: Server, asked: Sequence[Asked]) -> str:
    headers = {"content-type": "application/json", **server.headers}
    bodies = ", ".join(
        "{" + ", ".join(f"[==[{part}]==]" for part in each.body(server).split(FRESH)) + "}" for each in asked
    )
    lines = [
        'wrk.method = "POST"',
        *(f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items()),
        f"bodies = {{{bodies}}}",
        f'run = "{token_hex(4)}"',
    ]
    return "\n".join([*lines, _SCRIPT.read_text()])


def spent(pid: int) -> float:
    """Milliseconds of processor time, of all its threads."""
    user, system = _stat(pid)[:2]
    return (user + system) * _TICK_MS


def spent_below(pid: int) -> float:
    """The same of a process and of all that it has started, whether they have ended or not."""
    if not pid:
        return 0.0  # there is none
    children = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return sum(_stat(pid)) * _TICK_MS + sum(map(spent, children))


def _stat(pid: int) -> list[int]:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return [0, 0, 0, 0]  # it has just ended, and is counted with who started it
    return [int(word) for word in words[11:15]]


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    if found is None:
        print(text, file=sys.stderr)
        raise RuntimeError(f"nothing like {pattern}")
    return found[1]
