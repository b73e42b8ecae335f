"""How long the database takes for what one may see among very many cases: the latest items, and their count.

At a tenth of the size and at the full one, side by side; the same number of cases for each practitioner.
"""

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy import func, insert, select
from sqlmodel import SQLModel

from roundtable.access import rule
from roundtable.access.models import CaseAgencyState, LawfulBasis, MemberFunction, Purpose, Sensitivity
from roundtable.agencies.models import AgencyType
from roundtable.cases.models import CaseStatus, RiskLevel
from roundtable.core.actor import Role
from roundtable.core.db import Database
from roundtable.core.standing import after, standing
from roundtable.core.tables import row_of
from roundtable.messaging.models import Message
from roundtable.migrate import upgrade
from tests.support.servers import APP, postgres_server

NOW = datetime.now(UTC)
# For every case: agencies at its table, members of each, conversations, messages in each.
AGENCIES, MEMBERS, THREADS, MESSAGES = 3, 1, 2, 2
CASES_A_PRACTITIONER, POSTS_AN_AGENCY = 150, 20
BATCH = 5_000
BAR_MS, BAR_RATIO = 10.0, 1.2


@dataclass
class Network:
    """Rows of a whole country, table by table, made as they are needed."""

    cases: int
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - the same network each time

    def __post_init__(self) -> None:
        posts = max(POSTS_AN_AGENCY * AGENCIES, self.cases * AGENCIES * MEMBERS // CASES_A_PRACTITIONER)
        self.agencies = [uuid4() for _ in range(posts // POSTS_AN_AGENCY)]
        self.posts = {agency: [uuid4() for _ in range(POSTS_AN_AGENCY)] for agency in self.agencies}

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
    item = row_of(Message)
    sees = rule.sees_item(item)
    latest = select(item.c.id).where(sees).order_by(item.c.created_at.desc(), item.c.id.desc()).limit(50)
    seen = {
        "latest 50": select(func.count()).select_from(latest.subquery()),
        "count": select(func.count(item.c.id)).where(sees),
    }
    return {name: after(standing(), select(found.scalar_subquery())) for name, found in seen.items()}


async def measure(database: Database, network: Network, runs: int) -> dict[tuple[str, str], float]:
    """Median milliseconds, by question and kind of post."""
    chosen = {"practitioner": [], "contact point": []}  # type: dict[str, list[UUID]]
    for posts in network.posts.values():
        chosen["contact point"].append(posts[0])
        chosen["practitioner"] += posts[1:]
    medians = {}
    async with database.reading() as connection:
        for kind, posts in chosen.items():
            asked = network.chance.choices(posts, k=runs)
            for name, statement in questions().items():
                taken = []
                for post in [asked[0], *asked]:
                    begun = time.perf_counter()
                    (await connection.execute(statement, {"me": post, "now": NOW})).all()
                    taken.append((time.perf_counter() - begun) * 1000)
                medians[name, kind] = statistics.median(taken[1:])
    return medians


async def _on(url: str, unbound: str | None, cases: int, runs: int) -> dict[tuple[str, str], float]:
    database, network = Database(url), Network(cases)
    await fill(database, network, unbound)
    medians = await measure(database, network, runs)
    await database.close()
    return medians


def report(database: str, small: dict[tuple[str, str], float], large: dict[tuple[str, str], float]) -> bool:
    held = True
    for (name, kind), full in large.items():
        ratio = full / small[name, kind]
        print(f"{database:<11} {kind:<14} {name:<10} {small[name, kind]:>8.1f} {full:>8.1f} {ratio:>6.2f}")
        if kind == "practitioner" and database == "PostgreSQL":
            held &= full <= BAR_MS and ratio <= BAR_RATIO
    return held


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--runs", type=int, default=40)
    options.add_argument("--only", choices=["PostgreSQL", "SQLite"])
    given = options.parse_args()
    sizes = (given.cases // 10, given.cases)
    print(f"{'database':<11} {'post':<14} {'question':<10} {sizes[0]:>8,} {sizes[1]:>8,} {'ratio':>6}")
    held = True
    if given.only != "SQLite":
        with postgres_server() as server:
            found = []
            for cases in sizes:
                urls = server.urls(asyncio.run(server.create_database()))
                upgrade(urls.owner, APP)
                unbound = urls.superuser.replace("postgresql+asyncpg", "postgresql")
                found.append(asyncio.run(_on(urls.app, unbound, cases, given.runs)))
            held = report("PostgreSQL", *found)
    if given.only != "PostgreSQL":
        with TemporaryDirectory(prefix="roundtable-scale-") as folder:
            found = []
            for cases in sizes:
                url = f"sqlite+aiosqlite:///{Path(folder)}/{cases}.db"
                upgrade(url)
                found.append(asyncio.run(_on(url, None, cases, given.runs)))
            report("SQLite", *found)
    print(f"Median milliseconds, a round trip included. The bar is {BAR_MS:.0f} and {BAR_RATIO}, for a practitioner.")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
