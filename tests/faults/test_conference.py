"""A conference goes on while workers are killed under it, and who lost the line comes back to all that happened."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from roundtable.core import ids
from roundtable.demo import story
from tests.api.speak import Socket, cookie_of, socket_to
from tests.faults.test_workers import until, workers_of
from tests.support.server_process import ServerProcess, server_process
from tests.support.table import operation

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

CONFERENCE = ids.encode("conference", story.CONFERENCE)
WORKERS, ROUNDS, TRIES = 2, 6, 40


def _ask(page: httpx2.Client, name: str, **variables: Any) -> Any:
    return page.post("/graphql", json={"query": operation(name), "variables": variables}).json()["data"]


def _act(page: httpx2.Client, name: str, killing: Callable[[], None] = lambda: None, **given: Any) -> Any:
    """One act, sent again under the same id for as long as whoever has it dies of it, as the page does."""
    sent = {"input": {"clientMutationId": str(uuid4()), **given}}
    killing()
    for _ in range(TRIES):
        try:
            answer = page.post("/graphql", json={"query": operation(name), "variables": sent})
        except httpx2.TransportError:
            continue
        if answer.status_code == 200:
            ((_, payload),) = answer.json()["data"].items()
            assert payload["problems"] == [], payload["problems"]
            return payload
    raise AssertionError(f"{name} was not answered")


def _kill_one(server: ServerProcess) -> None:
    until(lambda: len(workers_of(server)) == WORKERS)
    os.kill(min(workers_of(server)), signal.SIGKILL)


def _events(socket: Socket, count: int) -> list[tuple[str, str]]:
    """What so many events that tell of items say: which kind, and which item."""
    found: list[tuple[str, str]] = []
    while len(found) < count:
        event = socket.hear()["payload"]["data"]["conferenceEvents"]
        if "agendaItem" in event:
            found.append((event["__typename"], event["agendaItem"]["id"]))
    return found


def _listen(server: ServerProcess, page: httpx2.Client, after: str, count: int) -> list[tuple[str, str]]:
    with socket_to(server, Cookie=cookie_of(page), Origin=server.address) as socket:
        socket.open()
        variables = {"conferenceId": CONFERENCE, "after": after}
        socket.tell("subscribe", id="1", payload={"query": operation("ConferenceEvents"), "variables": variables})
        return _events(socket, count)


def test_the_pointer_moves_on_while_workers_die_and_who_was_away_hears_all_of_it_once(
    demo_url: str, tmp_path: Path
) -> None:
    with (
        server_process(tmp_path, demo_url, "--workers", str(WORKERS)) as server,
        server.page_of("corina") as chair,
        server.page_of("dalia") as away,
    ):
        shown = _ask(away, "ConferencePage", conferenceId=CONFERENCE)
        cursor, (item,) = shown["conference"]["eventsCursor"], shown["agenda"]["nodes"]
        own = {each["membership"]["practitioner"]["fullName"]: each["id"] for each in shown["conference"]["attendance"]}
        _act(chair, "RecordArrival", attendanceId=own["Corina"], confidential=True)
        _act(chair, "BeginAgendaItem", lambda: _kill_one(server), agendaItemId=item["id"])
        for number in range(ROUNDS):
            minutes = {"agendaItemId": item["id"], "minutes": 1, "reason": f"More, {number}"}
            _act(chair, "ExtendAgendaItem", (lambda: _kill_one(server)) if number % 2 else (lambda: None), **minutes)
        _act(chair, "ConcludeAgendaItem", lambda: _kill_one(server), agendaItemId=item["id"], note="A plan was made.")
        # Each was done once, however often it was sent.
        (after,) = _ask(away, "ConferencePage", conferenceId=CONFERENCE)["agenda"]["nodes"]
        assert (after["status"], after["extendedBy"], after["note"]) == ("HEARD", ROUNDS, "A plan was made.")
        # Who had no line all the while is told the whole of it, in its order, from where they were.
        told = _listen(server, away, cursor, ROUNDS + 2)
    assert told == [
        ("AgendaItemBegun", item["id"]),
        *[("AgendaItemChanged", item["id"])] * ROUNDS,
        ("AgendaItemLeft", item["id"]),
    ]
