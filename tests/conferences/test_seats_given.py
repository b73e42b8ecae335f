"""A seat that came by a conference goes with it, unless its agency has something of its own in the case."""

from typing import Any

import pytest

from tests.conferences.meeting import Meeting, heard, in_session, on_agenda, referred
from tests.messaging.room import BASIS, posted
from tests.support.table import Table

MINE = "{ cases(first: 9) { nodes { id } } }"


async def _sees(meeting: Meeting, key: str = "emil") -> bool:
    return bool((await (await meeting.by(key)).ask(MINE)).data["cases"]["nodes"])


async def _part(meeting: Meeting) -> tuple[str, str | None]:
    """The hospital's part in the case, as its manager is shown it."""
    ask = "query ($id: ID!) { case(id: $id) { agencies { agency { id } state reason } } }"
    case = (await (await meeting.by("corina")).ask(ask, id=meeting.table.case_id)).data["case"]
    hospital = meeting.table.agency_id("hospital")
    (found,) = [each for each in case["agencies"] if each["agency"]["id"] == hospital]
    return found["state"], found["reason"]


async def test_a_seat_ends_with_the_conference_that_gave_it(table: Table) -> None:
    meeting = await in_session(table, "corina", "emil")
    assert await _sees(meeting)

    await meeting.close()

    assert not await _sees(meeting)
    assert await _part(meeting) == ("LEFT", "The conference has ended.")
    # They were at the conference, and it is there for them; the case is not.
    page = await meeting.page("emil")
    assert (page["conference"]["status"], page["agenda"]["nodes"]) == ("CLOSED", [])


async def test_a_seat_stays_where_the_case_was_heard_for_its_minutes_are_to_be_read(table: Table) -> None:
    meeting = await heard(table)

    await meeting.close()

    assert await _part(meeting) == ("ACTIVE", None)
    assert await meeting.shown("emil") is not None


async def test_a_seat_that_was_there_before_stays(table: Table) -> None:
    meeting = await referred(table, "police")
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)

    await meeting.close()

    assert await _sees(meeting, "ana")


async def _is_asked(meeting: Meeting) -> None:
    """For a task, by another."""
    thread = (await meeting.shown("corina") or {})["thread"]["id"]
    hospital = meeting.table.agency_id("hospital")
    await meeting.done("corina", "AssignTask", threadId=thread, agencyId=hospital, title="Examine her")


async def _speaks(meeting: Meeting) -> None:
    await posted(await meeting.by("emil"), (await meeting.shown("emil") or {})["thread"]["id"], "We saw her in May.")


async def _returns(meeting: Meeting, *, kept: bool) -> None:
    own = await meeting.asked("emil", "hospital")
    given = {"agencyReturnId": own["id"], "version": 0, "involvement": "In May.", "grounds": BASIS, "kept": kept}
    await meeting.done("emil", "SubmitReturn", **given)


async def _keeps(meeting: Meeting) -> None:
    await _returns(meeting, kept=True)


async def _lends(meeting: Meeting) -> None:
    await _returns(meeting, kept=False)


async def _records(meeting: Meeting) -> None:
    """An incident, for themselves alone."""
    ask = "query ($id: ID!) { case(id: $id) { participants { id role } } }"
    people = (await (await meeting.by("emil")).ask(ask, id=meeting.table.case_id)).data["case"]["participants"]
    of = {person["role"]: person["id"] for person in people}
    audience = {"sensitivity": "NAMED_AGENCIES", "agencyIds": [], **BASIS}
    said = {"beganAt": "2026-11-20T08:00:00Z", "kinds": ["PHYSICAL"], "description": "She came with bruises."}
    persons = {"victimId": of["VICTIM"], "perpetratorId": of["ALLEGED_PERPETRATOR"]}
    await meeting.done("emil", "RecordIncident", caseId=meeting.table.case_id, **said, **persons, audience=audience)


@pytest.mark.parametrize(
    ("does", "stays"),
    [(_is_asked, True), (_speaks, True), (_keeps, True), (_records, True), (_lends, False)],
)
async def test_who_has_something_of_their_own_there_stays(table: Table, does: Any, stays: bool) -> None:
    meeting = await in_session(table, "corina", "emil")
    await does(meeting)

    await meeting.close()

    assert await _sees(meeting) == stays


async def test_a_conference_that_is_called_off_takes_its_seats_along(table: Table) -> None:
    meeting = await on_agenda(table)

    await meeting.done("corina", "CancelConference", conferenceId=meeting.id, reason="Too few can come.")

    assert not await _sees(meeting)


async def test_an_agency_that_does_not_come_after_all_has_no_seat_either_and_gets_it_again(table: Table) -> None:
    meeting = await on_agenda(table)

    await meeting.done("emil", "DeclineConference", conferenceId=meeting.id, reason="We are full.")
    assert not await _sees(meeting)
    assert await _part(meeting) == ("LEFT", "The agency does not come to the conference.")
    await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)

    assert (await _sees(meeting), await meeting.shown("emil") is not None) == (True, True)


async def test_a_seat_goes_on_with_another_conference_that_hears_the_case(table: Table) -> None:
    first = await on_agenda(table)
    second = await on_agenda(table)
    await first.done("corina", "BeginConference", conferenceId=first.id)

    await first.close()
    assert (await _sees(second), await second.shown("emil") is not None) == (True, True)
    await second.done("corina", "CancelConference", conferenceId=second.id, reason="Too few can come.")

    assert not await _sees(second)


async def test_a_later_conference_gives_the_seat_anew(table: Table) -> None:
    first = await in_session(table, "corina", "emil")
    await first.close()

    later = await on_agenda(table)

    assert (await _sees(later), await later.shown("emil") is not None) == (True, True)
