"""How the rows of a world come into the database and go from it, and whom all worlds share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import SQLModel

from roundtable.access.models import (
    Entitlement,
)
from roundtable.agencies.models import Agency, Deputyship, Membership, Practitioner, ServiceAccount
from roundtable.cases.models import Case, CaseStatus, RiskLevel
from roundtable.cases.reference import new_reference
from roundtable.conferences.models import (
    Conference,
)
from roundtable.core.facts import NewFact
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE
from tests.access.world_kinds import OF_CONFERENCE, OF_ITEMS
from tests.support.table import Table

Row = TypeVar("Row", bound=SQLModel)
TODAY = datetime.now(UTC).replace(microsecond=0)
LONG_AGO = datetime(2026, 1, 5, 8, tzinfo=UTC)
SCRIPT = "script"
VOLUNTEER = "corina as volunteer"
# Every post that there is, by the name that tests call it by.
POSTS: dict[str, UUID] = {key: person.posts[0].id for key, person in PEOPLE.items()}
POSTS |= {VOLUNTEER: PEOPLE["corina"].posts[1].id, SCRIPT: NGO_SCRIPT.post.id}


def day(number: int) -> datetime:
    """So many days from today; the past is negative."""
    return TODAY + timedelta(days=number)


def directory() -> list[SQLModel]:
    """The cast's agencies, people and posts, as the demo has them."""
    posts = [(person.id, None, post) for person in PEOPLE.values() for post in person.posts]
    return [
        *(Agency(id=a.id, name=a.name, type=a.type, county=a.county) for a in AGENCIES.values()),
        *(Practitioner(id=p.id, full_name=p.name) for p in PEOPLE.values()),
        ServiceAccount(id=NGO_SCRIPT.id, name=NGO_SCRIPT.name),
        *(
            Membership(
                id=post.id,
                practitioner_id=person,
                service_account_id=script,
                agency_id=AGENCIES[post.agency].id,
                role=post.role,
                title=post.title,
                starts_at=LONG_AGO,
            )
            for person, script, post in [*posts, (None, NGO_SCRIPT.id, NGO_SCRIPT.post)]
        ),
    ]


@dataclass
class WorldBase:
    """One case's rows, and the directory as it is while the world stands.

    It can be put, changed, put again (which writes what is new), and taken away, any number of times.
    """

    rows: list[SQLModel] = field(default_factory=list)
    people: list[SQLModel] = field(default_factory=directory)
    changed: list[SQLModel] = field(default_factory=list)
    # What is of no case: deputies, and entitlements for every case. Worlds beside each other share it.
    house: list[SQLModel] = field(default_factory=list)
    first: bool = True
    facts: list[tuple[NewFact, list[UUID]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._written: set[int] = set()
        self._amended: list[SQLModel] = []
        self.case = self._add(
            Case(
                reference=new_reference("CJ"),
                status=CaseStatus.ACTIVE,
                risk_level=RiskLevel.HIGH,
                safe_contact="After ten",
                opened_at=day(-9),
            )
        )

    def all(self, model: type[Row]) -> list[Row]:
        """This world's rows of one table, the directory's among them."""
        return [row for row in [*self.rows, *self.house, *self.people] if isinstance(row, model)]

    def amend(self, row: SQLModel, **values: Any) -> None:
        """Change a row of this world, as somebody's act would."""
        for name, value in values.items():
            setattr(row, name, value)
        self._amended.append(row)

    def change_post(self, post: str, **values: Any) -> None:
        """A post as it is in this world: another role, other dates, another agency."""
        self._change(Membership, POSTS[post], **values)

    def move(self, post: str, agency: str) -> None:
        """Let a post be at another agency, where it has colleagues."""
        self.change_post(post, agency_id=AGENCIES[agency].id)

    def make_inactive(
        self, *, agency: str | None = None, person: str | None = None, script: bool = False, active: bool = False
    ) -> None:
        """Or, if `active`, what was inactive active again."""
        if agency:
            self._change(Agency, AGENCIES[agency].id, active=active)
        if person:
            self._change(Practitioner, PEOPLE[person].id, active=active)
        if script:
            self._change(ServiceAccount, NGO_SCRIPT.id, active=active)

    def writes(self) -> Iterator[Any]:
        """Statements that write what is not written yet, each table before those that point at it."""
        new = [row for row in self._own if id(row) not in self._written]
        self._written |= {id(row) for row in new}
        for kind in SQLModel.metadata.sorted_tables:
            yield from (insert(kind).values(row.model_dump()) for row in new if table_of(type(row)) is kind)
        yield from map(_written_over, [*self.changed, *self._amended])
        self._amended = []

    def removals(self) -> Iterator[Any]:
        """Statements that leave the database as it was."""
        self._written, self._amended = set(), []
        told = [fact.id for fact, _ in self.facts]
        yield _without("stream_entry", "fact_id", told)
        yield _without("fact", "id", told)
        yield _without("stream", "id", [self.case.id])
        for table in OF_ITEMS:
            yield _without(table, "case_id", [self.case.id])
        for kind in (Deputyship, Entitlement, *OF_CONFERENCE, Conference):
            yield _without(kind.__tablename__, "id", [row.id for row in self._own if isinstance(row, kind)])
        for table in reversed(SQLModel.metadata.sorted_tables):
            if "case_id" in table.c and table.name != "fact":
                yield table.delete().where(table.c.case_id == self.case.id)
        yield _without("case", "id", [self.case.id])
        as_they_were = {(type(row), row.id): row for row in directory()}  # type: ignore[attr-defined]
        yield from (_written_over(as_they_were[type(row), row.id]) for row in self.changed)  # type: ignore[attr-defined]

    async def put(self, table: Table) -> None:
        """Let it stand in the database, or let it stand as it is now."""
        await _run(table, self.writes())

    async def take_away(self, table: Table) -> None:
        await _run(table, self.removals())

    @property
    def _own(self) -> list[SQLModel]:
        return [*self.rows, *self.house] if self.first else self.rows

    def add(self, row: Row) -> Row:
        """Any other row of the case."""
        return self._add(row)

    def _add(self, row: Row) -> Row:
        return self._add_to(self.rows, row)

    def _add_to(self, rows: list[SQLModel], row: Row) -> Row:
        rows.append(row)
        return row

    def _change(self, model: type[SQLModel], key: UUID, **values: Any) -> None:
        (row,) = [row for row in self.people if isinstance(row, model) and row.id == key]  # type: ignore[attr-defined]
        for name, value in values.items():
            setattr(row, name, value)
        self.changed.append(row)


async def _run(table: Table, statements: Iterator[Any]) -> None:
    async with table.database.writing() as session:
        for statement in statements:
            await session.execute(statement)


def _written_over(row: SQLModel) -> Any:
    kind = table_of(type(row))
    return kind.update().where(kind.c.id == row.id).values(row.model_dump(exclude={"id"}))  # type: ignore[attr-defined]


def _without(table: Any, column: str, keys: Sequence[UUID]) -> Any:
    kind = SQLModel.metadata.tables[table]
    return kind.delete().where(kind.c[column].in_(keys))
