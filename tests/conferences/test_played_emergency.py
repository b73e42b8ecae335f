"""A whole emergency conference by the requests of its people, from the alert to the minutes as they were written down
beforehand.
"""

from datetime import timedelta
from typing import Any

import pytest

from tests.conferences.many import SPEAKERS, led_cases, put_on_agenda, speak_for_all
from tests.conferences.meeting import Meeting, planned
from tests.conferences.playing import asked_of, decide, edition, expected
from tests.letters.mailbox import mail_server
from tests.letters.sorting import later, rows, work
from tests.messaging.room import BASIS, refusals
from tests.streams.onlooker import heard
from tests.support.table import Table

pytestmark = pytest.mark.slow

CALLED = ("police", "hospital", "elsewhere")
# Nothing of these leaves the house.
SECRETS = (
    *("CJ-0000", "N. 1", "N. 2", "He is outside her door", "Her sister took her in", "agendaitem_", "case_"),
    *("Expected at the border", "Treated tonight", "protection order", "Keep her until morning"),
)


async def test_an_emergency_conference_within_the_hour(table: Table) -> None:
    await speak_for_all(table)
    cases = await led_cases(table, 2)
    meeting = await _called(table)
    items = [
        await put_on_agenda(meeting, case, reason)
        for case, reason in zip(cases, ("He is outside her door.", "Her sister took her in."), strict=True)
    ]
    await _letters_go(meeting, "Conference: URGENT", f"/conferences/{meeting.id}")
    for agency in CALLED:
        await meeting.done(SPEAKERS[agency], "AcceptConference", conferenceId=meeting.id)
    await _say(meeting, items)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.arrive("corina", "ana", "emil", "horia")
    await _hear_first(meeting, items[0])
    await _hear_second(meeting, items[1])
    await meeting.done("corina", "EndConference", conferenceId=meeting.id)
    minutes = await _written(meeting)

    for agency in CALLED:
        assert await edition(meeting, SPEAKERS[agency], minutes) == expected(f"emergency-{agency}")
    await _is_owed(meeting, cases[0])
    await meeting.done("corina", "CloseConference", conferenceId=meeting.id)
    # What was lent until the conference closed is withheld from then on; what was kept is not.
    closed = await edition(meeting, "ana", minutes)
    assert "Treated tonight." not in closed
    assert "Expected at the border at nine." in closed


async def _called(table: Table) -> Meeting:
    """In twenty minutes. Those who speak for the agencies that are asked are told at once, and nobody else."""
    people = ("ana", "emil", "horia", "dalia", "corina")
    before = {key: (await (await table.by(key)).ask("Viewer")).data["viewer"]["eventsCursor"] for key in people}
    now = table.services.clock.now()
    when: dict[str, Any] = {"startsAt": f"{now + timedelta(minutes=20):%Y-%m-%dT%H:%M}", "timeZone": "Etc/UTC"}
    due = {"returnsDueAt": (now + timedelta(minutes=15)).isoformat()}
    meeting = await planned(table, *CALLED, title="Emergency", type="EMERGENCY", minutes=30, **when, **due)

    told = {key: await heard(await meeting.by(key), "MyEvents", after=before[key]) for key in people}
    calls = {
        key: [each for each in events if each["__typename"] == "ConferenceCalled"] for key, (events, _) in told.items()
    }
    urgent = [{"id": meeting.id, "urgent": True}]
    assert {key: [call["conference"] for call in made] for key, made in calls.items()} == {
        **{SPEAKERS[agency]: urgent for agency in CALLED},
        **{"dalia": [], "corina": []},
    }
    assert [row["kind"] for row in await rows(table)] == ["CONFERENCE_ALERT"] * len(CALLED)
    return meeting


async def _letters_go(meeting: Meeting, subject: str, page: str) -> None:
    """To those who speak for the agencies that were asked, and nothing of a case is in them."""
    async with mail_server() as mailbox:
        await work(meeting.table, mailbox)
    assert sorted(letter["To"] for letter in mailbox.letters) == [
        "Ana <ana@police.example.org>",
        "Emil <emil@hospital.example.org>",
        "Horia <horia@elsewhere.example.org>",
    ]
    for letter in mailbox.letters:
        assert letter["Subject"].startswith(subject)
        parts: list[Any] = list(letter.walk())
        text = letter.as_bytes() + b"".join(part.get_payload(decode=True) or b"" for part in parts)
        assert page.encode() in text.replace(b"\r\n ", b"")
        assert [secret for secret in SECRETS if secret.encode() in text] == []


async def _say(meeting: Meeting, items: list[str]) -> None:
    """What the agencies know: one for good, one too late, one nothing, and one that does not say it."""
    await meeting.done("corina", "OpenReturns", conferenceId=meeting.id)
    said = {"agencyReturnId": await asked_of(meeting, items[0], "elsewhere"), "version": 0, "grounds": BASIS}
    kept = {"kept": True, "involvement": "Expected at the border at nine.", "concerns": "He drives her car."}
    await meeting.done("horia", "SubmitReturn", **said, **kept)
    await meeting.done("ana", "ReturnNothing", agencyReturnId=await asked_of(meeting, items[1], "police"))
    asked = await asked_of(meeting, items[1], "elsewhere")
    await meeting.done("horia", "DeclineReturn", agencyReturnId=asked, reason="INVESTIGATION")
    later(meeting.table, minutes=17)
    said = {"agencyReturnId": await asked_of(meeting, items[0], "hospital"), "version": 0, "grounds": BASIS}
    late = await meeting.done("emil", "SubmitReturn", **said, involvement="Treated tonight.", proposals="She stays.")
    assert late["agencyReturn"]["late"] is True


async def _hear_first(meeting: Meeting, item: str) -> None:
    """It is decided, not by all, and two undertake something: nobody for somebody else."""
    await meeting.done("corina", "BeginAgendaItem", agendaItemId=item)
    decision = await decide(meeting, item, "A provisional protection order now.", "He has a weapon.")
    await meeting.done("ana", "SupportDecision", decisionId=decision)
    await meeting.done("emil", "DissentFromDecision", decisionId=decision, words="She has not been asked.")
    due = (meeting.table.services.clock.now() + timedelta(hours=1)).isoformat()
    given = {"title": "Issue the order", "obligation": "Law 217/2003, art. 28", "dueAt": due, "decisionId": decision}
    await meeting.done("ana", "VolunteerAction", agendaItemId=item, **given)
    await meeting.done("emil", "VolunteerAction", agendaItemId=item, title="Keep her until morning")
    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=item, note="She is safe tonight.")


async def _hear_second(meeting: Meeting, item: str) -> None:
    """Horia steps aside from it: his page loses it, and nothing of it comes to him while it is heard."""
    cursor = (await meeting.page("horia"))["conference"]["eventsCursor"]
    horia = meeting.table.membership_id("horia")
    given = {"agendaItemId": item, "membershipId": horia, "reason": "A cousin.", "lasting": True}
    await meeting.done("corina", "Recuse", **given)
    await meeting.done("corina", "BeginAgendaItem", agendaItemId=item)
    decision = await decide(meeting, item, "Her sister is not told where she is.", "He calls there.")
    await meeting.done("ana", "SupportDecision", decisionId=decision)
    meeting.item = item
    assert await meeting.shown("ana") is not None
    assert await meeting.shown("horia") is None
    events, _ = await heard(await meeting.by("horia"), "ConferenceEvents", conferenceId=meeting.id, after=cursor)
    assert item not in str(events)
    assert decision not in str(events)
    volunteered = await meeting.act("horia", "VolunteerAction", agendaItemId=item, title="Look for him")
    assert refusals(volunteered) == [("NOT_FOUND", ["agendaItemId"])]
    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=item, note="Nothing more tonight.")


async def _written(meeting: Meeting) -> str:
    """Put before them, commented on, and approved by all three that came for others."""
    made = await meeting.done("corina", "DraftMinutes", conferenceId=meeting.id, language="RO")
    minutes: str = made["minutes"]["id"]
    opening = {"minutesId": minutes, "version": 0, "opening": "Called at once.", "closing": "Ended before midnight."}
    await meeting.done("corina", "SaveMinutes", **opening)
    await meeting.done("corina", "CirculateMinutes", minutesId=minutes)
    await _letters_go(meeting, "Conference: minutes", f"/minutes/{minutes}")
    early = await meeting.act("corina", "AdoptMinutes", minutesId=minutes)
    assert [code for code, _ in refusals(early)] == ["NO_QUORUM"]
    for agency in CALLED:
        await meeting.done(SPEAKERS[agency], "ApproveMinutes", minutesId=minutes, revision=1)
    await meeting.done("corina", "AdoptMinutes", minutesId=minutes)
    await _letters_go(meeting, "Conference: minutes", f"/minutes/{minutes}")
    return minutes


async def _is_owed(meeting: Meeting, case: str) -> None:
    """What was volunteered is a task of whoever did."""
    plan = (await (await meeting.by("corina")).ask("ActionPlan", caseId=case)).data["undertakings"]["nodes"]
    assert {(each["agency"]["name"], each["task"]["title"], each["task"]["status"]) for each in plan} == {
        ("Cluj County Police", "Issue the order", "ACCEPTED"),
        ("Cluj Sexual Violence Centre", "Keep her until morning", "ACCEPTED"),
    }
    assert {each["obligation"]: each["decision"] is not None for each in plan} == {
        **{"Law 217/2003, art. 28": True, None: False},
    }
