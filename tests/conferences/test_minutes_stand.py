"""No sequence of acts alters what was approved: played at random against a conference that has ended."""

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from roundtable.conferences.models import Conference
from roundtable.core.standing import Reach
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.minutes.digest import digest_of
from roundtable.minutes.models import Minutes, MinutesState
from tests.conferences.meeting import Meeting, Payload, heard
from tests.messaging.room import BASIS
from tests.support.closing import ended
from tests.support.table import Table

DECISION = {"text": "She is accompanied.", "rationale": "She is afraid."}
# How one version may follow from another; nothing else.
LEADS = {
    None: {"DRAFT"},
    "DRAFT": {"DRAFT", "CIRCULATED"},
    "CIRCULATED": {"CIRCULATED", "DRAFT", "APPROVED"},
    "APPROVED": {"APPROVED", "SUPERSEDED"},
    "SUPERSEDED": {"SUPERSEDED"},
}
Act = Callable[["Play"], Awaitable[tuple[str, str, Payload] | None]]


class Play:
    """A conference that has ended, and what is known of its minutes by their ids."""

    def __init__(self, meeting: Meeting, random: Random) -> None:
        self.meeting, self.random = meeting, random

    def who(self) -> str:
        return self.random.choice([*["corina"] * 4, "emil"])

    async def versions(self) -> list[Payload]:
        answer = await (await self.meeting.by("corina")).ask("ConferenceMinutes", conferenceId=self.meeting.id)
        found: list[Payload] = answer.data["minutesOf"]["nodes"]
        return found

    async def some(self) -> Payload | None:
        found = await self.versions()
        return self.random.choice([found[0], *found]) if found else None

    async def sections(self) -> list[Payload]:
        return await self._parts("sections")

    async def remarks(self) -> list[Payload]:
        return await self._parts("remarks")

    async def _parts(self, name: str) -> list[Payload]:
        version = await self.some()
        if version is None:
            return []
        answer = await (await self.meeting.by("corina")).ask("MinutesPage", minutesId=version["id"])
        found: list[Payload] = answer.data["minutes"][name]
        return found


async def _draft(play: Play) -> tuple[str, str, Payload]:
    return play.who(), "DraftMinutes", {"conferenceId": play.meeting.id, "language": "EN"}


def _on_version(operation: str, **given: Any) -> Act:
    async def act(play: Play) -> tuple[str, str, Payload] | None:
        version = await play.some()
        return (play.who(), operation, {"minutesId": version["id"], **given}) if version else None

    return act


async def _approve(play: Play) -> tuple[str, str, Payload] | None:
    version = await play.some()
    if version is None:
        return None
    revision = play.random.choice([version["revision"], version["revision"], version["revision"] - 1])
    return play.who(), "ApproveMinutes", {"minutesId": version["id"], "revision": revision}


async def _write(play: Play) -> tuple[str, str, Payload] | None:
    sections = await play.sections()
    passages = [each for section in sections for each in section["passages"] if each["words"]]
    if not passages:
        return None
    passage = play.random.choice(passages)
    operation = play.random.choice(["SaveMinutesPassage", "SaveMinutesPassage", "RemoveMinutesPassage"])
    given = {"passageId": passage["id"], "version": passage["words"]["version"]}
    return play.who(), operation, given | ({} if "Remove" in operation else {"text": str(play.random.random())})


async def _add(play: Play) -> tuple[str, str, Payload] | None:
    sections = await play.sections()
    return (play.who(), "AddMinutesPassage", {"sectionId": sections[0]["id"], "text": "More."}) if sections else None


async def _comment(play: Play) -> tuple[str, str, Payload] | None:
    version, sections = await play.some(), await play.sections()
    if version is None or not sections:
        return None
    place = play.random.choice([{"sectionId": sections[0]["id"]}, {"minutesId": version["id"]}])
    return play.who(), "CommentOnMinutes", {**place, "text": "Not so."}


async def _answer(play: Play) -> tuple[str, str, Payload] | None:
    said = [*await play.remarks(), *(each for section in await play.sections() for each in section["comments"])]
    comments = [each for each in said if each["state"] == "OPEN"]
    if not comments:
        return None
    given = {"commentId": play.random.choice(comments)["id"], "answer": "So.", "takenUp": play.random.random() < 0.5}
    return play.who(), "AnswerMinutesComment", given


async def _decide(play: Play) -> tuple[str, str, Payload]:
    return play.who(), "RecordDecision", {"agendaItemId": play.meeting.item, **DECISION}


async def _volunteer(play: Play) -> tuple[str, str, Payload]:
    return play.who(), "VolunteerAction", {"agendaItemId": play.meeting.item, "title": "Go with her"}


async def _return(play: Play) -> tuple[str, str, Payload]:
    asked = await play.meeting.asked("emil", "hospital")
    given = {"agencyReturnId": asked["id"], "version": 0, "concerns": "Worse.", "grounds": BASIS}
    return "emil", "SubmitReturn", given


# As often as named: what brings minutes further comes more often, so that a play comes far.
ACTS: list[Act] = [
    *(_draft, _write, _add, _comment, _decide, _volunteer, _return),
    *[_approve] * 3,
    *[_answer] * 3,
    *[_on_version("CirculateMinutes", quorum=1)] * 3,
    _on_version("CirculateMinutes"),
    _on_version("RecallMinutes"),
    *[_on_version("AdoptMinutes")] * 3,
    _on_version("CorrectMinutes", reason="A name."),
    _on_version("SaveMinutes", version=0, opening="Opened."),
]


async def _as_they_are(table: Table) -> dict[int, tuple[str, str | None, str]]:
    """Of each version its state, its digest as it was kept, and as it is now."""
    now: dict[int, tuple[str, str | None, str]] = {}
    async with table.services.database.writing() as session:
        work = await Work.begin(session, story.actor("corina"), table.services.clock.now())
        async with work.reaching(Reach.MINUTES):
            rows = table_of(Minutes)
            for minutes in await work.values(select(Minutes).order_by(rows.c.number)):
                conference = await session.get_one(Conference, minutes.conference_id)
                now[minutes.number] = (minutes.state, minutes.digest, await digest_of(work, conference, minutes))
    return now


@pytest.mark.parametrize("seed", range(3))
async def test_no_sequence_of_acts_alters_what_was_approved(table: Table, seed: int) -> None:
    meeting = await heard(table)
    await meeting.done("corina", "RecordDecision", agendaItemId=meeting.item, **DECISION)
    await meeting.done("corina", "ConcludeAgendaItem", agendaItemId=meeting.item, note="A plan was made.")
    await ended(await meeting.by("corina"), meeting.id)
    play = Play(meeting, Random(seed))
    await meeting.done("corina", "DraftMinutes", conferenceId=meeting.id, language="EN")
    before: dict[int, tuple[str, str | None, str]] = {}

    stood = 0
    for step in range(200):
        if stood and step > stood + 40:
            break
        sent = await play.random.choice(ACTS)(play)
        if sent is None:
            continue
        who, operation, given = sent
        await meeting.act(who, operation, **given)
        now = await _as_they_are(table)
        for number, (state, kept, computed) in now.items():
            was = before.get(number)
            assert state in LEADS[was[0] if was else None]
            assert (kept is not None) is (state in (MinutesState.APPROVED, MinutesState.SUPERSEDED))
            assert kept in (None, computed)
            if was and was[1]:
                assert kept == was[1]
        assert [*now] == list(range(1, len(now) + 1))
        assert sum(state == "APPROVED" for state, _, _ in now.values()) <= 1
        before = now
        stood = stood or (step if any(kept for _, kept, _ in now.values()) else 0)
    # It was no play of refusals alone.
    assert any(kept for _, kept, _ in before.values())
