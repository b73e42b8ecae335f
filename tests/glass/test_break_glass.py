"""Breaking a glass."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.work import Work
from roundtable.demo import story
from tests.cases.people import MARIA, recorded
from tests.glass.emergency import (
    QUIET_REFERENCE,
    REFERENCE,
    UNKNOWN,
    WHY,
    act,
    bring_who_are_told,
    broken,
    conflict,
    listed,
    move,
    open_glasses,
    sees,
)
from tests.messaging.room import left_behind, refusals
from tests.repeats.room import change
from tests.support.table import Client, Table

_NOT_FOUND = [("NOT_FOUND", ["reference"])]
# What looking for a case leaves behind, whatever becomes of it.
LOOKED = {"glass_attempt": 1, "performed": 1}
BY_NAME = {"fullName": "pop MARIA stefanescu", "dateOfBirth": MARIA["dateOfBirth"]}


async def by_identity(client: Client, **person: Any) -> dict[str, Any]:
    return await client.act("BreakGlass", identity=person, **WHY)


async def test_a_case_is_seen_through_a_broken_glass_for_three_hours(table: Table) -> None:
    horia = await table.by("horia")
    assert not await sees(horia)

    glass = await broken(horia)

    assert (glass["caseReference"], glass["case"], glass["open"]) == (REFERENCE, {"id": table.case_id}, True)
    assert (glass["membership"]["id"], glass["reason"]) == (table.membership_id("horia"), "THREAT_TO_LIFE")
    assert [glass[name] for name in ("closedAt", "reviewedAt", "reviewedBy", "verdict", "findings")] == [None] * 5
    assert await sees(horia)
    assert await open_glasses(horia) == [{name: glass[name] for name in ("id", "caseReference", "case", "endsAt")}]
    table.services.clock.shift = timedelta(minutes=59)
    assert await sees(horia)


async def test_it_ends_by_itself(table: Table) -> None:
    horia = await table.by("horia")
    glass = await broken(horia)

    table.services.clock.shift = timedelta(hours=3, seconds=1)
    again = await table.by("horia")

    assert not await sees(again)
    assert await open_glasses(again) == []
    kept = await again.ask(
        "query ($id: ID!) { node(id: $id) { ... on BreakGlass { open case { id } } } }", id=glass["id"]
    )
    assert kept.data["node"] == {"open": False, "case": None}
    assert (await broken(again))["id"] != glass["id"]


async def test_one_glass_and_a_fact_for_each_who_is_told_are_recorded(table: Table) -> None:
    await bring_who_are_told(table)
    horia = await table.by("horia")

    async with left_behind(table) as added:
        await broken(horia, explanation="  She called.\r\n ")

    # Corina, who manages the case; Felicia, Gelu and Jana; Horia's other windows; and that somebody sees more, for the
    # table and for who has a task.
    assert added.pop("stream") in (4, 5)
    assert added == {"break_glass": 1, "glass_attempt": 1, "fact": 7, "stream_entry": 7, "performed": 2}
    for key in ("corina", "felicia", "gelu", "jana"):
        (glass,) = await listed(await table.by(key))
        assert (glass["membership"]["id"], glass["explanation"]) == (table.membership_id("horia"), "She called.")
        assert glass["case"] == ({"id": table.case_id} if key == "corina" else None)


async def test_others_see_nothing_of_it(table: Table) -> None:
    await bring_who_are_told(table)
    glass = await broken(await table.by("horia"))

    for client in (
        await table.by("ana"),
        await table.by("bogdan"),
        await table.by("corina", 1),
        await table.by_script(),
    ):
        node = await client.ask("query ($id: ID!) { node(id: $id) { id } }", id=glass["id"])
        assert (await listed(client), node.data["node"]) == ([], None)


async def test_a_typed_reference_will_do(table: Table) -> None:
    assert (await broken(await table.by("horia"), " cj-7k4m 2qx8 "))["caseReference"] == REFERENCE


@pytest.mark.parametrize("person", [{"nationalId": "2900501 123456"}, BY_NAME])
async def test_a_case_is_found_by_exactly_who_is_in_it(table: Table, person: dict[str, str]) -> None:
    await recorded(await table.by("corina"), table, **MARIA)

    payload = await by_identity(await table.by("horia"), **person)

    assert (payload["problems"], payload["glass"]["caseReference"]) == ([], REFERENCE)


async def test_of_several_cases_it_is_the_latest_that_one_does_not_see_yet(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await recorded(corina, table, **MARIA)
    await recorded(corina, table, "R.", story.QUIET_CASE, **MARIA)

    answers = [await by_identity(horia, **BY_NAME) for _ in range(3)]

    assert [answer["glass"] and answer["glass"]["caseReference"] for answer in answers] == [
        REFERENCE,
        QUIET_REFERENCE,
        None,
    ]
    assert refusals(answers[2]) == [("WRONG_STATUS", ["identity"])]


async def test_several_cases_are_held_by_their_keys_whichever_is_the_latest(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await recorded(corina, table, **MARIA)
    await recorded(corina, table, "R.", story.QUIET_CASE, **MARIA)
    first, latest = sorted([story.CASE, story.QUIET_CASE])
    await change(table, first, opened_at=table.services.clock.now() - timedelta(days=2))
    await change(table, latest, opened_at=table.services.clock.now() - timedelta(days=1))
    held, hold = list[UUID](), Work.hold_case

    async def note(work: Work, case_id: UUID, *, alone: bool) -> None:
        held.append(case_id)
        await hold(work, case_id, alone=alone)

    monkeypatch.setattr(Work, "hold_case", note)
    answer = await by_identity(horia, **BY_NAME)

    assert [each for each in held if each in (first, latest)] == [first, latest]
    assert answer["glass"]["case"]["id"] == ids.encode("case", latest)


async def test_nobody_is_found_by_half_of_who_they_are(table: Table) -> None:
    await recorded(await table.by("corina"), table, **MARIA)
    horia = await table.by("horia")

    async with left_behind(table) as added:
        assert refusals(await by_identity(horia, nationalId="2900501")) == [("NOT_FOUND", ["identity"])]
        almost = {**BY_NAME, "dateOfBirth": "1990-05-02"}
        assert refusals(await by_identity(horia, **almost)) == [("NOT_FOUND", ["identity"])]
        assert refusals(await by_identity(horia, fullName="Maria Pop")) == [("REQUIRED", ["identity", "dateOfBirth"])]
        assert refusals(await by_identity(horia)) == [("REQUIRED", ["identity", "nationalId"])]
        assert refusals(await horia.act("BreakGlass", **WHY)) == [("REQUIRED", ["reference"])]

    # Two were looked for, and the rest could be of nobody.
    assert added == {"glass_attempt": 2, "performed": 2}


@pytest.mark.parametrize("party", [{"person": "horia"}, {"agency": "elsewhere"}])
async def test_a_case_in_conflict_answers_as_none_by_reference_and_by_who_is_in_it(
    table: Table, party: dict[str, str]
) -> None:
    await recorded(await table.by("corina"), table, **MARIA)
    await conflict(table, **party)
    horia = await table.by("horia")

    async with left_behind(table) as added:
        there, unknown, nonsense = [await act(horia, reference) for reference in (REFERENCE, UNKNOWN, "nonsense")]
        by_name, by_nobody = await by_identity(horia, **BY_NAME), await by_identity(horia, nationalId="1")

    assert there == unknown == nonsense
    assert refusals(there) == _NOT_FOUND
    assert by_name == by_nobody
    assert added == {"glass_attempt": 5, "performed": 5}


async def test_the_same_is_looked_up_for_a_case_in_conflict_as_for_none(table: Table, sent: list[str]) -> None:
    await conflict(table, person="horia")
    horia = await table.by("horia")
    looked: list[list[str]] = []
    for reference in (UNKNOWN, REFERENCE, UNKNOWN):
        sent.clear()
        await act(horia, reference)
        looked.append(list(sent))

    assert looked[0] == looked[1] == looked[2]
    assert len(looked[0]) > 3


async def test_a_conflict_that_is_declared_later_ends_it_and_hides_it(table: Table) -> None:
    horia = await table.by("horia")
    await broken(horia)

    await conflict(table, person="horia")

    assert not await sees(horia)
    assert await open_glasses(horia) == []
    assert refusals(await act(horia)) == _NOT_FOUND


async def test_a_conflict_of_who_would_be_told_keeps_it_from_them(table: Table) -> None:
    await bring_who_are_told(table)
    await conflict(table, person="felicia")

    await broken(await table.by("horia"))

    assert await listed(await table.by("felicia")) == []
    assert len(await listed(await table.by("gelu"))) == 1


@pytest.mark.parametrize("key", ["corina", "ana", "bogdan"])
async def test_who_sits_at_the_table_has_no_glass_to_break(table: Table, key: str) -> None:
    client = await table.by(key)

    async with left_behind(table) as added:
        payload = await act(client)

    assert (refusals(payload), added) == ([("WRONG_STATUS", ["reference"])], LOOKED)


async def test_who_has_only_a_task_may_break_one(table: Table) -> None:
    assert (await broken(await table.by("emil")))["caseReference"] == REFERENCE


async def test_one_who_looks_already_breaks_no_second_one(table: Table) -> None:
    horia = await table.by("horia")
    await broken(horia)

    async with left_behind(table) as added:
        payload = await act(horia)

    assert (refusals(payload), added) == ([("WRONG_STATUS", ["reference"])], LOOKED)


async def test_broken_twice_at_once_it_is_one_glass(table: Table) -> None:
    horia = await table.by("horia")

    async with left_behind(table) as added:
        answers = await asyncio.gather(*(act(horia) for _ in range(4)))

    assert added["break_glass"] == 1
    assert [refusals(answer) for answer in answers if answer["problems"]] == [[("WRONG_STATUS", ["reference"])]] * 3


async def test_sent_again_it_is_the_same_glass(table: Table) -> None:
    horia, mutation = await table.by("horia"), "0190c6f0-0000-7000-8000-000000000001"
    first = await act(horia, client_mutation_id=mutation)

    async with left_behind(table) as added:
        again = await act(horia, client_mutation_id=mutation)

    assert (again, added) == (first, {})


async def test_a_post_may_look_ten_times_an_hour_found_or_not(table: Table) -> None:
    horia, emil = await table.by("horia"), await table.by("emil")
    sought = [UNKNOWN, "nonsense"] * 5
    assert {refusals(await act(horia, reference))[0][0] for reference in sought} == {"NOT_FOUND"}

    async with left_behind(table) as added:
        refused = [await act(horia, reference) for reference in (REFERENCE, UNKNOWN)]

    assert [refusals(each) for each in refused] == [[("RATE_LIMITED", [])]] * 2
    assert added == {}
    assert (await broken(emil))["open"]
    table.services.clock.shift = timedelta(hours=1, seconds=1)
    assert (await broken(await table.by("horia")))["open"]


async def test_looked_for_at_once_it_is_no_oftener_than_allowed(table: Table) -> None:
    horia = await table.by("horia")

    answers = await asyncio.gather(*(act(horia, UNKNOWN) for _ in range(14)))

    codes = sorted(code for answer in answers for code, _ in refusals(answer))
    assert codes == ["NOT_FOUND"] * 10 + ["RATE_LIMITED"] * 4


async def test_sent_again_an_attempt_counts_once(table: Table) -> None:
    horia, mutation = await table.by("horia"), "0190c6f0-0000-7000-8000-000000000002"
    first = await act(horia, UNKNOWN, client_mutation_id=mutation)

    async with left_behind(table) as added:
        again = await act(horia, UNKNOWN, client_mutation_id=mutation)

    assert (again, added) == (first, {})


async def test_a_sign_in_that_is_not_recent_has_to_be_repeated(table: Table) -> None:
    horia = await table.by("horia")
    table.services.clock.shift = timedelta(minutes=10, seconds=1)

    async with left_behind(table) as added:
        old = [await act(horia, reference) for reference in (REFERENCE, UNKNOWN)]

    assert (refusals(old[0]), added) == ([("SIGN_IN_AGAIN", [])], {})
    assert old[0] == old[1]
    assert (await broken(await table.by("horia")))["open"]


@pytest.mark.parametrize(
    "role", [Role.AGENCY_ADMIN, Role.AUDITOR, Role.ANALYST, Role.DIRECTORY_EDITOR, Role.PLATFORM_ADMIN]
)
async def test_a_role_that_may_not_is_refused_and_finds_nothing_out(table: Table, role: Role) -> None:
    await move(table, "horia", "elsewhere", role)
    horia = await table.by("horia")

    async with left_behind(table) as added:
        answers = [await act(horia, reference) for reference in (REFERENCE, UNKNOWN)]

    assert (refusals(answers[0]), added) == ([("FORBIDDEN", [])], {})
    assert answers[0] == answers[1]


async def test_a_script_never_breaks_one(table: Table) -> None:
    script = await table.by_script()

    async with left_behind(table) as added:
        assert refusals(await act(script)) == [("FORBIDDEN", [])]

    assert added == {}


@pytest.mark.parametrize(
    ("explanation", "code"),
    [("", "REQUIRED"), (" \n", "REQUIRED"), ("x" * 2_001, "TOO_LONG"), ("\u202e", "CONTROL_CHARACTERS")],
)
async def test_without_an_explanation_nothing_is_looked_for(table: Table, explanation: str, code: str) -> None:
    horia = await table.by("horia")

    async with left_behind(table) as added:
        answers = [await act(horia, reference, explanation=explanation) for reference in (REFERENCE, UNKNOWN)]

    assert (refusals(answers[0]), added) == ([(code, ["explanation"])], {})
    assert answers[0] == answers[1]


async def test_what_was_refused_is_in_the_security_log_and_says_nothing_of_the_case(table: Table) -> None:
    horia = await table.by("horia")

    with capture_logs() as entries:
        await act(horia, UNKNOWN)

    (entry,) = [entry for entry in entries if entry["event"] == "refused"]
    assert (entry["act"], entry["code"]) == ("breakGlass", "NOT_FOUND")
    assert set(entry) == {"event", "act", "code", "by", "log_level"}


@pytest.fixture
async def sent(table: Table) -> AsyncIterator[list[str]]:
    """The statements that commands send."""
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    engine = table.services.database.writer.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
