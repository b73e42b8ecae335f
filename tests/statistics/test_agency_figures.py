"""Figures of an agency for its analysts: counts, so coarse that no case shows in them, and nothing else."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, literal, select

from roundtable.access.models import CaseAgency, CaseAgencyState, ConflictDeclaration
from roundtable.cases.models import Case, CaseStatus, RiskLevel
from roundtable.core.actor import Role
from roundtable.core.tables import new_id, table_of, wire_text
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.statistics import policy
from roundtable.statistics.queries import quarter
from roundtable.tasks.models import Task, TaskStatus
from tests.record.auditing import GELU, auditor
from tests.seats.chairs import sees
from tests.streams.record import recorded
from tests.support.table import Client, Table

POLICE = AGENCIES["police"].id
BEGAN = datetime(2020, 7, 1, tzinfo=UTC)
Q3, Q4 = "2020-Q3", "2020-Q4"
_S = CaseAgencyState
FULL = {"ACTIVE": 7, "LEFT": 4, "TASKED": 10}


async def _parts(table: Table, *states: CaseAgencyState, at: datetime = BEGAN, agency: Any = POLICE) -> list[Case]:
    """So many new cases, in each of which the agency has a part."""
    cases = [
        Case(
            reference=f"T-{new_id().hex[-12:]}",
            status=CaseStatus.ACTIVE,
            risk_level=RiskLevel.HIGH,
            opened_at=at,
        )
        for _ in states
    ]
    await table.add(*cases)
    parts = zip(cases, states, strict=True)
    await table.add(
        *(CaseAgency(case_id=case.id, agency_id=agency, state=state, history_from=at) for case, state in parts)
    )
    return cases


async def _tasks(table: Table, *statuses: TaskStatus, at: datetime = BEGAN, due: datetime | None = None) -> None:
    """So many tasks of the police, in a case of the demo's."""
    task = table_of(Task)
    async with table.database.reading() as connection:
        row = dict((await connection.execute(select(task).limit(1))).one()._mapping)
    own: dict[str, Any] = {"owner_agency_id": POLICE, "created_at": at, "due_at": due, "claimed_by": None}
    await table.add(*(Task(**{**row, **own, "id": new_id(), "status": status}) for status in statuses))


async def _figures(client: Client, of: str = Q3) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (await client.ask("AgencyFigures", quarter=of)).data["agencyFigures"]
    return found


def _by(figures: dict[str, Any] | None, kind: str, key: str) -> dict[str, tuple[int | None, bool]]:
    assert figures is not None
    return {each[key]: (each["count"], each["suppressed"]) for each in figures[kind]}


async def _analyst(table: Table, agency: str = "police") -> Client:
    return await auditor(table, agency, Role.ANALYST)


async def test_parts_are_counted_by_state_in_fives_and_few_are_suppressed(table: Table) -> None:
    await _parts(table, *[CaseAgencyState[state] for state, count in FULL.items() for _ in range(count)])
    gelu = await _analyst(table)

    figures = await _figures(gelu)

    assert figures is not None
    assert figures["agency"] == {"id": table.agency_id("police"), "name": AGENCIES["police"].name}
    assert (figures["quarter"], figures["tasks"], figures["overdue"]) == (Q3, [], None)
    assert _by(figures, "parts", "state") == {"ACTIVE": (5, False), "LEFT": (None, True), "TASKED": (10, False)}
    assert not await sees(gelu, table)
    assert (await gelu.ask("MyCases")).data["cases"]["nodes"] == []
    assert (await gelu.ask("AssignedTasks")).data["assignedTasks"]["nodes"] == []


async def test_tasks_are_counted_by_status_and_those_overdue(table: Table) -> None:
    late, later = BEGAN + timedelta(days=9), table.services.clock.now() + timedelta(days=9)
    await _tasks(table, *[TaskStatus.REQUESTED] * 6, due=late)
    await _tasks(table, *[TaskStatus.ACCEPTED] * 5, due=later)
    await _tasks(table, *[TaskStatus.COMPLETED] * 12, *[TaskStatus.DECLINED] * 3, due=late)
    await _tasks(table, TaskStatus.IN_PROGRESS)

    figures = await _figures(await _analyst(table))

    assert _by(figures, "tasks", "status") == {
        "REQUESTED": (5, False),
        "ACCEPTED": (5, False),
        "COMPLETED": (10, False),
        "DECLINED": (None, True),
        "IN_PROGRESS": (None, True),
    }
    assert figures and figures["overdue"] == {"count": 5, "suppressed": False}


async def test_one_more_or_less_shows_in_no_figure(table: Table) -> None:
    gelu = await _analyst(table)
    for count in range(1, 12):
        (case,) = await _parts(table, _S.ACTIVE)
        shown = _by(await _figures(gelu), "parts", "state")["ACTIVE"]
        assert shown == ((None, True) if count < 5 else (count // 5 * 5, False)), case


async def test_quarters_do_not_overlap_and_their_ends_are_by_utc(table: Table) -> None:
    end = datetime(2020, 10, 1, tzinfo=UTC)
    await _parts(table, *[_S.ACTIVE] * 5, at=end - timedelta(microseconds=1))
    await _parts(table, *[_S.ACTIVE] * 10, at=end)
    await _parts(table, *[_S.ACTIVE] * 15, at=BEGAN - timedelta(microseconds=1))
    gelu = await _analyst(table)

    counts = {of: _by(await _figures(gelu, of), "parts", "state") for of in ("2020-Q2", Q3, Q4, "2019-Q3")}

    assert [count.get("ACTIVE") for count in counts.values()] == [(15, False), (5, False), (10, False), None]


async def test_a_quarter_is_told_once_it_is_over(table: Table) -> None:
    gelu, now = await _analyst(table), table.services.clock.now()
    running = f"{now.year}-Q{(now.month + 2) // 3}"

    assert await _figures(gelu, running) is None
    assert await _figures(gelu, f"{now.year + 1}-Q1") is None
    assert await _figures(gelu, f"{now.year - 1}-Q4") is not None


async def test_an_invitation_is_when_a_part_began(table: Table) -> None:
    await _parts(table, *[_S.INVITED] * 6)
    part = table_of(CaseAgency)
    async with table.database.writing() as session:
        later = part.update().where(part.c.state == _S.INVITED, part.c.agency_id == POLICE)
        await session.execute(later.values(invited_at=BEGAN + timedelta(days=100)))
    gelu = await _analyst(table)

    assert _by(await _figures(gelu), "parts", "state") == {}
    assert _by(await _figures(gelu, Q4), "parts", "state") == {"INVITED": (5, False)}


@pytest.mark.parametrize("party", [{"practitioner_id": PEOPLE["gelu"].id}, {"agency_id": POLICE}])
async def test_what_a_conflict_hides_is_in_no_count(table: Table, party: dict[str, Any]) -> None:
    cases = await _parts(table, *[_S.ACTIVE] * 10)
    declared: dict[str, Any] = {"declared_by": GELU, "declared_at": table.services.clock.now(), **party}
    gelu = await _analyst(table)
    assert _by(await _figures(gelu), "parts", "state") == {"ACTIVE": (10, False)}

    await table.add(ConflictDeclaration(case_id=cases[0].id, **declared))
    assert _by(await _figures(gelu), "parts", "state") == {"ACTIVE": (5, False)}


async def test_an_analyst_is_told_of_the_own_agency_alone(table: Table) -> None:
    await _parts(table, *[_S.ACTIVE] * 5)
    await _parts(table, *[_S.LEFT] * 10, agency=AGENCIES["ngo"].id)

    assert _by(await _figures(await _analyst(table, "ngo")), "parts", "state") == {"LEFT": (10, False)}
    assert _by(await _figures(await _analyst(table)), "parts", "state") == {"ACTIVE": (5, False)}


async def test_nobody_else_is_told_anything_and_nothing_is_recorded(table: Table) -> None:
    await _parts(table, *[_S.ACTIVE] * 9)

    async with recorded(table) as added:
        for role in sorted(set(Role) - {Role.ANALYST, Role.SERVICE_ACCOUNT}):
            assert await _figures(await auditor(table, "police", role)) is None, role
        assert await _figures(await table.by_script()) is None
    assert added == []
    stranger = await table.stranger().ask("AgencyFigures", quarter=Q3)
    assert (stranger.status, stranger.codes) == (401, ["UNAUTHENTICATED"])


async def test_who_looks_is_on_the_record_though_there_is_nothing(table: Table) -> None:
    gelu = await _analyst(table)

    async with recorded(table) as added:
        await _figures(gelu)

    assert [(entry.membership_id, entry.operation, entry.items) for entry in added] == [
        (GELU, "AgencyFigures", {POLICE.hex: []})
    ]


@pytest.mark.parametrize(
    "wrong", ["", "2020", "2020-Q5", "2020-Q0", "2020-q3", "2020-07", "20200-Q3", "٢٠٢٠-Q3", " 2020-Q3"]
)
async def test_what_is_no_quarter_is_refused(table: Table, wrong: str) -> None:
    answer = await (await _analyst(table)).ask("AgencyFigures", quarter=wrong)

    assert (answer.codes, answer.body["data"]) == (["INVALID_DATE"], {"agencyFigures": None})


async def test_a_made_up_year_is_counted_as_plain_python_counts_it(table: Table) -> None:
    chance, gelu = random.Random(17), await _analyst(table)
    truth = Counter[tuple[str, str]]()
    for _ in range(24):
        at, state, many = (
            BEGAN + timedelta(days=chance.randrange(-180, 180)),
            chance.choice(list(_S)),
            chance.randrange(5),
        )
        await _parts(table, *[state] * many, at=at)
        truth[f"{at.year}-Q{(at.month + 2) // 3}", state] += many

    for of in ("2020-Q1", "2020-Q2", Q3, Q4):
        expected = {
            state: (None, True) if count < 5 else (count // 5 * 5, False)
            for (own, state), count in truth.items()
            if own == of and count
        }
        assert _by(await _figures(gelu, of), "parts", "state") == expected


@given(st.integers(1, 10**6))
def test_what_is_told_of_a_count_is_never_from_one_to_four_and_never_exact_to_one(count: int) -> None:
    shown, small = _run(select(policy.shown(literal(count)), policy.is_small(literal(count))))

    assert (shown, bool(small)) == ((None, True) if count < 5 else (count - count % 5, False))


@given(st.integers(0, 7 * 10**9))
def test_every_moment_is_in_one_quarter(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    held = select(literal(wire_text(moment)).label("at")).subquery()

    (named,) = _run(select(quarter(held.c.at)))

    assert named == policy.quarter_of(f"{moment.year}-Q{(moment.month + 2) // 3}")


_MEMORY = create_engine("sqlite://")


def _run(statement: Any) -> Any:
    with _MEMORY.connect() as connection:
        return connection.execute(statement).one()
