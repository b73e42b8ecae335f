"""Returns that are missing are reminded of and escalated, once for each deadline, to who sees that they were asked."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from roundtable.agencies.models import Membership
from roundtable.agenda import reminding
from roundtable.agenda.reminding import Due, reminded_at
from roundtable.conferences.commands import cancel_conference
from roundtable.conferences.models import Conference, ConferenceNotice
from roundtable.core import facts, ids
from roundtable.core.actor import Role
from roundtable.core.facts import Fact, FactName
from roundtable.core.standing import Reach
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE, fixed
from roundtable.letters.models import Letter
from roundtable.reminders import remind
from tests.conferences.meeting import Meeting, on_agenda
from tests.messaging.room import BASIS
from tests.seats.chairs import conflicted
from tests.support.table import Table

HOURS = timedelta(hours=1)
# Seconds in which another, if nothing held it, would be done.
WAITS = 0.5
SUPERVISES = fixed(0xA11)


async def _asked(table: Table, due_in: timedelta = 120 * HOURS) -> Meeting:
    """The hospital and the convener are asked over the case, until then."""
    await table.add(
        Membership(
            id=SUPERVISES,
            agency_id=AGENCIES["hospital"].id,
            practitioner_id=PEOPLE["ilie"].id,
            role=Role.SUPERVISOR,
            starts_at=datetime(2026, 1, 5, 8, tzinfo=UTC),
        )
    )
    # The demo's own has no deadline here.
    async with table.database.writing() as session:
        (await session.get_one(Conference, story.CONFERENCE)).returns_due_at = None
    meeting = await on_agenda(table)
    await meeting.done("corina", "OpenReturns", conferenceId=meeting.id)
    own = (await meeting.asked("corina", "social"))["id"]
    await meeting.done("corina", "ReturnNothing", agencyReturnId=own)
    await _due(table, meeting, due_in)
    return meeting


async def _due(table: Table, meeting: Meeting, due_in: timedelta) -> None:
    due = (table.services.clock.now() + due_in).isoformat()
    await meeting.done("corina", "ChangeConference", conferenceId=meeting.id, returnsDueAt=due)


async def _reminded(table: Table, after: timedelta = timedelta()) -> int:
    table.services.clock.shift += after
    return await remind(table.database, table.services.clock)


async def _letters(table: Table) -> list[tuple[str, str]]:
    letter = table_of(Letter)
    said = select(letter.c.to_membership_id, letter.c.kind).where(letter.c.kind.like("RETURNS_%"))
    async with table.database.reading() as connection:
        found = (await connection.execute(said.order_by(letter.c.made_at, letter.c.to_membership_id))).all()
    posts = {PEOPLE[key].posts[0].id: key for key in ("emil", "corina", "ana")} | {SUPERVISES: "supervisor"}
    return [(posts[to], kind) for to, kind in found]


async def _told(table: Table) -> list[str]:
    """To whom by name, in the house."""
    fact = table_of(Fact)
    told = select(fact.c.to_membership_id).where(fact.c.name == FactName.RETURNS_MISSING)
    async with table.database.reading() as connection:
        return [ids.encode("membership", key) for key in await connection.scalars(told.order_by(fact.c.at))]


def test_one_is_reminded_two_days_before_or_at_half_the_time() -> None:
    at = datetime(2027, 1, 4, 8, tzinfo=UTC)

    assert reminded_at(at, at + timedelta(days=10)) == at + timedelta(days=8)
    assert reminded_at(at, at + timedelta(hours=6)) == at + timedelta(hours=3)


async def test_who_answers_for_an_agency_is_reminded_once_and_late_ones_are_escalated_once(table: Table) -> None:
    await _asked(table)
    assert await _reminded(table, 71 * HOURS) == 0
    assert await _reminded(table, 2 * HOURS) == 1
    assert await _letters(table) == [("emil", "RETURNS_REMINDER"), ("supervisor", "RETURNS_REMINDER")]
    assert (await _reminded(table), await _reminded(table, 40 * HOURS)) == (0, 0)

    assert await _reminded(table, 8 * HOURS) == 1
    assert (await _letters(table))[2:] == [("corina", "RETURNS_OVERDUE"), ("supervisor", "RETURNS_OVERDUE")]
    assert await _reminded(table, 100 * HOURS) == 0
    corina, emil = table.membership_id("corina"), table.membership_id("emil")
    assert sorted(await _told(table)) == sorted([emil, corina, *[ids.encode("membership", SUPERVISES)] * 2])


async def test_another_deadline_is_told_of_anew_and_an_answer_ends_it(table: Table) -> None:
    meeting = await _asked(table, 60 * HOURS)
    assert await _reminded(table, 31 * HOURS) == 1
    # Sessions of yesterday have ended.
    meeting.people.clear()
    await _due(table, meeting, 90 * HOURS)
    assert await _reminded(table) == 0
    assert await _reminded(table, 50 * HOURS) == 1

    meeting.people.clear()
    asked = (await meeting.asked("emil", "hospital"))["id"]
    await meeting.done("emil", "SubmitReturn", agencyReturnId=asked, version=0, involvement="In May.", grounds=BASIS)
    assert await _reminded(table, 90 * HOURS) == 0


@pytest.mark.parametrize("act", ["CancelConference", "CloseConference", "defer"])
async def test_nothing_is_told_of_what_does_not_go_on(table: Table, act: str) -> None:
    meeting = await _asked(table)
    if act == "CancelConference":
        await meeting.done("corina", act, conferenceId=meeting.id, reason="Too few.")
    if act == "CloseConference":
        await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
        await meeting.close()
    if act == "defer":
        await meeting.done("corina", "DeferAgendaItem", agendaItemId=meeting.item, reason="No time.")

    assert (await _reminded(table, 200 * HOURS), await _letters(table)) == (0, [])


async def test_who_reminds_while_it_is_called_off_waits_and_tells_nothing(table: Table) -> None:
    meeting = await _asked(table)
    table.services.clock.shift += 100 * HOURS
    services = table.services
    async with services.database.writing() as session:
        calls_off = Work(session, story.actor("corina"), services.clock.now())
        await cancel_conference(calls_off, meeting.id, "Too few can come.")
        await calls_off.flush()
        reminds = asyncio.create_task(remind(services.database, services.clock))
        await asyncio.sleep(WAITS)
        assert not reminds.done()
        await facts.write(session, calls_off.facts)

    assert (await reminds, await _letters(table), await _told(table)) == (0, [], [])


async def test_who_does_not_see_the_case_hears_of_nothing_that_is_missing(table: Table) -> None:
    await _asked(table)
    await conflicted(table, person="emil")

    assert await _reminded(table, 100 * HOURS) == 1

    assert await _letters(table) == [("supervisor", "RETURNS_REMINDER")]
    assert await _told(table) == [ids.encode("membership", SUPERVISES)]


async def test_of_many_that_look_at_once_one_tells(table: Table) -> None:
    await _asked(table)
    table.services.clock.shift += 130 * HOURS

    told = await asyncio.gather(*(remind(table.database, table.services.clock) for _ in range(4)))

    assert sum(told) == 1
    assert await _letters(table) == [("corina", "RETURNS_OVERDUE"), ("supervisor", "RETURNS_OVERDUE")]


async def test_what_died_halfway_has_told_nothing_and_is_told_by_the_next(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _asked(table)
    table.services.clock.shift += 130 * HOURS
    with monkeypatch.context() as patched:
        patched.setattr("roundtable.reminders.facts.write", _dies)
        assert await remind(table.database, table.services.clock) == 0
    assert await _letters(table) == []

    assert await _reminded(table) == 1
    assert len(await _letters(table)) == 2


async def test_one_that_cannot_be_told_does_not_keep_the_others_from_being_told(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _asked(table)
    second = await on_agenda(table)
    await second.done("corina", "OpenReturns", conferenceId=second.id)
    await _due(table, second, 120 * HOURS)
    told, failing = reminding.tell_once, list[Due]()

    async def fails(work: Work, due: Due) -> bool:
        if not failing:
            failing.append(due)
            raise RuntimeError
        return await told(work, due)

    monkeypatch.setattr("roundtable.reminders.tell_once", fails)
    table.services.clock.shift += 130 * HOURS
    # The hospital is asked at both, and the convener at the second.
    assert await remind(table.database, table.services.clock) == 2
    assert await remind(table.database, table.services.clock) == 1


@pytest.mark.parametrize("twice", [True, False])
async def test_what_breaks_another_rule_of_the_database_is_logged(
    table: Table, monkeypatch: pytest.MonkeyPatch, twice: bool
) -> None:
    await _asked(table)
    table.services.clock.shift += 130 * HOURS

    async def breaks(work: Work, due: Due) -> bool:
        missing = ConferenceNotice(
            conference_id=due.conference.id,
            agency_id=due.agency_id if twice else fixed(0xDEAD),
            kind=due.kind,
            due_at=due.at,
            told_at=work.now,
        )
        async with work.reaching(Reach.CONFERENCE_NOTICES):
            for _ in range(2 if twice else 1):
                work.add(missing if not twice else ConferenceNotice(**missing.model_dump(exclude={"id"})))
            await work.flush()
        return True

    monkeypatch.setattr("roundtable.reminders.tell_once", breaks)
    with capture_logs() as logged:
        assert await remind(table.database, table.services.clock) == 0

    said = [each for each in logged if each["event"] == "not told of a conference"]
    assert [set(each) for each in said] == ([] if twice else [{"event", "log_level", "conference", "kind", "failure"}])


async def test_while_the_database_is_away_none_is_told(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    await _asked(table)
    table.services.clock.shift += 130 * HOURS
    monkeypatch.setattr("roundtable.reminders.facts.write", _dies)
    monkeypatch.setattr(table.database, "answers", _is_away)

    with pytest.raises(OSError, match="gone"):
        await remind(table.database, table.services.clock)


async def _is_away() -> bool:
    return False


async def _dies(*_: object) -> None:
    raise OSError("gone")


async def test_the_chair_is_told_once_that_a_conference_without_a_meeting_is_over(table: Table) -> None:
    meeting = await _asked(table)
    async with table.database.writing() as session:
        own = await session.get_one(Conference, ids.decode("conference", meeting.id))
        own.deadline_at, own.returns_due_at = table.services.clock.now() + HOURS, None
    assert await _reminded(table, 2 * HOURS) == 0
    meeting.people.clear()
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)

    assert (await _reminded(table), await _reminded(table)) == (1, 0)

    fact = table_of(Fact)
    async with table.database.reading() as connection:
        told = select(fact.c.to_membership_id).where(fact.c.name == FactName.CONFERENCE_OVERDUE)
        assert [ids.encode("membership", key) for key in await connection.scalars(told)] == [
            table.membership_id("corina")
        ]
