"""Walking through conferences at random: anybody sends any act about what is there, or about what is not."""

from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import SQLModel

from roundtable.core import ids
from roundtable.core.db import Database
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.acts.effects import Rows, rows_of
from tests.acts.stage import MORE, Given, NotNow, Stage, post_of
from tests.support.table import Table

Row = dict[str, Any]
Told = dict[str, dict[UUID, Row]]
# What is read before and after each act, by the tables' names.
WATCHED = (
    *("conference", "conference_agency", "attendance", "attendance_span", "attendee_request", "case_agency"),
    *("agenda_item", "agency_return", "return_content", "recusal", "disclosure", "task"),
    *("decision", "decision_voice", "undertaking", "action_review"),
    *("minutes", "minutes_section", "minutes_passage", "minutes_words", "minutes_approval"),
    *("minutes_comment", "minutes_remark"),
)
# Who speaks for an agency.
SPEAKERS = {
    AGENCIES[key].id: who
    for key, who in {
        **{"social": "corina", "hospital": "emil", "police": "ana", "ngo": "dalia"},
        **{"elsewhere": "horia", "programme": "ilie"},
    }.items()
}
EVERYBODY = (*PEOPLE, *MORE)
POSTS = {PEOPLE[who].posts[0].id: who for who in PEOPLE} | {MORE[who][0]: who for who in MORE}
ODD_TEXTS = ("", "  \n", "x" * 30_000, "a\u202eb", "\x00")


@dataclass(frozen=True)
class World:
    """What stands in the database: the watched rows, and how many there are of each table."""

    told: Told
    counts: Rows

    def of(self, table: str, **wanted: Any) -> list[Row]:
        """Rows with these values, in the order of their keys."""
        rows = sorted(self.told[table].values(), key=lambda row: str(row["id"]))
        return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


_ALL = {name: select(SQLModel.metadata.tables[name]) for name in WATCHED}


async def world_of(database: Database) -> World:
    told: Told = {}
    async with database.reading() as connection:
        for name, every in _ALL.items():
            found = await connection.execute(every)
            told[name] = {row["id"]: dict(row) for row in found.mappings()}
    return World(told, await rows_of(database))


@dataclass
class Step:
    """What was sent by whom, and which refusals it was answered with."""

    who: str
    operation: str
    given: Given
    codes: list[str]

    def __str__(self) -> str:
        given = {name: value[:40] if isinstance(value, str) else value for name, value in self.given.items()}
        return f"{self.who}: {self.operation} {given} -> {self.codes or 'done'}"


@dataclass
class Walk:
    """Where a walk has come: the world, and the conference that most acts are about."""

    table: Table
    stage: Stage
    random: Random
    world: World
    about: UUID
    # Public ids of the cases that are referred.
    cases: list[str]
    steps: list[Step] = field(default_factory=list)

    @property
    def conference(self) -> Row:
        return self.world.told["conference"][self.about]

    @property
    def chair(self) -> str:
        return POSTS.get(self.conference["chair_id"], "corina")

    def by_chance(self, share: float) -> bool:
        return self.random.random() < share

    def any_of(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def text(self) -> str:
        """Something to say; now and then what cannot be said."""
        odd: str = self.any_of(*ODD_TEXTS)
        return odd if self.by_chance(0.03) else self.stage.new("Said")

    def number(self, right: int) -> int:
        """A version or a length; now and then another than the right one."""
        wrong: int = self.any_of(right - 1, right + 1, -1, 100_000)
        return wrong if self.by_chance(0.07) else right

    def some(self, table: str, **wanted: Any) -> Row:
        """A row that fits; often one in another state, now and then any. Raises NotNow where there is none."""
        of_any_state = {name: value for name, value in wanted.items() if name not in ("status", "state")}
        rows = self.world.of(table, **(of_any_state if self.by_chance(0.2) else wanted))
        rows = self.world.of(table) if self.by_chance(0.05) else rows
        if not rows:
            raise NotNow(table)
        chosen: Row = self.random.choice(rows)
        return chosen

    def item(self, *states: str, current: bool | None = None) -> Row:
        """One of the conference's agenda in one of these states; the one that is heard, or another, where one is."""
        state = self.any_of(*states)
        on_it = self.world.of("agenda_item", conference_id=self.about, status=state)
        rows = [row for row in on_it if current in (None, row["current_since"] is not None)]
        chosen: Row = self.here("agenda_item", status=state) if not rows or self.by_chance(0.15) else self.any_of(*rows)
        return chosen

    def here(self, table: str, **wanted: Any) -> Row:
        """As `some`, of the conference that the walk is about."""
        return self.some(table, conference_id=self.about, **wanted)

    def id_of(self, table: str, row: Row) -> str:
        """A row's public id; now and then one that nothing has, or of another kind."""
        kind = table.replace("_", "")
        if self.by_chance(0.03):
            odd: str = self.any_of(f"{kind}_{self.random.getrandbits(128):032x}", ids.encode("person", row["id"]), "?")
            return odd
        return ids.encode(kind, row["id"])

    def this(self) -> str:
        """The conference that the walk is about; now and then another."""
        row = self.some("conference") if self.by_chance(0.05) else self.conference
        return self.id_of("conference", row)

    def post(self) -> str:
        return post_of(self.any_of(*EVERYBODY))

    def agencies(self, most: int = 2) -> list[str]:
        chosen = self.random.sample(sorted(AGENCIES), self.random.randrange(most + 1))
        return [ids.encode("agency", AGENCIES[key].id) for key in chosen]

    async def send(self, who: str, operation: str, given: Given) -> World:
        """Send an act, and look at what stands now; answers what stood before."""
        sent = {"clientMutationId": str(UUID(int=self.random.getrandbits(128), version=4)), **given}
        answer = await (await self.stage.by(who)).ask(operation, input=sent)
        data = answer.body.get("data") or {}
        refused = [problem["code"] for payload in data.values() if payload for problem in payload["problems"]]
        self.steps.append(Step(who, operation, given, answer.codes + refused))
        before, self.world = self.world, await world_of(self.table.database)
        for key in self.world.told["conference"].keys() - before.told["conference"].keys():
            self.about = key
        return before


def speaker(agency_id: UUID) -> str:
    """Who speaks for an agency; of one that nobody does for, somebody who may not."""
    return SPEAKERS.get(agency_id, "gelu")
