"""A large conference: how soon 60 participants' pages follow the item that is heard, and what opening its page costs.

    python -m benchmarks.conference

The first is measured from the chair's request to the event on each socket, by the page's own subscription, on both
databases. The second is PostgreSQL's own time of the one statement that reads the page of a conference of 30 cases and
12 agencies, each asked over nearly all of them (`pg_stat_statements`).
"""

import argparse
import asyncio
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
from sqlalchemy import and_, select

from benchmarks.crowd import crowd, people, settle
from benchmarks.live import databases, demo
from benchmarks.statements import Statements
from roundtable.access.models import Audience, CaseAgency, CaseAgencyState, Disclosure, LawfulBasis, Sensitivity
from roundtable.agencies.models import Agency, AgencyType
from roundtable.cases.models import Case, CaseStatus, RiskLevel
from roundtable.cases.reference import new_reference
from roundtable.conferences.models import (
    AgencyReturn,
    AgencyReturnState,
    AgendaItem,
    AgendaItemStatus,
    Attendance,
    AttendanceSpan,
    AttendanceStatus,
    ConferenceAgency,
    ConferenceAgencyState,
)
from roundtable.core import ids
from roundtable.core.db import Database
from roundtable.core.tables import new_id, table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.support.server_process import ServerProcess
from tests.support.servers import DatabaseUrls, postgres_server
from tests.support.table import operation

CONFERENCE = ids.encode("conference", story.CONFERENCE)
CHAIR = PEOPLE["corina"].posts[0].id
MEDIAN_BAR, LATE_BAR, PAGE_BAR = 200.0, 500.0, 30.0
WARMING_UP = 3
# As the page asks, but for the name of its one variable, and from now on.
FOLLOWING = operation("ConferenceEvents").replace(
    "ConferenceEvents($conferenceId: ID!, $after: String, $once: Boolean = false)", "ConferenceEvents($caseId: ID!)"
)
FOLLOWING = FOLLOWING.replace("conferenceId: $conferenceId, after: $after, once: $once", "conferenceId: $caseId")


async def arrive(url: str) -> None:
    """The chair is in the room."""
    database, now, there = Database(url, pool_size=1), datetime.now(UTC), table_of(Attendance)
    async with database.writing() as session:
        of_chair = and_(there.c.conference_id == story.CONFERENCE, there.c.membership_id == CHAIR)
        own = (await session.scalars(select(Attendance).where(of_chair))).one()
        own.status, own.declared_at = AttendanceStatus.PRESENT, now
        session.add(AttendanceSpan(conference_id=story.CONFERENCE, attendance_id=own.id, arrived_at=now))
    await database.close()


async def fill(url: str, cases: int, agencies: int, returns: int) -> None:
    """So many cases on the demo's conference, and so many agencies that hear each, asked over so many in all."""
    database, now = Database(url, pool_size=1), datetime.now(UTC) - timedelta(hours=1)
    asked = [AGENCIES[key].id for key in ("social", "police", "forensic", "ngo")]
    async with database.writing() as session:
        for number in range(agencies - len(asked)):
            agency = Agency(id=new_id(), name=f"Agency {number}", type=AgencyType.NGO, county="Cluj")
            session.add(agency)
            await session.flush()
            session.add(
                ConferenceAgency(
                    conference_id=story.CONFERENCE,
                    agency_id=agency.id,
                    state=ConferenceAgencyState.ACCEPTED,
                    invited_by=CHAIR,
                    invited_at=now,
                )
            )
            asked.append(agency.id)
        for place in range(cases):
            await _put_on(session, place, asked, returns // cases, now)
    await database.close()
    await settle(url)


async def _put_on(session: Any, place: int, agencies: list[UUID], asked: int, now: datetime) -> None:
    """A case on the agenda, with everyone at its table and in its item's audience."""
    kept: dict[str, Any] = {"status": CaseStatus.ACTIVE, "risk_level": RiskLevel.HIGH, "opened_at": now}
    case = Case(id=new_id(), reference=new_reference("CJ"), **kept)
    audience = Audience(case_id=case.id, sensitivity=Sensitivity.NAMED_AGENCIES, made_by=CHAIR, created_at=now)
    session.add(case)
    await session.flush()
    session.add(audience)
    session.add_all(
        CaseAgency(case_id=case.id, agency_id=agency, state=CaseAgencyState.ACTIVE, history_from=now)
        for agency in agencies
    )
    await session.flush()
    session.add_all(
        Disclosure(
            case_id=case.id,
            audience_id=audience.id,
            agency_id=agency,
            lawful_basis=LawfulBasis.PUBLIC_TASK,
            rationale="They come to the conference.",
            purpose="The conference",
            disclosed_by=CHAIR,
            starts_at=now,
        )
        for agency in agencies
    )
    item = AgendaItem(
        case_id=case.id,
        conference_id=story.CONFERENCE,
        audience_id=audience.id,
        status=AgendaItemStatus.ACCEPTED,
        reason="Worse each week.",
        proposed_by=CHAIR,
        position=place + 1,
        created_at=now,
    )
    session.add(item)
    await session.flush()
    session.add_all(
        AgencyReturn(
            case_id=case.id,
            agenda_item_id=item.id,
            agency_id=agency,
            audience_id=audience.id,
            state=AgencyReturnState.REQUESTED,
            asked_at=now,
            created_at=now,
        )
        for agency in agencies[:asked]
    )


async def mark(url: str, item: str, number: int) -> None:
    """Have an item say which number it is, for its event to be known by."""
    database = Database(url, pool_size=1)
    async with database.writing() as session:
        kept = await session.get_one(AgendaItem, ids.decode("agendaitem", item))
        kept.extension_reason = f"sent-{number}-"
    await database.close()


def begin(page: httpx2.Client, item: str) -> None:
    given = {"clientMutationId": str(uuid4()), "agendaItemId": item}
    answer = page.post("/graphql", json={"query": operation("BeginAgendaItem"), "variables": {"input": given}}).json()
    assert answer["data"]["beginAgendaItem"]["problems"] == [], answer


def follow(server: ServerProcess, url: str, cookies: list[str], moves: int) -> tuple[list[float], int]:
    """Milliseconds from each move to each page; and how many are missing."""
    moved: dict[int, float] = {}
    with (
        crowd(server.address, cookies, document=FOLLOWING, cases=(CONFERENCE,)) as all_ears,
        server.page_of("corina") as page,
    ):
        state = {"query": operation("ConferencePage"), "variables": {"conferenceId": CONFERENCE}}
        items = [node["id"] for node in page.post("/graphql", json=state).json()["data"]["agenda"]["nodes"]][:2]
        time.sleep(2)  # the last have begun to listen
        for number in range(moves):
            asyncio.run(mark(url, items[number % 2], number))
            moved[number] = time.monotonic()
            begin(page, items[number % 2])
            time.sleep(0.5)
        time.sleep(2)
        lost, heard = all_ears.heard()
    assert lost == 0, f"{lost} sockets were lost"
    # The item before is left by the same act, and says its number a second time: the first is meant.
    first = [dict(reversed(came)) for came in heard]
    missing = sum(came.keys() != moved.keys() for came in first)
    return [(at - moved[n]) * 1000 for came in first for n, at in came.items() if n >= WARMING_UP], missing


def opened(server: ServerProcess, urls: DatabaseUrls, times: int) -> float:
    """PostgreSQL's milliseconds of the one statement that reads the page."""
    statements = Statements(urls)
    statements.begin()
    state = {"query": operation("ConferencePage"), "variables": {"conferenceId": CONFERENCE}}
    shown: list[Any] = []
    with server.page_of("corina") as page:
        for _ in range(WARMING_UP):
            shown = page.post("/graphql", json=state).json()["data"]["agenda"]["nodes"]
        statements.reset()
        for _ in range(times):
            page.post("/graphql", json=state)
    print(f"shown: {len(shown)} cases, {sum(len(item['returns']) for item in shown)} returns")
    calls, taken, _ = next(row for row in statements.all() if "attendance" in row[2] and "agenda_item" in row[2])
    assert calls == times, f"{calls} calls of {times}"
    return float(taken / calls)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--participants", type=int, default=60)
    options.add_argument("--moves", type=int, default=30)
    given = options.parse_args()
    kept = True
    print("database    pages   median     95th     99th  longest  missing")
    for database, urls in databases():
        with demo(urls) as server:
            cookies = asyncio.run(people(urls.superuser, given.participants))
            asyncio.run(arrive(urls.superuser))
            asyncio.run(fill(urls.superuser, 1, 4, 4))
            delays, missing = follow(server, urls.superuser, cookies, given.moves)
        times = sorted(delays)
        late = [times[int(len(times) * share)] for share in (0.95, 0.99)]
        figures = " ".join(f"{figure:>8.0f}" for figure in (statistics.median(times), *late, times[-1], missing))
        print(f"{database:<11} {len(cookies):>5} {figures}", flush=True)
        kept = kept and statistics.median(times) <= MEDIAN_BAR and late[1] <= LATE_BAR and missing == 0
    with postgres_server(shared_preload_libraries="pg_stat_statements") as postgres:
        urls = postgres.urls(asyncio.run(postgres.create_database()))
        with demo(urls) as server:
            asyncio.run(fill(urls.superuser, 30, 12, 300))
            page = opened(server, urls, 30)
    print(f"the page of 30 cases, 12 agencies, 300 returns: {page:.1f} ms of PostgreSQL")
    print(f"The bars: a median of {MEDIAN_BAR:.0f} ms, 99 of 100 within {LATE_BAR:.0f}; the page {PAGE_BAR:.0f}.")
    return 0 if kept and page <= PAGE_BAR else 1


if __name__ == "__main__":
    sys.exit(main())
