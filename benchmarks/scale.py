"""How long the database takes for what one may see among very many cases: the latest items, and their count.

At a tenth of the size and at the full one, side by side; the same number of cases for each practitioner. PostgreSQL
says itself how long a statement ran; on SQLite it is the time until the answer is here.
"""

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from roundtable.access import rule
from roundtable.access.models import CaseAgencyState, LawfulBasis, MemberFunction, Purpose, Sensitivity
from roundtable.agencies.models import AgencyType
from roundtable.cases.models import CaseStatus, RiskLevel
from roundtable.core.actor import Role
from roundtable.core.db import Database
from roundtable.core.guards import guard_of
from roundtable.core.standing import after, standing
from roundtable.core.tables import seen_of, table_of
from roundtable.messaging.models import Message
from roundtable.migrate import upgrade
from tests.support.explain import explained
from tests.support.servers import APP, Postgres, postgres_server

NOW = datetime.now(UTC)
# For every case: agencies at its table, members of each, conversations, messages in each.
AGENCIES, MEMBERS, THREADS, MESSAGES = 3, 1, 2, 2
CASES_A_PRACTITIONER, POSTS_AN_AGENCY = 150, 20
BATCH = 5_000
BAR_MS, BAR_RATIO = 10.0, 1.2
# A share of the memory, as PostgreSQL's manual advises; the tests' few megabytes would measure how pages are fetched.
SHARED_BUFFERS = "2GB"
# Milliseconds by question and kind of post: the median, and what the fastest quarter stays under on a shared machine.
Taken = dict[tuple[str, str], tuple[float, float]]
Place = tuple[Database, "Network"]


@dataclass
class Network:
    """Rows of a whole country, table by table, made as they are needed."""

    cases: int
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - the same network each time

    def __post_init__(self) -> None:
        posts = max(POSTS_AN_AGENCY * AGENCIES, self.cases * AGENCIES * MEMBERS // CASES_A_PRACTITIONER)
        self.agencies = [uuid4() for _ in range(posts // POSTS_AN_AGENCY)]
        self.posts = {agency: [uuid4() for _ in range(POSTS_AN_AGENCY)] for agency in self.agencies}

    def posts_of(self, kind: str) -> list[UUID]:
        """Each agency's first post answers for all its cases, the others for those that they are in by name."""
        own = slice(0, 1) if kind == "contact point" else slice(1, None)
        return [post for posts in self.posts.values() for post in posts[own]]

    def directory(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        county, since = "Cluj", NOW - timedelta(days=900)
        yield (
            "agency",
            [
                {"id": key, "name": "An agency", "type": AgencyType.NGO, "county": county, "active": True}
                for key in self.agencies
            ],
        )
        people = [(agency, post) for agency, posts in self.posts.items() for post in posts]
        yield "practitioner", [{"id": post, "full_name": "Somebody", "active": True} for _, post in people]
        yield (
            "membership",
            [
                {"id": post, "practitioner_id": post, "agency_id": agency, "role": _role(place), "starts_at": since}
                for place, (agency, post) in enumerate(people)
            ],
        )

    def content(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        for first in range(0, self.cases, BATCH):
            rows: dict[str, list[dict[str, Any]]] = {}
            for number in range(first, min(first + BATCH, self.cases)):
                self._case(number, rows)
            yield from rows.items()

    def _case(self, number: int, rows: dict[str, list[dict[str, Any]]]) -> None:
        case, opened = uuid4(), NOW - timedelta(days=self.chance.random() * 700)

        def add(table: str, **row: Any) -> None:
            rows.setdefault(table, []).append({"id": uuid4(), **row})

        rows.setdefault("case", []).append(
            {
                "id": case,
                "reference": f"CJ-{number:08X}",
                "status": CaseStatus.ACTIVE,
                "risk_level": RiskLevel.HIGH,
                "opened_at": opened,
            }
        )
        here = self.chance.sample(self.agencies, AGENCIES)
        for agency in here:
            add(
                "case_agency",
                case_id=case,
                agency_id=agency,
                state=CaseAgencyState.ACTIVE,
                lead=agency == here[0],
                history_from=opened,
                compartment="SUPPORT",
            )
            for post in self.chance.sample(self.posts[agency], MEMBERS):
                function = MemberFunction.PRACTITIONER
                add("case_member", case_id=case, membership_id=post, function=function, assumed_at=opened)
        for _ in range(THREADS):
            self._thread(case, opened, here, add)

    def _thread(self, case: UUID, opened: datetime, here: list[UUID], add: Any) -> None:
        author, audience, thread = self.posts[here[0]][0], uuid4(), uuid4()
        for_all = self.chance.random() < 0.3
        width = Sensitivity.CASE_AGENCIES if for_all else Sensitivity.NAMED_AGENCIES
        whole = {"for_task": False, "categories": 0, "compartment": "SUPPORT", "made_by": author}
        add("audience", case_id=case, sensitivity=width, created_at=opened, **whole | {"id": audience})
        for recipient in [None] if for_all else here[:2]:
            add(
                "disclosure",
                case_id=case,
                audience_id=audience,
                agency_id=recipient,
                lawful_basis=LawfulBasis.PUBLIC_TASK,
                purpose="Coordination",
                purpose_kind=Purpose.SAFETY,
                rationale="They need it",
                disclosed_by=author,
                starts_at=opened,
            )
        said = {"case_id": case, "audience_id": audience}
        add("thread", subject="Talk", created_by=author, created_at=opened, **said | {"id": thread})
        for _ in range(MESSAGES):
            at = opened + timedelta(days=self.chance.random() * 100)
            add("message", thread_id=thread, author_id=author, body="x", body_html="x", created_at=at, **said)


def _role(place: int) -> Role:
    return Role.CONTACT_POINT if place % POSTS_AN_AGENCY == 0 else Role.PRACTITIONER


async def fill(database: Database, network: Network, unbound: str | None) -> None:
    """On PostgreSQL by COPY, as one whom no policy binds; on SQLite by many rows a statement."""
    copying = await asyncpg.connect(unbound) if unbound else None
    for part in (network.directory(), network.content()):
        for name, rows in part:
            table = SQLModel.metadata.tables[name]
            if copying:
                columns = [column.name for column in table.columns if column.name in rows[0]]
                records = [[row.get(column) for column in columns] for row in rows]
                await copying.copy_records_to_table(name, records=records, columns=columns)
            else:
                async with database.writer.begin() as connection:
                    await connection.execute(insert(table), rows)
    if copying:
        await copying.execute("ANALYZE")
        await copying.close()
    else:
        async with database.writer.begin() as connection:
            await connection.exec_driver_sql("ANALYZE")


def questions() -> dict[str, Any]:
    """As the reader asks."""
    item = seen_of(table_of(Message))
    sees = guard_of(item, rule.sees_item)
    latest = select(item.c.id).where(sees).order_by(item.c.created_at.desc(), item.c.id.desc()).limit(50)
    seen = {
        "latest 50": select(func.count()).select_from(latest.subquery()),
        "count": select(func.count(item.c.id)).where(sees),
    }
    return {name: after(standing(), select(found.scalar_subquery())) for name, found in seen.items()}


async def compare(places: Sequence[Place], runs: int) -> list[Taken]:
    """What each database takes. They are asked in turn, so that what else the machine does falls on all alike."""
    taken: list[Taken] = [{} for _ in places]
    async with AsyncExitStack() as open_ones:
        connections = [await open_ones.enter_async_context(database.reading()) for database, _ in places]
        for kind in ("practitioner", "contact point"):
            asked = [network.chance.choices(network.posts_of(kind), k=runs + 1) for _, network in places]
            for name, statement in questions().items():
                times: list[list[float]] = [[] for _ in places]
                for turn in range(runs + 1):
                    for place, connection in enumerate(connections):
                        times[place].append(await _milliseconds(connection, statement, asked[place][turn]))
                for place, (_, *warm) in enumerate(times):
                    quarter, median, _ = statistics.quantiles(warm, n=4)
                    taken[place][name, kind] = median, quarter
    return taken


async def _milliseconds(connection: AsyncConnection, statement: Any, post: UUID) -> float:
    values = {"me": post, "now": NOW}
    if connection.dialect.name == "postgresql":
        *_, last = await explained(connection, statement, values, "(ANALYZE, TIMING OFF)")
        return float(last.removeprefix("Execution Time: ").removesuffix(" ms"))
    begun = time.perf_counter()
    (await connection.execute(statement, values)).all()
    return (time.perf_counter() - begun) * 1000


async def _filled(urls: Sequence[tuple[str, str | None]], sizes: Sequence[int], runs: int) -> list[Taken]:
    places = [(Database(url), Network(cases)) for (url, _), cases in zip(urls, sizes, strict=True)]
    for (database, network), (_, unbound) in zip(places, urls, strict=True):
        await fill(database, network, unbound)
    taken = await compare(places, runs)
    for database, _ in places:
        await database.close()
    return taken


def report(database: str, small: Taken, large: Taken) -> bool:
    held = True
    for (name, kind), (full, quarter) in large.items():
        before, before_quarter = small[name, kind]
        ratio = full / before
        figures = f"{before:>8.1f} {full:>8.1f} {ratio:>6.2f} {before_quarter:>8.1f} {quarter:>8.1f}"
        print(f"{database:<11} {kind:<14} {name:<10} {figures}")
        if kind == "practitioner" and database == "PostgreSQL":
            held &= full <= BAR_MS and ratio <= BAR_RATIO
    return held


def _made(server: Postgres) -> tuple[str, str]:
    """A new database, as the application, and as one whom nothing binds."""
    urls = server.urls(asyncio.run(server.create_database()))
    upgrade(urls.owner, APP)
    return urls.app, urls.superuser.replace("postgresql+asyncpg", "postgresql")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--runs", type=int, default=80)
    options.add_argument("--only", choices=["PostgreSQL", "SQLite"])
    given = options.parse_args()
    sizes = (given.cases // 10, given.cases)
    head = f"{sizes[0]:>8,} {sizes[1]:>8,} {'ratio':>6} {'quarter':>8} {'quarter':>8}"
    print(f"{'database':<11} {'post':<14} {'question':<10} {head}")
    held = True
    if given.only != "SQLite":
        with postgres_server(shared_buffers=SHARED_BUFFERS) as server:
            held = report("PostgreSQL", *asyncio.run(_filled([_made(server) for _ in sizes], sizes, given.runs)))
    if given.only != "PostgreSQL":
        with TemporaryDirectory(prefix="roundtable-scale-") as folder:
            urls = [(f"sqlite+aiosqlite:///{Path(folder)}/{cases}.db", None) for cases in sizes]
            for url, _ in urls:
                upgrade(url)
            report("SQLite", *asyncio.run(_filled(urls, sizes, given.runs)))
    print("Median milliseconds, and what the fastest quarter of the runs stays under.")
    print(f"The bar is {BAR_MS:.0f} and {BAR_RATIO}, for a practitioner.")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
