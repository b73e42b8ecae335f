"""What the clock brings of conferences: returns that are still missing, and a deadline that is over. Each is told once
for each deadline, by whichever process comes to it first, to who sees what it is about, and to nobody else.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from roundtable.access import rule
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.conferences import flow
from roundtable.conferences.calling import called, speakers
from roundtable.conferences.models import (
    AgencyReturn,
    AgendaItem,
    AgendaItemStatus,
    Conference,
    ConferenceNotice,
    ConferenceStatus,
    NoticeKind,
)
from roundtable.core.actor import Actor, Role
from roundtable.core.facts import FactName
from roundtable.core.standing import Reach
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.letters.commands import send
from roundtable.letters.models import LetterKind, Status

# So long before returns are due who has not answered is reminded; half of the time, where they were given less.
BEFORE = timedelta(hours=48)
_K = NoticeKind
_UNANSWERED = flow.RETURN["prepare"].start
_LETTERS = {_K.RETURNS_REMINDER: LetterKind.RETURNS_REMINDER, _K.RETURNS_ESCALATION: LetterKind.RETURNS_OVERDUE}


@dataclass(frozen=True)
class Due:
    """Something that is to be told of a conference, for one of its deadlines."""

    conference: Conference
    agency_id: UUID
    kind: NoticeKind
    at: datetime
    # What was asked and not answered.
    missing: Sequence[AgencyReturn] = ()


async def tell_once(work: Work, due: Due) -> bool:
    """Whether it was still to be told; where another tells it at the same time, one of the two fails."""
    async with work.reaching(Reach.CONFERENCE_NOTICES):
        await work.reached(Conference, table_of(Conference).c.id == due.conference.id, hold=True)
    # As things are now: who was asked may have answered, or the conference been called off.
    again = [each for each in await untold(work) if key_of(each) == key_of(due)]
    if not again:
        return False
    (due,) = again
    async with work.reaching(Reach.CONFERENCE_NOTICES):
        work.add(
            ConferenceNotice(
                conference_id=due.conference.id,
                agency_id=due.agency_id,
                kind=due.kind,
                due_at=due.at,
                told_at=work.now,
            )
        )
    await _tell(work, due)
    return True


async def untold(work: Work) -> list[Due]:
    """Of conferences that go on."""
    async with work.reaching(Reach.CONFERENCE_NOTICES):
        own, notice = table_of(Conference), table_of(ConferenceNotice)
        goes_on = own.c.status.in_(sorted(flow.CONFERENCE["return"].start))
        dated = or_(own.c.returns_due_at.is_not(None), own.c.deadline_at <= work.now)
        open_ones = await work.reached(Conference, goes_on, dated)
        keys = [each.id for each in open_ones]
        before = await work.reached(ConferenceNotice, notice.c.conference_id.in_(keys))
        missing = await _missing(work, keys)
    told = {(each.conference_id, each.agency_id, each.kind, each.due_at) for each in before}
    due = [each for conference in open_ones for each in _due_of(conference, missing[conference.id], work.now)]
    return [each for each in due if key_of(each) not in told]


async def _missing(work: Work, conferences: Iterable[UUID]) -> dict[UUID, list[AgencyReturn]]:
    """By conference, what was asked over what is on its agenda and was not answered."""
    item, own = table_of(AgendaItem), table_of(AgencyReturn)
    accepted = item.c.status == AgendaItemStatus.ACCEPTED
    items = await work.reached(AgendaItem, item.c.conference_id.in_(list(conferences)), accepted)
    of_item = {each.id: each.conference_id for each in items}
    unanswered = own.c.state.in_(sorted(_UNANSWERED)), own.c.asked_at.is_not(None)
    found = defaultdict[UUID, list[AgencyReturn]](list)
    for asked in await work.reached(AgencyReturn, own.c.agenda_item_id.in_(list(of_item)), *unanswered):
        found[of_item[asked.agenda_item_id]].append(asked)
    return found


def _due_of(conference: Conference, missing: Sequence[AgencyReturn], now: datetime) -> list[Due]:
    due, over = list[Due](), conference.deadline_at
    if over and over <= now and conference.status is ConferenceStatus.IN_SESSION:
        due.append(Due(conference, conference.agency_id, _K.DEADLINE_OVER, over))
    at = conference.returns_due_at
    if at is None:
        return due
    by_agency = defaultdict[UUID, list[AgencyReturn]](list)
    for asked in missing:
        by_agency[asked.agency_id].append(asked)
    for agency, own in sorted(by_agency.items()):
        since = min(asked.asked_at for asked in own if asked.asked_at)
        if at <= now:
            due.append(Due(conference, agency, _K.RETURNS_ESCALATION, at, own))
        elif reminded_at(since, at) <= now:
            due.append(Due(conference, agency, _K.RETURNS_REMINDER, at, own))
    return due


def reminded_at(asked_at: datetime, due_at: datetime) -> datetime:
    """When who was asked then is reminded."""
    return due_at - min(BEFORE, (due_at - asked_at) / 2)


async def _tell(work: Work, due: Due) -> None:
    name = FactName.CONFERENCE_OVERDUE if due.kind is _K.DEADLINE_OVER else FactName.RETURNS_MISSING
    letter = _LETTERS.get(due.kind)
    for post in await _recipients(work, due):
        if due.missing and not await _sees_any(work, post, due.missing):
            continue
        if letter:
            said = called(due.conference, Status.NEEDS_ACTION, due.at)
            send(work, post.id, letter, due.conference.id, said)
        if post.practitioner_id:
            streams = [post.practitioner_id]
            work.tell(name, None, due.conference.id, streams, membership=post.id, anonymous=True)


async def _recipients(work: Work, due: Due) -> list[Membership]:
    post = table_of(Membership)
    chosen: ColumnElement[bool]
    if due.kind is _K.RETURNS_REMINDER:
        chosen = post.c.id.in_(await speakers(work, [due.agency_id]))
    elif due.kind is _K.RETURNS_ESCALATION:
        supervises = (post.c.agency_id == due.agency_id) & (post.c.role == Role.SUPERVISOR)
        chosen = or_(supervises, post.c.id == due.conference.coordinator_id)
    else:
        chosen = post.c.id == due.conference.chair_id
    found: list[Membership] = await work.values(select(Membership).where(chosen, live(post)).order_by(post.c.id))
    return found


async def _sees_any(work: Work, post: Membership, missing: Sequence[AgencyReturn]) -> bool:
    """Whether a post sees anything of it by right: a conflict hides that anything was asked."""
    work.actor = Actor(post.id, post.agency_id, post.role, post.practitioner_id)
    await work.stand_again()
    own = table_of(AgencyReturn).c.id.in_([asked.id for asked in missing])
    return bool(await work.all(AgencyReturn, own, rule.acts_on_item))


def key_of(due: Due) -> tuple[UUID, UUID, NoticeKind, datetime]:
    return due.conference.id, due.agency_id, due.kind, due.at
