"""Minutes of a large conference on paper: how long one edition of 30 cases takes, and what others wait meanwhile.

    python -m benchmarks.minutes

A conference of 30 cases and 12 agencies, with 300 returns that say something, a passage over each case and two
decisions. The edition is taken out as PDF through the endpoint, as the page does it; beside it another page asks for
its viewer over and over, before and meanwhile: the longest that it waits meanwhile has its bar too.
"""

import argparse
import asyncio
import statistics
import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2
from sqlalchemy import select, update

from benchmarks.agenda import CHAIR
from benchmarks.conference import CONFERENCE
from benchmarks.conferring import gather
from benchmarks.crowd import settle
from benchmarks.live import databases, demo
from roundtable.conferences.models import (
    AgendaItem,
    AgendaItemStatus,
    Conference,
    ConferenceStatus,
)
from roundtable.core.db import Database
from roundtable.core.tables import table_of
from roundtable.decisions.models import Decision
from roundtable.demo import story
from tests.support.server_process import ServerProcess
from tests.support.table import operation

BAR = 10.0
# Milliseconds that another's request may take while one is made.
OTHERS_BAR = 1_000
SAID = "Situația s-a agravat în ultimele săptămâni; copiii sunt în siguranță la mama ei. "


async def happened(url: str) -> None:
    """Every case was heard and decided over."""
    database, now = Database(url, pool_size=1), datetime.now(UTC)
    item, conference = table_of(AgendaItem), table_of(Conference)
    async with database.writing() as session:
        heard = {"status": AgendaItemStatus.HEARD, "began_at": now, "ended_at": now, "note": SAID * 4}
        await session.execute(update(item).values(**heard))
        over = {"status": ConferenceStatus.MINUTES_DRAFT, "ended_at": now}
        await session.execute(update(conference).where(conference.c.id == story.CONFERENCE).values(**over))
        for one in list(await session.scalars(select(AgendaItem))):
            kept: dict[str, Any] = {"case_id": one.case_id, "agenda_item_id": one.id, "audience_id": one.audience_id}
            kept |= {"recorded_by": CHAIR, "decided_at": now, "created_at": one.created_at}
            session.add_all([Decision(**kept, text=SAID * 2, rationale=SAID) for _ in range(2)])
    await database.close()
    await settle(url)


def _done(page: httpx2.Client, name: str, **given: Any) -> dict[str, Any]:
    sent = {"query": operation(name), "variables": {"input": {"clientMutationId": str(uuid4()), **given}}}
    ((_, payload),) = page.post("/graphql", json=sent).json()["data"].items()
    assert payload["problems"] == [], payload
    found: dict[str, Any] = next(value for key, value in payload.items() if key != "problems")
    return found


class Beside:
    """Another page's requests, each after the one before; milliseconds."""

    def __init__(self, server: ServerProcess) -> None:
        self._server, self.taken, self._over = server, list[float](), threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()

    def _ask(self) -> None:
        with self._server.page_of("ana") as page:
            while not self._over.is_set():
                begun = time.monotonic()
                assert page.post("/graphql", json={"query": operation("Viewer")}).status_code == 200
                self.taken.append((time.monotonic() - begun) * 1000)
                time.sleep(0.02)

    def since(self, mark: int = 0) -> list[float]:
        return sorted(self.taken[mark:])

    def end(self) -> None:
        self._over.set()
        self._thread.join()


def printed(page: httpx2.Client, minutes: str) -> tuple[float, int]:
    """Seconds from the request for an edition to its last byte, and how many bytes."""
    begun = time.monotonic()
    export = _done(page, "ExportMinutes", minutesId=minutes, format="PDF")["id"]
    answer = page.post(f"/minutes-exports/{export}", timeout=120)
    assert answer.status_code == 200, answer.text
    return time.monotonic() - begun, len(answer.content)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--editions", type=int, default=3)
    given = options.parse_args()
    kept = True
    print("database    seconds  kilobytes   others before: median  longest   meanwhile: median  longest (ms)")
    for database, urls in databases():
        with demo(urls) as server:
            asyncio.run(gather(urls.superuser))
            asyncio.run(happened(urls.superuser))
            with server.page_of("corina") as page:
                minutes = _done(page, "DraftMinutes", conferenceId=CONFERENCE, language="RO")["id"]
                beside = Beside(server)
                time.sleep(4)
                before, mark = beside.since(), len(beside.taken)
                prints = [printed(page, minutes) for _ in range(given.editions)]
                meanwhile = beside.since(mark)
                beside.end()
        seconds = statistics.median(taken for taken, _ in prints)
        others = [f"{statistics.median(each):>8.0f} {each[-1]:>8.0f}" for each in (before, meanwhile)]
        print(
            f"{database:<11} {seconds:>7.1f} {prints[0][1] / 1000:>10.0f} {others[0]:>29} {others[1]:>28}", flush=True
        )
        kept = kept and seconds <= BAR and meanwhile[-1] < OTHERS_BAR
    print(f"The bars: {BAR:.0f} s for an edition; less than {OTHERS_BAR} ms for another's longest wait meanwhile.")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
