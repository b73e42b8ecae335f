"""What tests of minutes share: minutes of a case that was heard, as far as a test wants them."""

from typing import Any

from tests.conferences.meeting import Meeting, Payload, heard
from tests.support.closing import ended
from tests.support.table import Table

DECISION = {"text": "She is accompanied to court.", "rationale": "She is afraid to go alone."}


async def _over(table: Table) -> Meeting:
    """The hospital and the social assistance heard the case, decided, and the hospital undertook something."""
    meeting = await heard(table)
    made = await meeting.done("corina", "RecordDecision", agendaItemId=meeting.item, **DECISION)
    decision = made["decision"]["id"]
    await meeting.done("emil", "DissentFromDecision", decisionId=decision, words="It puts her in danger.")
    await meeting.done("emil", "VolunteerAction", agendaItemId=meeting.item, title="Go with her", decisionId=decision)
    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item, note="A plan was made.")
    await ended(await meeting.by("corina"), meeting.id)
    return meeting


async def drafted(table: Table) -> tuple[Meeting, str]:
    """With the id of the minutes, as the others."""
    meeting = await _over(table)
    made = await meeting.done("corina", "DraftMinutes", conferenceId=meeting.id, language="RO")
    return meeting, made["minutes"]["id"]


async def circulated(table: Table, **given: Any) -> tuple[Meeting, str]:
    meeting, minutes = await drafted(table)
    await meeting.done("corina", "CirculateMinutes", minutesId=minutes, **given)
    return meeting, minutes


async def standing(table: Table) -> tuple[Meeting, str]:
    meeting, minutes = await circulated(table, quorum=1)
    await meeting.done("emil", "ApproveMinutes", minutesId=minutes, revision=1)
    await meeting.done("corina", "AdoptMinutes", minutesId=minutes)
    return meeting, minutes


async def edition_of(meeting: Meeting, key: str, minutes: str) -> Payload | None:
    """The minutes as somebody is shown them."""
    found: Payload | None = (await (await meeting.by(key)).ask("MinutesPage", minutesId=minutes)).data["minutes"]
    return found


async def section_of(meeting: Meeting, key: str, minutes: str) -> Payload:
    edition = await edition_of(meeting, key, minutes)
    assert edition is not None
    (section,) = edition["sections"]
    shown: Payload = section
    return shown
