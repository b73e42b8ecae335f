"""What was put off, and waits to be referred to another conference."""

from tests.conferences.meeting import REFERRAL, Meeting, in_session, on_agenda, planned, referred
from tests.support.table import Table


async def _waits(meeting: Meeting, key: str = "corina") -> list[tuple[str, str]]:
    nodes = (await (await meeting.by(key)).ask("PutOff")).data["putOff"]["nodes"]
    return [(node["case"]["reference"], node["status"]) for node in nodes]


async def _again(table: Table) -> Meeting:
    """The case is referred to a later conference."""
    later = await planned(table)
    await later.done("corina", "ReferCase", **{**REFERRAL, "conferenceId": later.id, "caseId": table.case_id})
    return later


async def test_what_was_put_off_waits_until_it_is_referred_again(table: Table) -> None:
    meeting = await in_session(table, "corina", "emil")
    assert await _waits(meeting) == []

    await meeting.done("corina", "DeferAgendaItem", agendaItemId=meeting.item, reason="No time.")
    assert await _waits(meeting) == [("CJ-7K4M-2QX8", "DEFERRED")]
    later = await _again(table)

    assert await _waits(meeting) == []
    await later.done("corina", "CancelConference", conferenceId=later.id, reason="Too few can come.")
    # Once, by the last that came of it.
    assert [status for _, status in await _waits(meeting)] == ["PROPOSED"]


async def test_what_the_meeting_did_not_take_waits_too(table: Table) -> None:
    meeting = await referred(table)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)

    await meeting.done("corina", "EndConference", conferenceId=meeting.id)

    assert await _waits(meeting) == [("CJ-7K4M-2QX8", "DEFERRED")]


async def test_it_waits_for_who_convened_and_who_referred_it_and_for_nobody_else(table: Table) -> None:
    meeting = await on_agenda(table)

    await meeting.done("corina", "DeferAgendaItem", agendaItemId=meeting.item, reason="No time.")

    assert [await _waits(meeting, key) for key in ("corina", "emil", "ana", "horia")] == [
        [("CJ-7K4M-2QX8", "DEFERRED")],
        [],
        [],
        [],
    ]


async def test_what_was_withdrawn_or_found_under_the_threshold_waits_for_nothing(table: Table) -> None:
    meeting = await on_agenda(table)

    await meeting.done("corina", "WithdrawAgendaItem", agendaItemId=meeting.item, reason="She does not want it.")

    assert await _waits(meeting) == []
