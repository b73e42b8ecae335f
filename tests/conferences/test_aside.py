"""Who stepped aside while an item is heard comes back when it is over, however it ends."""

from typing import Any

import pytest

from tests.conferences.meeting import Meeting, heard, in_session, on_agenda
from tests.conferences.test_session import EVENTS
from tests.messaging.room import left_behind, refusals
from tests.streams.wire import Wire
from tests.support.table import Table


async def _aside(meeting: Meeting, *, lasting: bool = False) -> None:
    emil = meeting.table.membership_id("emil")
    given = {"agendaItemId": meeting.item, "membershipId": emil, "reason": "A cousin.", "lasting": lasting}
    await meeting.done("corina", "Recuse", **given)
    assert not await _is_theirs(meeting)


async def _is_theirs(meeting: Meeting) -> bool:
    """Emil sees the case."""
    cases = (await (await meeting.by("emil")).ask("{ cases(first: 9) { nodes { id } } }")).data["cases"]["nodes"]
    return bool(cases)


async def _cancelled(meeting: Meeting) -> None:
    await meeting.done("corina", "CancelConference", conferenceId=meeting.id, reason="Too few can come.")


async def _closed(meeting: Meeting) -> None:
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.close()


async def _ended_by_who_may_not_know(meeting: Meeting) -> None:
    """The chair's agency comes into conflict, and puts off what it does not know of."""
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.arrive("corina", "ana")
    ana = meeting.table.membership_id("ana")
    await meeting.done("corina", "HandOverChair", conferenceId=meeting.id, membershipId=ana)
    conflict = {"caseId": meeting.table.case_id, "agencyId": meeting.table.agency_id("police"), "reason": "A brother."}
    await meeting.done("corina", "DeclareConflict", **conflict)
    await meeting.done("ana", "EndConference", conferenceId=meeting.id)


async def _in_the_house(table: Table) -> Meeting:
    """The hospital has a seat of its own, by a message it wrote; the police come too."""
    meeting = await on_agenda(table)
    police = [table.agency_id("police")]
    await meeting.done("corina", "InviteToConference", conferenceId=meeting.id, agencyIds=police)
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
    thread = (await meeting.shown("emil") or {})["thread"]["id"]
    await meeting.done("emil", "PostMessage", threadId=thread, body="We saw her in May.")
    return meeting


@pytest.mark.parametrize("ends", [_cancelled, _closed, _ended_by_who_may_not_know])
@pytest.mark.parametrize("lasting", [False, True])
async def test_who_stepped_aside_comes_back_when_the_conference_is_over(table: Table, ends: Any, lasting: bool) -> None:
    meeting = await _in_the_house(table)
    await _aside(meeting, lasting=lasting)

    await ends(meeting)

    assert await _is_theirs(meeting) == (not lasting)


async def test_nobody_steps_aside_once_it_is_over(table: Table) -> None:
    meeting = await in_session(table, "corina", "emil")
    await meeting.close()
    emil = table.membership_id("emil")

    async with left_behind(table) as added:
        payload = await meeting.act(
            "corina", "Recuse", agendaItemId=meeting.item, membershipId=emil, reason="A cousin."
        )

    assert (refusals(payload), added) == ([("WRONG_STATUS", [])], {})


async def _speaks(meeting: Meeting) -> tuple[bool, bool]:
    """Whether Emil has the word, and whether he asks for it."""
    emil = await meeting.attendance("emil")
    return emil["wordGivenAt"] is not None, emil["handRaisedAt"] is not None


async def _speaking(table: Table, meeting: Meeting) -> dict[str, Any]:
    """Emil has the word, and asks for it again; answers how he steps aside."""
    await meeting.done("corina", "GiveWord", attendanceId=(await meeting.attendance("emil"))["id"])
    await meeting.done("emil", "RaiseHand", conferenceId=meeting.id)
    assert await _speaks(meeting) == (True, True)
    return {"agendaItemId": meeting.item, "membershipId": table.membership_id("emil"), "reason": "A cousin."}


@pytest.mark.parametrize("who", ["emil", "corina"])
async def test_who_steps_aside_from_what_is_heard_has_the_word_no_more_and_all_are_told(wire: Wire, who: str) -> None:
    meeting = await heard(wire.table)
    given = await _speaking(wire.table, meeting)

    async with wire.listening(await wire.table.by("corina"), EVENTS, id=meeting.id) as stream:
        await meeting.done(who, "Recuse", **given)
        told = [await stream.event() for _ in range(2)]

    assert await _speaks(meeting) == (False, False)
    (attendance,) = [event for event in told if event["__typename"] == "AttendanceChanged"]
    assert attendance["attendance"] == {"isThere": True, "handRaisedAt": None}


async def test_who_steps_aside_from_what_is_not_heard_yet_speaks_on(table: Table) -> None:
    meeting = await in_session(table, "corina", "emil")
    given = await _speaking(table, meeting)

    await meeting.done("corina", "Recuse", **given)

    assert await _speaks(meeting) == (True, True)
