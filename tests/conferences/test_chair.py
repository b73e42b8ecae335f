"""Who chairs a meeting when the chair has gone: by a word, or by a crash."""

import asyncio
from datetime import UTC, datetime

from roundtable.agencies.models import Membership
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.demo.cast import AGENCIES, PEOPLE, fixed
from tests.conferences.meeting import Meeting, done, heard, in_session
from tests.messaging.room import left_behind, refusals
from tests.support.table import Table

COLLEAGUE = fixed(0xA12)


async def _with_a_colleague(table: Table) -> Meeting:
    """Gelu leads cases for the agency that convenes it, too, and has come."""
    post = Membership(
        id=COLLEAGUE,
        agency_id=AGENCIES["social"].id,
        practitioner_id=PEOPLE["gelu"].id,
        role=Role.CASE_MANAGER,
        starts_at=datetime(2026, 1, 5, 8, tzinfo=UTC),
    )
    await table.add(post)
    meeting = await in_session(table, "corina", "emil")
    gelu = meeting.people["gelu"] = await table.by("gelu")
    key = ids.encode("membership", COLLEAGUE)
    await done(gelu, "SwitchMembership", membershipId=key)
    given = {"conferenceId": meeting.id, "membershipId": key, "function": "REPRESENTATIVE"}
    made = await meeting.done("gelu", "NameAttendee", **given)
    await meeting.done("gelu", "RecordArrival", attendanceId=made["attendance"]["id"], confidential=True)
    return meeting


async def test_the_chair_goes_to_another_when_who_had_it_has_gone(table: Table) -> None:
    meeting = await in_session(table, "corina", "emil")
    await meeting.done("corina", "HandOverChair", conferenceId=meeting.id, membershipId=table.membership_id("emil"))
    for operation in ("TakeChair", "EndConference"):
        refused = await meeting.act("corina", operation, conferenceId=meeting.id)
        assert refusals(refused) == [("WRONG_STATUS" if operation == "TakeChair" else "FORBIDDEN", [])]
    await meeting.done("emil", "RecordLeaving", attendanceId=(await meeting.attendance("emil"))["id"])

    taken = (await meeting.done("corina", "TakeChair", conferenceId=meeting.id))["conference"]

    assert taken["chair"]["id"] == table.membership_id("corina")
    await meeting.done("corina", "BeginAgendaItem", agendaItemId=meeting.item)


async def test_that_the_chair_has_gone_notes_who_leads_the_conference_and_takes_it(table: Table) -> None:
    meeting = await _with_a_colleague(table)
    corina, emil = [(await meeting.attendance(key))["id"] for key in ("corina", "emil")]
    # Of others it is noted by who runs the meeting alone, and of the chair by nobody of another agency.
    for who, other in (("gelu", emil), ("emil", corina)):
        assert refusals(await meeting.act(who, "RecordLeaving", attendanceId=other)) == [("FORBIDDEN", [])]

    await meeting.done("gelu", "RecordLeaving", attendanceId=corina)
    await meeting.done("gelu", "TakeChair", conferenceId=meeting.id)

    await meeting.done("gelu", "BeginAgendaItem", agendaItemId=meeting.item)


async def test_who_is_not_there_does_not_note_that_the_chair_has_gone(table: Table) -> None:
    meeting = await _with_a_colleague(table)
    corina, gelu = (await meeting.attendance("corina"))["id"], await _gelu(meeting)
    await meeting.done("gelu", "RecordLeaving", attendanceId=gelu)

    refused = await meeting.act("gelu", "RecordLeaving", attendanceId=corina)

    assert refusals(refused) == [("NOT_PRESENT", [])]


async def test_who_stepped_aside_neither_notes_that_the_chair_has_gone_nor_takes_it(table: Table) -> None:
    meeting = await _with_a_colleague(table)
    corina = (await meeting.attendance("corina"))["id"]
    await meeting.done("corina", "BeginAgendaItem", agendaItemId=meeting.item)
    aside = {"membershipId": ids.encode("membership", COLLEAGUE), "reason": "A neighbour."}
    await meeting.done("corina", "Recuse", agendaItemId=meeting.item, **aside)

    noted = await meeting.act("gelu", "RecordLeaving", attendanceId=corina)
    await meeting.done("corina", "RecordLeaving", attendanceId=corina)
    taken = await meeting.act("gelu", "TakeChair", conferenceId=meeting.id)

    assert (refusals(noted), refusals(taken)) == ([("FORBIDDEN", [])], [("FORBIDDEN", [])])
    # Who had it comes back, and is in the chair still.
    await meeting.done("corina", "RecordArrival", attendanceId=corina, confidential=True)
    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item)
    await meeting.done("corina", "RecordLeaving", attendanceId=corina)
    await meeting.done("gelu", "TakeChair", conferenceId=meeting.id)


async def _gelu(meeting: Meeting) -> str:
    there = (await meeting.page("corina"))["conference"]["attendance"]
    (own,) = [each["id"] for each in there if each["membership"]["id"] == ids.encode("membership", COLLEAGUE)]
    key: str = own
    return key


async def test_of_two_who_take_the_chair_at_once_one_has_it(table: Table) -> None:
    meeting = await _with_a_colleague(table)
    await meeting.done("corina", "HandOverChair", conferenceId=meeting.id, membershipId=table.membership_id("emil"))
    await meeting.done("emil", "RecordLeaving", attendanceId=(await meeting.attendance("emil"))["id"])

    taken = await asyncio.gather(
        *(meeting.act(who, "TakeChair", conferenceId=meeting.id) for who in ("corina", "gelu"))
    )

    assert sorted(refusals(answer) for answer in taken) == [[], [("WRONG_STATUS", [])]]
    (chosen,) = [answer["conference"]["chair"]["id"] for answer in taken if not refusals(answer)]
    assert (await meeting.page("corina"))["conference"]["chair"]["id"] == chosen


async def test_the_chair_goes_to_nobody_who_stepped_aside_from_what_is_heard(table: Table) -> None:
    meeting = await heard(table)
    emil = table.membership_id("emil")
    given = {"conferenceId": meeting.id, "membershipId": emil}
    await meeting.done("corina", "Recuse", agendaItemId=meeting.item, membershipId=emil, reason="A cousin.")

    async with left_behind(table) as added:
        refused = await meeting.act("corina", "HandOverChair", **given)
        assert refusals(refused) == [("NOT_PRESENT", ["membershipId"])]
    assert added == {}

    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item)
    await meeting.done("corina", "HandOverChair", **given)


async def test_a_chair_who_may_not_know_what_is_heard_is_told_nothing_of_it_by_handing_it_over(table: Table) -> None:
    meeting = await heard(table)
    police = [table.agency_id("police")]
    await meeting.done("corina", "InviteToConference", conferenceId=meeting.id, agencyIds=police)
    await meeting.done("ana", "AcceptConference", conferenceId=meeting.id)
    await meeting.arrive("ana")
    ana, emil = (table.membership_id(key) for key in ("ana", "emil"))
    await meeting.done("corina", "HandOverChair", conferenceId=meeting.id, membershipId=emil)
    for post in (ana, emil):
        conflict = {"caseId": table.case_id, "membershipId": post, "reason": "A brother."}
        await meeting.done("corina", "DeclareConflict", **conflict)

    # Ana hears it as little: that she is refused would say that something is heard, and that she does not hear it.
    await meeting.done("emil", "HandOverChair", conferenceId=meeting.id, membershipId=ana)

    # Nobody has it who hears what is heard: who leads the conference takes it.
    await meeting.done("corina", "TakeChair", conferenceId=meeting.id)
