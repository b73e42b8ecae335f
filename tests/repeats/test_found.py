"""What is a repeat, of which case, and what is none."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from roundtable.cases.models import CaseStatus
from roundtable.core.audit.entries import EntryKind, RecordCase, RecordEntry
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.repeats import queries
from roundtable.repeats.models import RepeatFinding
from tests.cases.people import MARIA, recorded
from tests.incidents.room import days_ago, told
from tests.messaging.room import left_behind, refusals
from tests.repeats.room import (
    OTHER,
    VIOREL,
    both_known,
    change,
    here,
    identified,
    keep_from,
    other_case,
    repeats,
    there,
)
from tests.support.table import Table


async def cases_found(table: Table) -> list[str]:
    """Of which cases repeats were found."""
    finding = table_of(RepeatFinding)
    async with table.database.reading() as connection:
        keys = await connection.scalars(select(finding.c.case_id).order_by(finding.c.found_at))
        return ["here" if key == story.CASE else "there" for key in keys]


async def test_a_second_one_in_a_case_is_a_repeat_whoever_reports_it(table: Table) -> None:
    await here(table, "ana", beganAt=days_ago(table, 300))
    assert await repeats(await table.by("corina")) == []

    await here(table, "dalia")

    (found,) = await repeats(await table.by("corina"))
    assert (found["case"]["id"], found["agendaItem"]) == (table.case_id, None)


async def test_one_in_another_case_is_a_repeat_in_both(table: Table) -> None:
    await both_known(table)
    await there(table)
    assert await cases_found(table) == []

    await here(table)

    assert sorted(await cases_found(table)) == ["here", "there"]
    (of_corina,) = await repeats(await table.by("corina"))
    (of_horia,) = await repeats(await table.by("horia"))
    assert [each["case"]["reference"] for each in (of_corina, of_horia)] == ["CJ-7K4M-2QX8", "BH-0000-000X"]


@pytest.mark.parametrize(("earlier", "found"), [(366, True), (368, False)], ids=["a year and a day", "more"])
async def test_within_twelve_months(table: Table, earlier: float, found: bool) -> None:
    await here(table, beganAt=days_ago(table, earlier))

    await here(table)

    assert await cases_found(table) == ["here"] * found


async def test_an_older_one_that_is_recorded_later_counts_as_well(table: Table) -> None:
    await here(table)

    await here(table, "dalia", beganAt=days_ago(table, 200))

    assert await cases_found(table) == ["here"]


@pytest.mark.parametrize(
    "other",
    [{"victim": {**MARIA, "nationalId": "1", "fullName": "Ana"}}, {"by": {"fullName": "Viorel"}}],
    ids=["another victim", "somebody who is not known"],
)
async def test_another_pair_is_none(table: Table, other: dict[str, Any]) -> None:
    await other_case(table)
    await identified(table, story.CASE)
    await identified(table, OTHER, **other)
    await there(table)

    await here(table)

    assert await cases_found(table) == []


async def test_by_name_and_birthday_they_are_found_too(table: Table) -> None:
    await other_case(table)
    await identified(table, story.CASE)
    by_name = [{**person, "nationalId": None} for person in (MARIA, VIOREL)]
    await identified(table, OTHER, victim=by_name[0], by=by_name[1])
    await there(table)

    await here(table)

    assert sorted(await cases_found(table)) == ["here", "there"]


async def test_where_nobody_knows_who_did_it_there_is_none(table: Table) -> None:
    await here(table)

    await here(table, perpetratorId=None)
    await here(table, perpetratorId=None)

    assert await cases_found(table) == []


async def test_what_was_withdrawn_or_corrected_does_not_count(table: Table) -> None:
    ana = await table.by("ana")
    first = await here(table)
    await ana.act("WithdrawIncident", incidentId=first["id"], reason="It was not so.")
    second = await here(table)
    assert await cases_found(table) == []

    third = await here(table, supersedesId=second["id"], beganAt=days_ago(table, 2))
    assert await cases_found(table) == []

    await here(table, "dalia")
    assert await cases_found(table) == ["here"]
    # The same again: a correction of what was found already finds nothing new.
    await here(table, supersedesId=third["id"], beganAt=days_ago(table, 3))
    assert await cases_found(table) == ["here"]


async def test_each_further_one_is_found(table: Table) -> None:
    for _ in range(3):
        await here(table)

    assert await cases_found(table) == ["here", "here"]


async def test_it_arises_when_it_is_said_who_somebody_is_and_once(table: Table) -> None:
    await other_case(table)
    await identified(table, OTHER)
    await there(table)
    await here(table)
    corina = await table.by("corina")
    await recorded(corina, table, "M.", **MARIA)
    assert await cases_found(table) == []

    await recorded(corina, table, "V.", **VIOREL)
    assert sorted(await cases_found(table)) == ["here", "there"]

    await recorded(corina, table, "V.", phone="0722 111 111")
    await recorded(corina, table, "V.", nationalId=" ")
    assert len(await cases_found(table)) == 2


@pytest.mark.parametrize(
    ("agency", "case_id", "found"),
    [
        ("social", OTHER, ["there"]),
        ("elsewhere", story.CASE, ["here"]),
        ("social", story.CASE, ["there"]),
        ("elsewhere", OTHER, ["here"]),
        # What keeps who reports it from the other case tells nobody anything.
        ("police", OTHER, ["here", "there"]),
    ],
)
async def test_conflicts_of_interest_are_left_out(table: Table, agency: str, case_id: Any, found: list[str]) -> None:
    await both_known(table)
    await there(table)
    await keep_from(table, agency, case_id)

    await here(table)

    assert sorted(await cases_found(table)) == found


@pytest.mark.parametrize("status", [CaseStatus.CLOSED, CaseStatus.TRANSFERRED, CaseStatus.DUPLICATE])
async def test_of_a_case_that_is_over_none_is_found_and_what_happened_there_counts(
    table: Table, status: CaseStatus
) -> None:
    await both_known(table)
    await there(table)
    await change(table, OTHER, status=status)

    await here(table)

    assert await cases_found(table) == ["here"]


async def test_it_is_kept_with_the_incident_or_neither_is(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    await here(table)
    given = await told(table)

    async def broken(*_: Any) -> Any:
        raise RuntimeError("no more")

    with monkeypatch.context() as patched:
        patched.setattr(queries, "next_conferences", broken)
        async with left_behind(table) as added:
            sent = {**given, "clientMutationId": str(uuid4())}
            answer = await (await table.by("dalia")).ask("RecordIncident", input=sent)
        assert (answer.codes, added) == (["INTERNAL"], {})

    async with left_behind(table) as added:
        await here(table, "dalia")
    assert added == {
        **{"incident": 1, "audience": 1, "disclosure": 1, "person_look": 1, "repeat_finding": 1},
        # What was recorded, for whom it is shared with; what was found, for the case and who leads it.
        **{"fact": 2, "stream_entry": 3, "performed": 1},
    }


async def test_on_the_record_it_is_nobody_s_and_no_part_of_the_act(table: Table) -> None:
    await both_known(table)
    await there(table)
    entry = table_of(RecordEntry)
    async with table.database.reading() as connection:
        before = set(await connection.scalars(select(entry.c.id)))

    await here(table)

    async with table.database.reading() as connection:
        written = select(entry).where(entry.c.kind == EntryKind.WRITE, entry.c.id.not_in(before))
        made = (await connection.execute(written.order_by(entry.c.number))).all()
        cases = {row.id: await _about(connection, row.id) for row in made}
    own, found = made
    assert (own.operation, found.operation) == ("recordIncident", "byRule")
    assert (found.membership_id.int, found.agency_id.int) == (0, 0)
    assert own.fingerprint != found.fingerprint
    assert set(cases[own.id]) == {story.CASE}
    assert {item.partition("_")[0] for item in cases[own.id][story.CASE]} == {
        *("incident", "audience", "disclosure"),
    }
    assert set(cases[found.id]) == {story.CASE, OTHER}


async def _about(connection: Any, key: Any) -> dict[Any, list[str]]:
    tie = table_of(RecordCase)
    rows = await connection.execute(select(tie.c.case_id, tie.c.item_ids).where(tie.c.entry_id == key))
    return {case: json.loads(items) for case, items in rows}


async def test_no_more_is_looked_for_in_an_hour_than_by_involvement_checks(table: Table) -> None:
    ana = await table.by("ana")
    given = await told(table)
    for _ in range(20):
        assert (await ana.act("RecordIncident", **given))["problems"] == []

    async with left_behind(table) as added:
        assert refusals(await ana.act("RecordIncident", **given)) == [("RATE_LIMITED", [])]
    assert added == {}

    assert (await (await table.by("dalia")).act("RecordIncident", **given))["problems"] == []
    table.services.clock.shift = timedelta(hours=1, seconds=1)
    assert (await (await table.by("ana")).act("RecordIncident", **given))["problems"] == []
