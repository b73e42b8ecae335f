"""What becomes of the agenda when a meeting ends: nothing that somebody referred is left lying."""

from tests.conferences.meeting import Meeting, Payload, referred
from tests.conferences.test_session import EVENTS
from tests.streams.wire import Wire
from tests.support.table import Table

ENDED = ("DEFERRED", "The meeting ended before it was taken on the agenda.")


async def _begun(table: Table) -> Meeting:
    """The case was referred, and nobody has taken it."""
    meeting = await referred(table, "hospital")
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.arrive("corina")
    return meeting


def _how_far(item: Payload | None) -> tuple[str, str]:
    assert item is not None
    return item["status"], item["note"]


async def test_what_was_referred_and_not_taken_is_put_off_when_the_meeting_ends(wire: Wire) -> None:
    meeting = await _begun(wire.table)

    async with wire.listening(await wire.table.by("corina"), EVENTS, id=meeting.id) as stream:
        await meeting.done("corina", "EndConference", conferenceId=meeting.id)
        event = await stream.event()

    assert event == {"__typename": "AgendaItemChanged", "agendaItem": {"id": meeting.item}}
    assert _how_far(await meeting.shown("corina")) == ENDED


async def test_also_what_who_ends_it_may_not_know_of(table: Table) -> None:
    meeting = await _begun(table)
    await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)
    await meeting.arrive("emil")
    assert await meeting.shown("emil") is None
    await meeting.done("corina", "HandOverChair", conferenceId=meeting.id, membershipId=table.membership_id("emil"))

    await meeting.done("emil", "EndConference", conferenceId=meeting.id)

    assert _how_far(await meeting.shown("corina")) == ENDED
    assert await meeting.shown("emil") is None
