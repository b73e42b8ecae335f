"""A conference without a meeting, while it goes on: its deadline is moved, and who comes to it declares before they
write that what is said stays confidential.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from roundtable.conferences.models import ConferenceNotice, NoticeKind
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.letters.models import Letter
from roundtable.reminders import remind
from tests.conferences.meeting import REFERRAL, Meeting, Payload, in_session, planned
from tests.messaging.room import BASIS, left_behind, nothing, opened, posted, refusals
from tests.streams.onlooker import heard
from tests.support.table import Table

WITHOUT = {"type": "ASYNCHRONOUS", "startsAt": "2027-01-14T10:00", "deadlineAt": "2027-01-21T16:00:00Z"}
LATER, SOONER = "2027-01-28T16:00:00.000000Z", "2027-01-15T16:00:00.000000Z"
DEADLINE = "query ($id: ID!) { conference(id: $id) { deadlineAt } }"
OVER = "query ($id: ID!) { agendaItemOf(threadId: $id) { id conference { id type status } } }"


async def _on_agenda(table: Table, **more: Any) -> Meeting:
    """Without a meeting unless it is said; the case is on its agenda, and the hospital takes part."""
    meeting = await planned(table, "hospital", **(more or WITHOUT))
    given = {**REFERRAL, "conferenceId": meeting.id, "caseId": table.case_id}
    meeting.item = (await meeting.done("corina", "ReferCase", **given))["agendaItem"]["id"]
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)
    return meeting


async def _open(table: Table) -> Meeting:
    meeting = await _on_agenda(table)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    return meeting


async def _thread(meeting: Meeting) -> str:
    item = await meeting.shown("corina")
    assert item is not None
    thread: str = item["thread"]["id"]
    return thread


async def _write(meeting: Meeting, who: str, thread: str) -> list[tuple[str, list[str]]]:
    return refusals(await meeting.act(who, "PostMessage", threadId=thread, body="We saw her on Tuesday."))


async def _shared_with_the_ngo(meeting: Meeting, thread: str) -> None:
    """With Dalia's, which sits at the case's table and was not asked to the conference."""
    page = (await (await meeting.by("corina")).ask("ThreadPage", threadId=thread)).data["thread"]
    given = {"agencyIds": [meeting.table.agency_id("ngo")], "grounds": BASIS}
    await meeting.done("corina", "WidenAudience", audienceId=page["audience"]["id"], **given)


async def _deadline(meeting: Meeting) -> str:
    found: str = (await (await meeting.by("emil")).ask(DEADLINE, id=meeting.id)).data["conference"]["deadlineAt"]
    return found


async def _letters(table: Table) -> list[tuple[str, str, dict[str, Any]]]:
    letter = table_of(Letter)
    statement = select(letter.c.to_membership_id, letter.c.kind, letter.c.payload)
    async with table.database.reading() as connection:
        found = (await connection.execute(statement.order_by(letter.c.made_at, letter.c.id))).all()
    return [(ids.encode("membership", to), kind, payload) for to, kind, payload in found]


@pytest.mark.parametrize("to", [LATER, SOONER])
async def test_who_runs_it_moves_the_deadline_and_all_are_told_calendars_too(table: Table, to: str) -> None:
    meeting = await _open(table)
    emil = await meeting.by("emil")
    cursor = (await meeting.page("emil"))["conference"]["eventsCursor"]
    before = await _letters(table)

    moved = await meeting.done("corina", "MoveDeadline", conferenceId=meeting.id, deadlineAt=to)

    assert (moved["conference"]["deadlineAt"], await _deadline(meeting)) == (to, to)
    events, _ = await heard(emil, "ConferenceEvents", conferenceId=meeting.id, after=cursor)
    assert [(event["__typename"], event["conference"]["deadlineAt"]) for event in events] == [("ConferenceChanged", to)]
    ((told, kind, payload),) = (await _letters(table))[len(before) :]
    assert (told, kind) == (table.membership_id("emil"), "CONFERENCE_CHANGED")
    days = 14 if to == LATER else 1
    assert (payload["sequence"], payload["minutes"]) == (1, days * 24 * 60 + 8 * 60)
    # Nobody is told twice of the same.
    await meeting.done("corina", "MoveDeadline", conferenceId=meeting.id, deadlineAt=to)
    assert len(await _letters(table)) == len(before) + 1


async def test_one_that_is_over_may_be_moved_and_of_the_new_one_the_chair_is_told_anew(table: Table) -> None:
    meeting = await _open(table)
    table.services.clock.shift += timedelta(days=90)
    meeting.people.clear()
    await remind(table.database, table.services.clock)

    to = (table.services.clock.now() + timedelta(days=1)).isoformat()
    await meeting.done("corina", "MoveDeadline", conferenceId=meeting.id, deadlineAt=to)
    table.services.clock.shift += timedelta(days=2)
    await remind(table.database, table.services.clock)

    notice = table_of(ConferenceNotice)
    of_it = select(notice.c.due_at).where(
        notice.c.kind == NoticeKind.DEADLINE_OVER, notice.c.conference_id == ids.decode("conference", meeting.id)
    )
    async with table.database.reading() as connection:
        assert len((await connection.scalars(of_it)).all()) == 2


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        ("2026-11-20T10:00:00Z", ("INVALID_DATE", ["deadlineAt"])),
        # To come, and before it was to begin: it was begun early.
        ("2027-01-14T08:00:00Z", ("INVALID_DATE", ["deadlineAt"])),
    ],
)
async def test_a_deadline_is_not_moved_to_what_is_over(table: Table, at: str, refusal: tuple[str, list[str]]) -> None:
    meeting = await _open(table)

    async with left_behind(table) as added:
        payload = await meeting.act("corina", "MoveDeadline", conferenceId=meeting.id, deadlineAt=at)

    assert (refusals(payload), added) == ([refusal], {})
    assert await _deadline(meeting) == "2027-01-21T16:00:00.000000Z"


async def test_only_who_runs_it_moves_the_deadline_and_to_others_it_is_not_there(table: Table) -> None:
    meeting = await _open(table)

    async with left_behind(table) as added:
        refused = await meeting.act("emil", "MoveDeadline", conferenceId=meeting.id, deadlineAt=LATER)
        assert refusals(refused) == [("FORBIDDEN", [])]
        for who in ("gelu", "horia", "jana"):
            there = await meeting.act(who, "MoveDeadline", conferenceId=meeting.id, deadlineAt=LATER)
            assert there == await meeting.act(who, "MoveDeadline", conferenceId=nothing("conference"), deadlineAt=LATER)
            assert refusals(there) == [("NOT_FOUND", ["conferenceId"])]
    assert added == {}


async def test_a_meeting_has_no_deadline_and_one_that_has_not_begun_or_is_over_does_not_move_it(table: Table) -> None:
    meets = await planned(table)
    await meets.done("corina", "BeginConference", conferenceId=meets.id)
    ahead = await planned(table, **WITHOUT)
    over = await planned(table, **WITHOUT)
    await over.done("corina", "BeginConference", conferenceId=over.id)
    await over.done("corina", "EndConference", conferenceId=over.id)

    for meeting, refusal in (
        (meets, ("NOT_WANTED", ["deadlineAt"])),
        *((each, ("WRONG_STATUS", [])) for each in (ahead, over)),
    ):
        payload = await meeting.act("corina", "MoveDeadline", conferenceId=meeting.id, deadlineAt=LATER)
        assert refusals(payload) == [refusal]


async def test_who_comes_to_it_writes_once_they_have_declared_and_has_been_there_by_that(table: Table) -> None:
    meeting = await _open(table)
    thread = await _thread(meeting)
    emil = await meeting.by("emil")
    draft = await meeting.done("emil", "SaveDraft", threadId=thread, body="We saw her.", version=0)

    async with left_behind(table) as added:
        for who in ("emil", "corina"):
            assert await _write(meeting, who, thread) == [("NOT_CONFIDENTIAL", [])]
    assert added == {}
    # What was being written is there still.
    shown = (await emil.ask("ThreadPage", threadId=thread)).data["thread"]["draft"]
    assert (shown["id"], shown["body"]) == (draft["draft"]["id"], "We saw her.")

    there = await meeting.attendance("emil")
    await meeting.done("emil", "RecordArrival", attendanceId=there["id"], confidential=True)
    used = {"draftId": shown["id"], "draftVersion": shown["version"]}
    await posted(emil, thread, "We saw her.", **used)

    assert (await meeting.attendance("emil"))["status"] == "PRESENT"
    # Each declares for themselves.
    assert await _write(meeting, "corina", thread) == [("NOT_CONFIDENTIAL", [])]


async def test_nobody_asks_an_agency_from_there_before_they_have_declared(table: Table) -> None:
    meeting = await _open(table)
    given = {"threadId": await _thread(meeting), "agencyId": table.agency_id("ngo"), "title": "Call her"}

    refused = await meeting.act("corina", "AssignTask", **given)
    own = (await meeting.attendance("corina"))["id"]
    await meeting.done("corina", "RecordArrival", attendanceId=own, confidential=True)

    assert refusals(refused) == [("NOT_CONFIDENTIAL", [])]
    await meeting.done("corina", "AssignTask", **given)


async def test_who_is_called_to_a_meeting_posts_before_it_as_cheaply_as_elsewhere(table: Table) -> None:
    """Corina comes to the demo's conference; that she owes nothing yet is told by what every post asks."""
    corina, statements = await table.by("corina"), list[int]()
    for thread in (await table.thread_id(), await opened(corina, table)):
        await posted(corina, thread, "The first makes what is kept.")
        with table.statements(writing=True) as sent:
            await posted(corina, thread, "As agreed.")
        statements.append(len(sent))

    assert statements[0] == statements[1]


async def test_who_left_it_has_declared(table: Table) -> None:
    meeting = await _open(table)
    thread = await _thread(meeting)
    there = (await meeting.attendance("emil"))["id"]
    await meeting.done("emil", "RecordArrival", attendanceId=there, confidential=True)
    await meeting.done("emil", "RecordLeaving", attendanceId=there)

    assert await _write(meeting, "emil", thread) == []


async def test_who_is_in_the_case_and_not_called_to_the_conference_writes_as_ever(table: Table) -> None:
    meeting = await _open(table)
    thread = await _thread(meeting)
    await _shared_with_the_ngo(meeting, thread)

    assert await _write(meeting, "dalia", thread) == []
    assert await _write(meeting, "emil", thread) == [("NOT_CONFIDENTIAL", [])]


async def test_who_cannot_come_yet_is_not_kept_from_what_they_may_do_anyway(table: Table) -> None:
    meeting = await _open(table)
    thread = await _thread(meeting)
    await _shared_with_the_ngo(meeting, thread)
    given = {"conferenceId": meeting.id, "membershipId": table.membership_id("dalia"), "function": "VICTIM_ADVOCATE"}
    await meeting.done("corina", "NameAttendee", **given)
    there = (await meeting.attendance("dalia"))["id"]

    # Before her agency has said that she comes, she could not declare either.
    assert await _write(meeting, "dalia", thread) == []
    await meeting.done("dalia", "ConfirmAttendance", attendanceId=there)
    assert await _write(meeting, "dalia", thread) == [("NOT_CONFIDENTIAL", [])]
    await meeting.done("dalia", "RecordArrival", attendanceId=there, confidential=True)
    assert await _write(meeting, "dalia", thread) == []


async def test_who_said_that_they_do_not_come_and_writes_comes_after_all(table: Table) -> None:
    meeting = await _open(table)
    thread = await _thread(meeting)
    there = (await meeting.attendance("emil"))["id"]
    await meeting.done("emil", "SendApologies", attendanceId=there, reason="In surgery.")

    assert await _write(meeting, "emil", thread) == [("NOT_CONFIDENTIAL", [])]
    await meeting.done("emil", "RecordArrival", attendanceId=there, confidential=True)
    assert await _write(meeting, "emil", thread) == []


async def _ended(meeting: Meeting) -> None:
    await meeting.done("corina", "DeferAgendaItem", agendaItemId=meeting.item, reason="No time.")
    await meeting.done("corina", "EndConference", conferenceId=meeting.id)


async def _planned_only(_: Meeting) -> None:
    """Not begun yet."""


async def _begun(meeting: Meeting) -> None:
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)


async def _begun_and_ended(meeting: Meeting) -> None:
    await _begun(meeting)
    await _ended(meeting)


@pytest.mark.parametrize(
    ("kind", "happens"),
    [
        (WITHOUT, _planned_only),
        (WITHOUT, _begun_and_ended),
        # In a meeting it is said aloud, and noted.
        ({"type": "ROUTINE"}, _begun),
    ],
)
async def test_before_it_begins_and_after_it_ends_and_where_there_is_a_meeting_one_writes_as_ever(
    table: Table, kind: Payload, happens: Callable[[Meeting], Awaitable[None]]
) -> None:
    meeting = await _on_agenda(table, **kind)
    thread = await _thread(meeting)

    await happens(meeting)

    assert await _write(meeting, "emil", thread) == []


async def test_other_conversations_of_the_case_are_not_the_conference_s(table: Table) -> None:
    meeting = await _open(table)
    corina = await meeting.by("corina")
    other = await opened(corina, table)

    assert await _write(meeting, "corina", other) == []
    thread = await _thread(meeting)
    over = (await corina.ask(OVER, id=thread)).data["agendaItemOf"]
    assert over == {
        **{"id": meeting.item},
        "conference": {"id": meeting.id, "type": "ASYNCHRONOUS", "status": "IN_SESSION"},
    }
    assert (await corina.ask(OVER, id=other)).data["agendaItemOf"] is None
    for who in ("gelu", "horia"):
        assert (await (await meeting.by(who)).ask(OVER, id=thread)).data["agendaItemOf"] is None


async def test_what_was_said_before_it_began_is_not_said_otherwise_without_the_declaration(table: Table) -> None:
    meeting = await _on_agenda(table)
    thread = await _thread(meeting)
    said = await posted(await meeting.by("emil"), thread, "We saw her.")
    await _begun(meeting)
    better = {"messageId": said["id"], "body": "We saw her on Tuesday."}

    async with left_behind(table) as added:
        assert refusals(await meeting.act("emil", "EditMessage", **better)) == [("NOT_CONFIDENTIAL", [])]
    assert added == {}
    # To take it back is nothing that anybody would hear.
    await meeting.done("emil", "RedactMessage", messageId=said["id"], reason="It was not so.")


async def test_what_is_no_message_is_refused_as_ever_and_to_others_there_is_no_conversation(table: Table) -> None:
    meeting = await _open(table)
    thread = await _thread(meeting)
    payload = await meeting.act("emil", "PostMessage", threadId=thread, body=" ")
    assert refusals(payload) == [("REQUIRED", ["body"])]
    for who in ("gelu", "horia"):
        assert await _write(meeting, who, thread) == [("NOT_FOUND", ["threadId"])]


async def test_who_declared_is_for_what_is_decided_or_against_it(table: Table) -> None:
    meeting = await _open(table)
    await meeting.arrive("corina")
    given = {"agendaItemId": meeting.item, "text": "She moves.", "rationale": "She is afraid."}
    decision = {"decisionId": (await meeting.done("corina", "RecordDecision", **given))["decision"]["id"]}

    refused = await meeting.act("emil", "SupportDecision", **decision)

    assert refusals(refused) == [("NOT_PRESENT", [])]
    await meeting.arrive("emil")
    await meeting.done("corina", "SupportDecision", **decision)
    await meeting.done("emil", "DissentFromDecision", **decision, words="She has not been asked yet.")


async def test_nobody_says_what_was_decided_or_became_of_an_action_before_they_have_declared(table: Table) -> None:
    undertaking = await _undertaken_before(table)
    meeting = await _open(table)
    review = {"agendaItemId": meeting.item, "undertakingId": undertaking, "outcome": "DONE", "words": "She was seen."}
    record = {"agendaItemId": meeting.item, "text": "She moves.", "rationale": "He knows where she lives."}

    async with left_behind(table) as added:
        for who, operation, given in (
            ("corina", "RecordDecision", record),
            ("corina", "ConcludeAgendaItem", {"agendaItemId": meeting.item, "note": "A plan is made."}),
            ("emil", "ReviewAction", review),
        ):
            assert refusals(await meeting.act(who, operation, **given)) == [("NOT_CONFIDENTIAL", [])]
    assert added == {}

    for who in ("corina", "emil"):
        there = (await meeting.attendance(who))["id"]
        await meeting.done(who, "RecordArrival", attendanceId=there, confidential=True)
    await meeting.done("corina", "RecordDecision", **record)
    await meeting.done("emil", "ReviewAction", **review)
    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item, note="A plan is made.")


async def _undertaken_before(table: Table) -> str:
    """By the hospital, at a meeting that is over."""
    meeting = await in_session(table, "corina", "emil")
    await meeting.done("corina", "BeginAgendaItem", agendaItemId=meeting.item)
    action = await meeting.done("emil", "VolunteerAction", agendaItemId=meeting.item, title="See her on Tuesday")
    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item)
    await meeting.done("corina", "EndConference", conferenceId=meeting.id)
    undertaking: str = action["undertaking"]["id"]
    return undertaking
