"""After a case was heard: it is flagged for twelve months, and looked at again when that was said."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from roundtable.core.tables import instant_of
from roundtable.demo import story
from roundtable.incidents.window import a_year_after
from tests.conferences.meeting import REFERRAL, Meeting, heard, planned
from tests.consents.room import seat_programme
from tests.incidents.room import days_ago
from tests.messaging.room import left_behind, refusals
from tests.repeats.room import change, here, repeats
from tests.streams.wire import Wire, case_cursor
from tests.support.table import Client, Table

FLAGGED = """
subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) { __typename by { id } ... on CaseFlagged { case { flaggedUntil } } }
}
"""
UNTIL = "query ($id: ID!) { case(id: $id) { flaggedUntil } cases(first: 50) { nodes { id flaggedUntil } } }"


async def flagged(client: Client, table: Table) -> datetime | None:
    shown = (await client.ask(UNTIL, id=table.case_id)).data
    (listed,) = [each for each in shown["cases"]["nodes"] if each["id"] == table.case_id]
    assert listed["flaggedUntil"] == shown["case"]["flaggedUntil"]
    text = listed["flaggedUntil"]
    return instant_of(text) if text else None


async def conclude(meeting: Meeting, **more: Any) -> dict[str, Any]:
    return await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item, **more)


async def due(client: Client, **more: Any) -> list[str]:
    """The cases to be looked at again."""
    nodes = (await client.ask("ReviewsDue", **more)).data["reviewsDue"]["nodes"]
    return [node["case"]["reference"] for node in nodes]


async def test_a_case_that_was_heard_is_flagged_for_a_year_as_its_whole_table_sees(table: Table) -> None:
    await seat_programme(table)
    meeting, corina = await heard(table), await table.by("corina")
    assert await flagged(corina, table) is None

    await conclude(meeting)

    until = [await flagged(await table.by(key), table) for key in ("corina", "ana", "bogdan", "emil", "felicia")]
    assert until[0] is not None and set(until) == {until[0]}
    assert until[0] - a_year_after(table.services.clock.now()) < timedelta(minutes=1)
    outside = (await (await table.by("horia")).ask(UNTIL, id=table.case_id)).data
    assert outside == {"case": None, "cases": {"nodes": []}}


async def test_a_later_hearing_extends_it(table: Table) -> None:
    await change(table, story.CASE, flagged_until=table.services.clock.now() + timedelta(days=3))

    await conclude(await heard(table))

    until = await flagged(await table.by("corina"), table)
    assert until is not None and until > table.services.clock.now() + timedelta(days=300)


async def test_what_is_put_off_flags_nothing(table: Table) -> None:
    meeting = await heard(table)
    other = await planned(table)
    given = {**REFERRAL, "conferenceId": other.id, "caseId": table.case_id}
    item = (await other.done("corina", "ReferCase", **given))["agendaItem"]["id"]

    await other.done("corina", "DeferAgendaItem", agendaItemId=item, reason="Not this time.")

    assert await flagged(await table.by("corina"), table) is None
    assert meeting.item


async def test_the_table_is_told_and_not_by_whom(wire: Wire) -> None:
    table = wire.table
    meeting, bogdan = await heard(table), await table.by("bogdan")
    after = await case_cursor(bogdan, table)
    async with wire.listening(bogdan, FLAGGED, id=table.case_id, after=after) as stream:
        await conclude(meeting)
        event = await stream.event()

    assert (event["__typename"], event["by"]) == ("CaseFlagged", None)
    assert instant_of(event["case"]["flaggedUntil"]) == await flagged(bogdan, table)


@pytest.mark.parametrize(("days", "found"), [(1, 1), (-1, 0)], ids=["flagged", "no more"])
async def test_anything_new_in_a_flagged_case_is_a_repeat(table: Table, days: int, found: int) -> None:
    await change(table, story.CASE, flagged_until=table.services.clock.now() + timedelta(days=days))

    made = await here(table, perpetratorId=None)

    assert len(await repeats(await table.by("corina"))) == found
    # A correction of it is nothing new.
    await here(table, perpetratorId=None, supersedesId=made["id"], beganAt=days_ago(table, 2))
    assert len(await repeats(await table.by("corina"))) == found


async def test_nothing_is_planned_unless_it_is_said(table: Table) -> None:
    meeting = await heard(table)

    await conclude(meeting)

    assert await due(await table.by("corina")) == []


async def test_who_convened_it_is_shown_what_to_look_at_again_until_it_is_on_an_agenda(table: Table) -> None:
    meeting, corina = await heard(table), await table.by("corina")
    when = (table.services.clock.now() + timedelta(days=60)).isoformat()

    await conclude(meeting, note="Look again.", reviewAt=when)

    assert await due(corina) == ["CJ-7K4M-2QX8"]
    soon, later = [(table.services.clock.now() + timedelta(days=days)).isoformat() for days in (59, 61)]
    assert (await due(corina, before=soon), await due(corina, before=later)) == ([], ["CJ-7K4M-2QX8"])
    # Who heard it, and did not convene it; who has nothing to do with it.
    for key in ("emil", "ana", "horia"):
        assert await due(await table.by(key)) == []

    review = await planned(table, type="REVIEW")
    given = {**REFERRAL, "conferenceId": review.id, "caseId": table.case_id}
    item = (await review.done("corina", "ReferCase", **given))["agendaItem"]["id"]
    assert await due(corina) == []
    await review.done("corina", "DeferAgendaItem", agendaItemId=item, reason="Not this time.")
    assert await due(corina) == ["CJ-7K4M-2QX8"]


async def test_what_was_on_an_agenda_already_is_looked_at_there_and_due_again_once_that_is_called_off(
    table: Table,
) -> None:
    meeting, corina = await heard(table), await table.by("corina")
    other = await planned(table, type="REVIEW")
    await other.done("corina", "ReferCase", **{**REFERRAL, "conferenceId": other.id, "caseId": table.case_id})
    await conclude(meeting, reviewAt=(table.services.clock.now() + timedelta(days=60)).isoformat())

    assert await due(corina) == []
    await other.done("corina", "CancelConference", conferenceId=other.id, reason="Too few can come.")
    assert await due(corina) == ["CJ-7K4M-2QX8"]


@pytest.mark.parametrize("hours", [0, -24])
async def test_a_review_is_to_come(table: Table, hours: int) -> None:
    meeting = await heard(table)
    when = (table.services.clock.now() + timedelta(hours=hours)).isoformat()

    async with left_behind(table) as added:
        payload = await meeting.act("corina", "ConcludeAgendaItem", agendaItemId=meeting.item, reviewAt=when)

    assert (refusals(payload), added) == ([("INVALID_DATE", ["reviewAt"])], {})
    assert await flagged(await table.by("corina"), table) is None
