"""Tells the database who acts, for row-level security on PostgreSQL; on SQLite there is nobody to tell."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from roundtable.core.db import Database
from roundtable.core.scope import ME, NOW, WITHIN


class Reach(StrEnum):
    """A step that is not one actor's alone, and may touch more than its actor sees."""

    CONFERENCE_END = "CONFERENCE_END"
    # Who comes to a conference hears the cases on its agenda, which they do not see yet; and who leads it orders them
    # all, seen or not.
    CONFERENCE_TABLE = "CONFERENCE_TABLE"
    # An agency's part ends with all that names it, in conversations too that who ends it does not see.
    SEAT_END = "SEAT_END"
    # A case is looked for by its reference or by who is in it, by who does not see it yet.
    GLASS_SEARCH = "GLASS_SEARCH"
    # Whether a person is known elsewhere, and whom to call there.
    INVOLVEMENT_CHECK = "INVOLVEMENT_CHECK"
    # Who everyone was is forgotten, whoever sees the case.
    ERASURE = "ERASURE"
    # The chains are walked, signed and written out whole.
    RECORD = "RECORD"
    # Who answers for a case, or for who looks into it, hears of a glass; who breaks or reviews it may not see them.
    GLASS_TOLD = "GLASS_TOLD"
    # All at a table are told of a change, and who has a task only, whoever makes it.
    TABLE_TOLD = "TABLE_TOLD"
    # A case's level is the highest of what agencies told its table, whoever tells it sees of that.
    RISK_LEVEL = "RISK_LEVEL"
    # Minutes are drafted of all that was on the agenda, and stand as a whole, whoever writes them sees of that.
    MINUTES = "MINUTES"
    # Records of one event are joined with all that either is joined with, whoever joins them sees of that.
    ONE_EVENT = "ONE_EVENT"
    # What is the same victim and alleged perpetrator again is found in whatever case, and put on an agenda by nobody.
    REPEATS = "REPEATS"
    # What the clock brings of a conference is told by nobody who acts, to each who sees what it is about.
    CONFERENCE_NOTICES = "CONFERENCE_NOTICES"
    # Letters are sent by nobody who acts, and are nobody's to read.
    LETTERS = "LETTERS"


# The tables that a step reaches.
REACHES: dict[Reach, frozenset[str]] = {
    Reach.CONFERENCE_END: frozenset(
        {
            *("agency_return", "agenda_item", "case_agency", "conference", "conference_agency"),
            *("disclosure", "message", "thread", "incident", "risk_assessment", "safety_plan"),
        }
    ),
    Reach.CONFERENCE_TABLE: frozenset(
        {
            *("agenda_item", "agency_return", "case_agency", "case_member"),
            *("conflict_declaration", "disclosure", "recusal"),
        }
    ),
    Reach.SEAT_END: frozenset({"case_agency", "case_member", "disclosure", "entitlement"}),
    Reach.GLASS_SEARCH: frozenset({"case", "participant_identity"}),
    Reach.INVOLVEMENT_CHECK: frozenset({"case", "participant_identity", "case_agency", "conflict_declaration"}),
    Reach.ERASURE: frozenset({"case_key", "participant_identity"}),
    Reach.RECORD: frozenset({"record_entry", "record_case"}),
    Reach.GLASS_TOLD: frozenset({"break_glass", "case_agency", "case_member", "conflict_declaration"}),
    Reach.TABLE_TOLD: frozenset({"case_agency"}),
    Reach.RISK_LEVEL: frozenset({"applied_risk_level"}),
    Reach.MINUTES: frozenset(
        {
            *("agenda_item", "minutes_section", "minutes_passage", "minutes_words"),
            *("agency_return", "decision", "decision_voice", "undertaking", "action_review"),
        }
    ),
    Reach.ONE_EVENT: frozenset({"incident"}),
    Reach.REPEATS: frozenset(
        {
            *("incident", "participant_identity", "case", "case_agency", "conflict_declaration", "repeat_finding"),
            *("conference", "conference_agency", "attendance", "agenda_item", "audience", "disclosure"),
        }
    ),
    Reach.CONFERENCE_NOTICES: frozenset({"conference", "conference_notice", "agenda_item", "agency_return"}),
    Reach.LETTERS: frozenset({"letter"}),
}
# Steps on one case: they reach these tables of that case alone.
OF_ONE_CASE = frozenset(
    {Reach.SEAT_END, Reach.ERASURE, Reach.GLASS_TOLD, Reach.TABLE_TOLD, Reach.RISK_LEVEL, Reach.ONE_EVENT}
)
# Where the demo is, and nowhere else: its loading reaches all.
DEMO = "DEMO"


_STAND = "SELECT rule.stand($1::uuid, $2::timestamptz)"


class _stand(FunctionElement[int]):  # noqa: N801 - a SQL function
    """Sets who acts, and when, until the transaction ends."""

    name, type, inherit_cache = "rule.stand", Integer(), True


@compiles(_stand, "postgresql")
def _set(node: Any, compiler: Any, **options: Any) -> str:
    return f"rule.stand({compiler.process(node.clauses, **options)})"


class _stand_by(FunctionElement[int]):  # noqa: N801 - a SQL function
    name, type, inherit_cache = "rule.stand_by", Integer(), True


@compiles(_stand_by, "postgresql")
def _set_by(node: Any, compiler: Any, **options: Any) -> str:
    return f"rule.stand_by({compiler.process(node.clauses, **options)})"


@compiles(_stand, "sqlite")
def _nothing(_node: Any, _compiler: Any, **_options: Any) -> str:
    return "1"


class Held(IntEnum):
    """What a case's lock was taken with."""

    # Nothing at all was committed since the statement began, in which one stood as well: what it finds is as it is.
    AS_IT_WAS = 0
    # One has stood again.
    STOOD_AGAIN = 1
    # And the lock was waited for.
    WAITED = 2


class _holding(FunctionElement[int]):  # noqa: N801 - a SQL function
    name, type, inherit_cache = "rule.hold", Integer(), True


@compiles(_holding, "postgresql")
def _held(node: Any, compiler: Any, **options: Any) -> str:
    return f"rule.hold({compiler.process(node.clauses, **options)})"


def holding(case_id: Any, *, stood_here: bool, within: bool = False) -> ColumnElement[int]:
    """Takes a case's lock till the transaction ends, and then who acts has the places of that moment, all or those
    `within` that case: answers a `Held`. Binds `alone`, `me` and `now`. On PostgreSQL only.

    They have been found already where one `stood_here`, in the same statement. It is a lock on the case's key, for its
    row can only be held by who sees it, which who has a task does not.
    """
    seen = cast(func.pg_current_snapshot(), Text) if stood_here else null()
    return _holding(case_id, bindparam("alone", type_=Boolean()), ME, NOW, seen, literal_column(str(within).lower()))


def standing() -> CTE:
    """What a statement outside any transaction begins with: its one row is there once the database knows who acts."""
    return _first(_stand(ME, NOW, WITHIN))


def standing_by(table: str, key: ColumnElement[UUID]) -> CTE:
    """The same within the case of a row, seen or not, or within none: in a case alone one stands sooner."""
    return _first(_stand_by(ME, NOW, literal_column(f"'{table}'"), key))


def _first(stand: ColumnElement[int]) -> CTE:
    return select(stand.label("done")).cte("standing").prefix_with("MATERIALIZED", dialect="postgresql")


def after(first: CTE, statement: Any) -> Select[Any]:
    """A statement of subqueries, none of which is looked at before that row is there: they are listed with it."""
    begun: Select[Any] = statement.select_from(first).where(first.c.done.is_not(None))
    return begun


async def stand_as(session: AsyncSession, membership_id: UUID, now: datetime) -> None:
    """Act as this post, at this moment, until the transaction ends."""
    if _is_postgresql(session):
        # As text: what SQLAlchemy makes of a statement takes longer than this one does.
        await (await session.connection()).exec_driver_sql(_STAND, (membership_id, now))


@asynccontextmanager
async def reaching(session: AsyncSession, reach: str, case_id: UUID | None = None) -> AsyncIterator[None]:
    """Within the block the session also reaches what the step is for. What it changed is written before the end.

    A step on one case says which: without it, it reaches nothing.
    """
    await _reach(session, reach, case_id)
    yield
    # What is written later is written without the reach.
    await session.flush()
    await _reach(session, "", None)


@asynccontextmanager
async def reading_whole(database: Database, reach: Reach) -> AsyncIterator[AsyncConnection]:
    """A connection for single statements that reads what a reach holds; nobody gets it after, and the reach with it."""
    # Also where it is given up while it is told: what it came to know then, nobody knows.
    async with database.reading(again=database.is_sqlite) as connection:
        if not database.is_sqlite:
            await connection.execute(select(func.set_config("app.reach", reach, False)))
        yield connection


async def _reach(session: AsyncSession, name: str, case_id: UUID | None) -> None:
    session.info["reach"], session.info["reached_case"] = name, case_id
    if _is_postgresql(session):
        case = str(case_id) if case_id else ""
        settings = {"app.reach": name, "app.reached_case": case}
        await session.execute(select(*(func.set_config(key, value, True) for key, value in settings.items())))


def _is_postgresql(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "postgresql"
