"""How many events a second one process tells to a thousand sockets of one case, and what processor a delivery takes.

    python -m benchmarks.peers.fanout

Somebody posts twenty messages, each as soon as the last is acknowledged; from the first post to the last delivery is
what counts. The peers post by the bare insert, and tell what their own publish-and-subscribe carries: with the message
read for each socket by the rule, as it may be seen at that moment, or (`unseen`) told to all as it was posted, whoever
may see it. Ours reads it by the rule once for all who are shown the same, and puts each delivery on the record.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2

from benchmarks.crowd import crowd, people
from benchmarks.peers.candidates import CANDIDATES, OURS, Candidate, post_of, running
from benchmarks.peers.load import FRESH, Server, spent, spent_below
from benchmarks.peers.measured import machine, versions, write
from benchmarks.peers.stage import Stage, plain, stage
from benchmarks.tuning import SERVE
from roundtable.identity.commands import hash_of

EVENTS = """
subscription ($caseId: ID!) {
  caseEvents(caseId: $caseId) { __typename ... on MessagePosted { message { id body createdAt } } }
}
"""
APART, UNSEEN = "events: told to each by itself", ("yoga unseen", "mercurius unseen")
NAMES = ("yoga", "mercurius", *UNSEEN, APART)
# Seconds without work, after which nothing more is told.
QUIET = 1.0
Told = dict[str, float]


def measure(server: Server, on: Stage, cookies: Sequence[str], events: int) -> Told:
    """One server's turn. Raises RuntimeError where a socket was lost, or not told everything once."""
    address = server.address.removesuffix("/graphql")
    with crowd(address, cookies, document=EVENTS) as ears, httpx2.Client(headers=server.headers, timeout=60) as http:
        _until_quiet(server)
        before, begun = (spent(server.pid), spent_below(on.postgres)), time.monotonic()
        for number in range(events):
            _post(http, server, on, number)
        _until_quiet(server)
        after = spent(server.pid), spent_below(on.postgres)
        lost, heard = ears.heard()
    if lost or any(sorted(number for number, _ in came) != list(range(events)) for came in heard):
        raise RuntimeError(f"{server.name}: {lost} sockets were lost, or were not told everything once")
    lasted, count = max(at for came in heard for _, at in came) - begun, events * len(cookies)
    own, theirs = ((later - earlier) * 1000 / count for earlier, later in zip(before, after, strict=True))
    return {"events_a_second": events / lasted, "server_us": own, "postgres_us": theirs}


def _post(http: httpx2.Client, server: Server, on: Stage, number: int) -> None:
    body = json.loads(post_of(on).body(server).replace(FRESH, str(uuid4())))
    body["variables"]["input"]["body"] = f"sent-{number}-"
    told = http.post(server.address, json=body).json()
    if told.get("errors") or told["data"]["postMessage"]["message"] is None:
        raise RuntimeError(f"{server.name} answered {told}")


def _until_quiet(server: Server) -> None:
    """Until a server has done next to nothing for a while."""
    worked, since = spent(server.pid), time.monotonic()
    while time.monotonic() - since < QUIET:
        time.sleep(0.1)
        if spent(server.pid) - worked > 50:
            worked, since = spent(server.pid), time.monotonic()


async def _seats(on: Stage, sockets: int, count: int) -> tuple[list[str], list[str]]:
    """What each socket is known by: at ours a session, at the peers the post itself."""
    own = await people(on.urls.superuser, count)
    connection = await asyncpg.connect(plain(on.urls.superuser))
    rows = await connection.fetch("SELECT token_hash, membership_id FROM session")
    await connection.close()
    posts = {row["token_hash"]: str(row["membership_id"]) for row in rows}
    cookies = [own[place % len(own)] for place in range(sockets)]
    return cookies, [posts[hash_of(cookie)] for cookie in cookies]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sockets", type=int, default=1_000)
    options.add_argument("--people", type=int, default=200, help="who they are: so many people in four agencies")
    options.add_argument("--events", type=int, default=20)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    given = options.parse_args()
    for name in UNSEEN:
        CANDIDATES[name] = replace(CANDIDATES[name.split()[0]], name=name, settings={"UNSEEN": "1"})
    CANDIDATES[APART] = Candidate(APART, (*SERVE, APART, "serve"), peer=False, own=True)
    taken: dict[str, list[Told]] = {}
    where = machine()
    with TemporaryDirectory(prefix="roundtable-fanout-") as folder, stage() as on:
        sessions, posts = asyncio.run(_seats(on, given.sockets, given.people))
        with running(on, given.only, post_of(on), Path(folder)) as servers:
            for turn in range(given.rounds):
                for place in range(len(servers)):
                    server = servers[(place + turn) % len(servers)]
                    is_ours = server.name in (OURS, APART)
                    told = measure(server, on, sessions if is_ours else posts, given.events)
                    taken.setdefault(server.name, []).append(told)
        found: dict[str, Any] = {"machine": where, "versions": versions(on.version), "sockets": given.sockets}
    found["servers"] = {
        name: {key: round(statistics.median(each[key] for each in rounds), 2) for key in rounds[0]}
        for name, rounds in taken.items()
    }
    ours = found["servers"][OURS]["events_a_second"]
    print(f"{'server':<32} {'events/s':>9} {'ours is':>8} {'server µs':>10} {'PostgreSQL µs':>14}  a delivery")
    for name, told in found["servers"].items():
        rate = told["events_a_second"]
        print(f"{name:<32} {rate:>9.1f} {ours / rate:>7.1f}× {told['server_us']:>10.1f} {told['postgres_us']:>14.1f}")
    write("fanout.json", found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
