"""A large conference to measure by: 60 people of 12 agencies who do not all see the same, 30 cases, 300 returns.

It is written straight into the database, upon the demo's conference, which goes on with everybody there. Most cases are
kept from two agencies or three; from the second some people have stepped aside; who only watches hears none.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.agenda import CHAIR, put_on, step_aside
from benchmarks.crowd import settle, sign_in
from roundtable.agencies.models import Agency, AgencyType, Membership
from roundtable.conferences.models import (
    AgendaItem,
    Attendance,
    AttendanceSpan,
    AttendanceStatus,
    Conference,
    ConferenceAgency,
    ConferenceAgencyState,
    ConferenceFunction,
)
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.db import Database
from roundtable.core.tables import new_id, table_of
from roundtable.demo import case as demo_case
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES

CASES = 30
# The convener first, then whom the demo's conference asked, others of the cast, and three that are new.
OF_THE_CAST = (*demo_case.TABLE, "hospital", "programme", "prosecution", "elsewhere", "legal")
NEW = (AgencyType.CHILD_PROTECTION, AgencyType.SHELTER, AgencyType.PROBATION)
OTHERS = len(OF_THE_CAST) + len(NEW) - 1
# Who comes for each agency; for the convener the chair instead of the last.
ROLES = (Role.CONTACT_POINT, Role.PRACTITIONER, Role.PRACTITIONER, Role.PRACTITIONER, Role.SUPERVISOR)
# By the agency's number: those whose second comes for the victim, and those that send one more, who only watches.
ADVOCATES, WATCHING = (3, 10), (1, 4, 5, 8)
# By their places on the agenda: how many are heard by all agencies, and the one that each tenth has stepped aside from.
BY_ALL, FROM_WHICH = 6, 1


@dataclass(frozen=True)
class Comer:
    """Somebody who comes, by a post, for the agency of this number; and the cookie that they are signed in by."""

    number: int
    agency: int
    post: Membership
    cookie: str
    function: ConferenceFunction = ConferenceFunction.REPRESENTATIVE

    @property
    def watches(self) -> bool:
        return self.function is ConferenceFunction.OBSERVER

    @property
    def steps_aside(self) -> bool:
        return self.number % 10 == 3 and not self.watches

    def comes_to(self, place: int) -> bool:
        """To the table of the case at a place of the agenda."""
        return not self.watches and self.agency in hearing(place)

    def hears(self, place: int) -> bool:
        """Whether anything is shown to them of the item there."""
        return self.comes_to(place) and not (place == FROM_WHICH and self.steps_aside)


def hearing(place: int) -> list[int]:
    """The agencies that hear the item at a place, by their numbers: the convener each. 300 of 30 items in all."""
    kept_from = 0 if place < BY_ALL else 2 + place % 2
    without = {1 + (place * 3 + each * 4) % OTHERS for each in range(kept_from)}
    return [number for number in range(OTHERS + 1) if number not in without]


async def gather(url: str) -> tuple[list[Comer], list[str]]:
    """Everybody but the chair, and the items' ids in their order."""
    database, now, items = Database(url, pool_size=1), datetime.now(UTC) - timedelta(hours=1), []
    async with database.writing() as session:
        agencies = await _agencies(session, now)
        people = await _people(session, agencies, now)
        await _arrive(session, people, now)
        for place in range(CASES):
            posts = [each.post for each in people if each.comes_to(place)]
            items.append(await put_on(session, place, [agencies[each] for each in hearing(place)], posts, now))
        await step_aside(session, items[FROM_WHICH], [each.post for each in people if each.steps_aside], now)
        keys = [ids.encode("agendaitem", item.id) for item in items]
    await database.close()
    await settle(url)
    return people, keys


async def mark(url: str, item: str, number: int) -> None:
    """Have an item say which number it is, for its event to be known by."""
    database = Database(url, pool_size=1)
    async with database.writing() as session:
        kept = await session.get_one(AgendaItem, ids.decode("agendaitem", item))
        kept.extension_reason = f"sent-{number}-"
    await database.close()


async def _agencies(session: AsyncSession, now: datetime) -> list[Agency]:
    """In the order of their numbers; whom the demo did not ask has been asked, and comes."""
    new = [Agency(id=new_id(), name=f"Cluj {kind.value.title()}", type=kind, county="Cluj") for kind in NEW]
    session.add_all(new)
    await session.flush()
    known = [await session.get_one(Agency, AGENCIES[key].id) for key in OF_THE_CAST]
    session.add_all(
        ConferenceAgency(
            conference_id=story.CONFERENCE,
            agency_id=agency.id,
            state=ConferenceAgencyState.ACCEPTED,
            invited_by=CHAIR,
            invited_at=now,
            answered_at=now,
        )
        for agency in (*known, *new)[len(demo_case.TABLE) :]
    )
    return [*known, *new]


async def _people(session: AsyncSession, agencies: list[Agency], now: datetime) -> list[Comer]:
    people: list[Comer] = []
    for agency, row in enumerate(agencies):
        functions = [ConferenceFunction.REPRESENTATIVE] * (len(ROLES) if agency else len(ROLES) - 1)
        if agency in ADVOCATES:
            functions[1] = ConferenceFunction.VICTIM_ADVOCATE
        if agency in WATCHING:
            functions.append(ConferenceFunction.OBSERVER)
        for role, function in zip((*ROLES, Role.PRACTITIONER), functions, strict=False):
            number = len(people)
            post, cookie = await sign_in(session, number, row.id, role, now)
            people.append(Comer(number, agency, post, cookie, function))
    return people


async def _arrive(session: AsyncSession, people: list[Comer], now: datetime) -> None:
    """They are there, as the chair is; and the convener's own second and third write and coordinate."""
    there = [_attends(each, now) for each in people]
    session.add_all(there)
    attendance, conference = table_of(Attendance), table_of(Conference)
    of_chair = attendance.c.conference_id == story.CONFERENCE, attendance.c.membership_id == CHAIR
    chair = (await session.scalars(select(Attendance).where(*of_chair))).one()
    chair.status, chair.declared_at = AttendanceStatus.PRESENT, now
    await session.flush()
    session.add_all(
        AttendanceSpan(conference_id=story.CONFERENCE, attendance_id=each.id, arrived_at=now)
        for each in (chair, *there)
    )
    of_convener = [each.post.id for each in people if each.agency == 0]
    run = {"scribe_id": of_convener[1], "coordinator_id": of_convener[2]}
    await session.execute(update(conference).where(conference.c.id == story.CONFERENCE).values(**run))


def _attends(comer: Comer, now: datetime) -> Attendance:
    return Attendance(
        id=new_id(),
        conference_id=story.CONFERENCE,
        membership_id=comer.post.id,
        function=comer.function,
        status=AttendanceStatus.PRESENT,
        named_at=now,
        agreed_at=now,
        declared_at=now,
        condition="Nothing is taken down." if comer.watches else None,
        signed_at=now if comer.watches else None,
    )
