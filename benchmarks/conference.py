"""A large conference: how soon 60 participants' pages follow the item that is heard, and what opening its page costs.

    python -m benchmarks.conference

The first is measured from the chair's request to the event on each socket, by the page's own subscription from where
its own page left off, on both databases. The pointer goes over four items in turn: two that all 60 hear, one that six
have stepped aside from, and one that two agencies are kept from; four more people only watch, and are told of none.

The second is PostgreSQL's own time of the one statement that reads the page of a conference of 30 cases, 12 agencies
and 300 returns (`pg_stat_statements`), for its chair and for somebody who comes; beside it, of one that reads the words
of all returns as well, and of the page of one case, which shows those over it.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import httpx2

from benchmarks.conferring import Comer, gather, mark
from benchmarks.crowd import COOKIE, Seat, seated
from benchmarks.live import databases, demo
from benchmarks.statements import Statements
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.demo import story
from tests.support.server_process import ServerProcess
from tests.support.servers import postgres_server
from tests.support.table import operation

CONFERENCE = ids.encode("conference", story.CONFERENCE)
MEDIAN_BAR, LATE_BAR, PAGE_BAR = 200.0, 500.0, 30.0
WARMING_UP = 4
# The places of the items that are heard in turn.
HEARD = (0, 1, 2, 6)
# The page shows of each return whether it has come; this puts what it says beside that.
WITH_TEXTS = (
    "    askedAt\n    late\n",
    "    late content { involvement concerns protectiveFactors proposals documents }\n",
)


def _asked(page: httpx2.Client, name: str, **variables: Any) -> Any:
    """By the page's own operation."""
    answer = page.post("/graphql", json={"query": operation(name), "variables": variables}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def _opened(page: httpx2.Client) -> dict[str, str]:
    """What the page follows by, once it is open."""
    cursor = _asked(page, "ConferencePage", conferenceId=CONFERENCE)["conference"]["eventsCursor"]
    return {"conferenceId": CONFERENCE, "after": cursor}


def _page_of(server: ServerProcess, comer: Comer) -> httpx2.Client:
    page = server.browser()
    page.cookies.set(COOKIE, comer.cookie)
    return page


def _begin(page: httpx2.Client, item: str) -> None:
    given = {"clientMutationId": str(uuid4()), "agendaItemId": item}
    payload = _asked(page, "BeginAgendaItem", input=given)["beginAgendaItem"]
    assert payload["problems"] == [], payload


def follow(
    server: ServerProcess, url: str, people: Sequence[Comer], items: Sequence[str], moves: int
) -> tuple[list[float], int]:
    """Milliseconds from each move to each page that is to hear of it; and how many pages were told anything else."""
    moved: dict[int, float] = {}
    with server.page_of("corina") as chair:
        seats: list[Seat] = [(chair.cookies[COOKIE], _opened(chair))]
        for comer in people:
            with _page_of(server, comer) as page:
                seats.append((comer.cookie, _opened(page)))
        with seated(server.address, seats, operation("ConferenceEvents")) as all_ears:
            time.sleep(2)  # the last have begun to listen
            for number in range(moves):
                item = items[HEARD[number % len(HEARD)]]
                asyncio.run(mark(url, item, number))
                moved[number] = time.monotonic()
                _begin(chair, item)
                time.sleep(0.5)
            time.sleep(2)
            lost, heard = all_ears.heard()
    assert lost == 0, f"{lost} sockets were lost"
    hears = [lambda _: True, *(comer.hears for comer in people)]
    return _taken(moved, heard, hears)


def _taken(
    moved: dict[int, float], heard: list[list[tuple[int, float]]], hears: Sequence[Callable[[int], bool]]
) -> tuple[list[float], int]:
    taken, wrong = [], 0
    for came, shows in zip(heard, hears, strict=True):
        # The item before is left by the same act, and says its number a second time: the first is meant.
        first = dict(reversed(came))
        wrong += first.keys() != {number for number in moved if shows(HEARD[number % len(HEARD)])}
        taken += [(at - moved[number]) * 1000 for number, at in first.items() if number >= WARMING_UP]
    return taken, wrong


class Page:
    """What PostgreSQL takes for what somebody's page asks: one statement each time."""

    def __init__(self, statements: Statements, page: httpx2.Client, times: int) -> None:
        self._statements, self._page, self._times = statements, page, times

    def taken(self, document: str, **variables: str) -> tuple[float, float, Any]:
        """Milliseconds at the mean and at the quickest, when nobody else had the machine; and what is shown."""
        state, shown = {"query": document, "variables": variables}, {}
        for number in range(WARMING_UP + self._times):
            if number == WARMING_UP:
                self._statements.reset()
            shown = self._page.post("/graphql", json=state).json()
            assert "errors" not in shown, shown
        ((calls, taken, quickest),) = self._statements.of("agenda_item")
        assert calls == self._times, f"{calls} calls of {self._times}"
        return taken / calls, quickest, shown["data"]


def opened(times: int) -> float:
    """PostgreSQL's milliseconds of the one statement that reads the page, of whom it takes the longest."""
    page, longest = operation("ConferencePage"), 0.0
    with postgres_server(shared_preload_libraries="pg_stat_statements") as postgres:
        urls = postgres.urls(asyncio.run(postgres.create_database()))
        with demo(urls) as server:
            people, items = asyncio.run(gather(urls.superuser))
            statements = Statements(urls)
            statements.begin()
            comer = next(each for each in people if each.agency and each.post.role is Role.PRACTITIONER)
            with server.page_of("corina") as of_chair, _page_of(server, comer) as of_other:
                for who, client in (("its chair", of_chair), ("who comes", of_other)):
                    here = Page(statements, client, times)
                    taken, quickest, shown = here.taken(page, conferenceId=CONFERENCE)
                    texts, _, said = here.taken(page.replace(*WITH_TEXTS), conferenceId=CONFERENCE)
                    case, _, _ = here.taken(operation("AgendaItemPage"), agendaItemId=items[0])
                    figures = f"{taken:>8.1f} {quickest:>9.1f} {texts:>11.1f} {case:>9.1f}"
                    print(f"{who:<11} {_counted(shown, said)} {figures}", flush=True)
                    longest = max(longest, taken)
    return longest


def _counted(shown: Any, said: Any) -> str:
    """How many cases, returns and thousands of characters."""
    items = shown["agenda"]["nodes"]
    returns = [each for item in said["agenda"]["nodes"] for each in item["returns"] if each["content"]]
    letters = sum(len(text or "") for each in returns for text in each["content"].values())
    return f"{len(items):>6} {sum(len(item['returns']) for item in items):>8} {letters / 1000:>8.0f}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--moves", type=int, default=32)
    given = options.parse_args()
    kept = True
    print("database    pages   median     95th     99th  longest  wrong")
    for database, urls in databases():
        with demo(urls) as server:
            people, items = asyncio.run(gather(urls.superuser))
            delays, wrong = follow(server, urls.superuser, people, items, given.moves)
        times = sorted(delays)
        late = [times[int(len(times) * share)] for share in (0.95, 0.99)]
        figures = " ".join(f"{figure:>8.0f}" for figure in (statistics.median(times), *late, times[-1]))
        print(f"{database:<11} {len(people) + 1:>5} {figures} {wrong:>6}", flush=True)
        kept = kept and statistics.median(times) <= MEDIAN_BAR and late[1] <= LATE_BAR and wrong == 0
    print("page of      cases  returns thousand   opened  quickest  with texts  one case")
    page = opened(30)
    print(f"The bars: a median of {MEDIAN_BAR:.0f} ms, 99 of 100 within {LATE_BAR:.0f}; the page {PAGE_BAR:.0f}.")
    return 0 if kept and page <= PAGE_BAR else 1


if __name__ == "__main__":
    sys.exit(main())
