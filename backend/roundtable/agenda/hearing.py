"""An item as it is heard: all pages follow the one that is current; it has its time, and who must not hear it steps
aside.
"""

from datetime import datetime, timedelta
from uuid import UUID

from roundtable.access.models import ConflictDeclaration
from roundtable.access.news import tell_of_sight, tell_seated
from roundtable.agencies.models import Membership
from roundtable.agenda import policy, queries
from roundtable.cases.models import Case
from roundtable.cases.policy import sees_case
from roundtable.conferences import flow, news
from roundtable.conferences.declaring import check_declared
from roundtable.conferences.meeting import lose_word
from roundtable.conferences.models import AgendaItem, Conference, Recusal
from roundtable.conferences.policy import check_chair
from roundtable.conferences.queries import attendance_of, find_post, is_there
from roundtable.conferences.recusals import end_recusals
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.facts import FactName
from roundtable.core.standing import Reach
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Work
from roundtable.incidents.window import a_year_after

NOTE_LENGTH, REASON_LENGTH = 5_000, 500
MOST_MORE = 60

Refs = dict[str, UUID]


async def begin_agenda_item(work: Work, agenda_item_id: str) -> Refs:
    """Go to an item: whoever hears it sees that it is heard now, and the one before is left where it was."""
    conference, item = await queries.find_agenda_item(work, agenda_item_id)
    check_chair(work.actor, conference)
    flow.after(flow.CONFERENCE, "hold", conference.status)
    flow.after(flow.AGENDA_ITEM, "begin", item.status)
    policy.check_one_by_one(conference)
    if not await is_there(work, conference, work.actor.membership_id):
        raise Conflict(Code.NOT_PRESENT)
    if item.current_since is not None:
        raise Conflict(Code.WRONG_STATUS)
    if not await queries.all_have_declared(work, conference):
        raise Conflict(Code.NOT_CONFIDENTIAL)
    await _leave_current(work, conference)
    item.current_since, item.began_at = work.now, item.began_at or work.now
    item.ends_at = work.now + timedelta(minutes=item.minutes)
    news.tell_of_item(work, item, FactName.AGENDA_ITEM_BEGUN)
    return {"agendaItem": item.id}


async def extend_agenda_item(work: Work, agenda_item_id: str, minutes: int, reason: str) -> Refs:
    """Give the current item more time, and say why."""
    conference, item = await queries.find_agenda_item(work, agenda_item_id)
    check_chair(work.actor, conference)
    flow.after(flow.CONFERENCE, "hold", conference.status)
    if item.current_since is None or item.ends_at is None:
        raise Conflict(Code.WRONG_STATUS)
    if not 1 <= minutes <= MOST_MORE:
        raise Invalid(Code.INVALID_LENGTH, ["minutes"])
    item.extension_reason = clean(reason, REASON_LENGTH, ["reason"])
    item.ends_at = max(item.ends_at, work.now) + timedelta(minutes=minutes)
    item.extended_by += minutes
    news.tell_of_item(work, item)
    return {"agendaItem": item.id}


async def conclude_agenda_item(
    work: Work, agenda_item_id: str, note: str | None = None, review_at: datetime | None = None
) -> Refs:
    """End the current item, or one of those open at once: it was heard, its case is flagged for twelve months, and
    perhaps to be reviewed at a day. Who stepped aside for it may come back.
    """
    conference, item = await queries.find_agenda_item(work, agenda_item_id, alone=True)
    check_chair(work.actor, conference)
    flow.after(flow.CONFERENCE, "hold", conference.status)
    policy.check_heard(conference, item)
    await check_declared(work, conference)
    item.status, item.decided_at = flow.after(flow.AGENDA_ITEM, "hear", item.status), work.now
    item.note = clean_optional(note, NOTE_LENGTH, ["note"])
    if review_at is not None and review_at <= work.now:
        raise Invalid(Code.INVALID_DATE, ["reviewAt"])
    item.review_at = review_at
    await _flag(work, item)
    _leave(work, item)
    await end_recusals(work, [item])
    return {"agendaItem": item.id}


async def recuse(work: Work, agenda_item_id: str, membership_id: str, reason: str, lasting: bool = False) -> Refs:
    """Step aside while an item is heard, or let somebody: the case is not there for them until it is over, or for good
    if that is `lasting`. Of the item that is heard now they speak no more.
    """
    conference, item = await queries.find_agenda_item(work, agenda_item_id, alone=True)
    post = await find_post(work, membership_id, ["membershipId"])
    policy.check_recuse(work.actor, conference, post.id)
    flow.after(flow.CONFERENCE, "recuse", conference.status)
    flow.after(flow.AGENDA_ITEM, "begin", item.status)
    reason = clean(reason, REASON_LENGTH, ["reason"])
    there = await attendance_of(work, conference, post.id)
    if there is None:
        raise Conflict(Code.NOT_PRESENT, ["membershipId"])
    policy.check_not_chair(conference, post.id)
    if await queries.is_recused(work, item, post.id):
        raise Conflict(Code.ALREADY_THERE, ["membershipId"])
    recusal = await _aside(work, item, post, reason, lasting=lasting)
    if item.current_since is not None:
        lose_word(work, there)
    await tell_of_sight(work, item.case_id)
    news.tell_of_item(work, item)
    # Of no case: theirs is none any more.
    streams = [post.practitioner_id] if post.practitioner_id else []
    work.tell(FactName.ACCESS_CHANGED, None, conference.id, streams, membership=post.id)
    return {"recusal": recusal.id} if post.id != work.actor.membership_id else {}


async def _aside(work: Work, item: AgendaItem, post: Membership, reason: str, *, lasting: bool) -> Recusal:
    conflict = work.add(
        ConflictDeclaration(
            case_id=item.case_id,
            practitioner_id=post.practitioner_id,
            declared_by=work.actor.membership_id,
            declared_at=work.now,
            reason=reason,
        )
    )
    # The conflict's row must stand before the recusal points at it.
    await work.flush()
    return work.add(
        Recusal(
            case_id=item.case_id,
            agenda_item_id=item.id,
            audience_id=item.audience_id,
            membership_id=post.id,
            conflict_id=conflict.id,
            lasting=lasting,
            created_at=item.created_at,
        )
    )


async def _flag(work: Work, item: AgendaItem) -> None:
    """Its case is flagged from now on (domain.md, the flow's last step), as its table sees."""
    case = await work.find(Case, item.case_id, sees_case, ["agendaItemId"])
    case.flagged_until = a_year_after(work.now)
    await tell_seated(work, FactName.CASE_FLAGGED, case.id, case.id, anonymous=True)


async def _leave_current(work: Work, conference: Conference) -> None:
    """The one that is heard, seen or not, is heard no more; it stays on the agenda until it is concluded."""
    async with work.reaching(Reach.CONFERENCE_TABLE):
        current = await queries.current_item(work, conference)
        if current is not None:
            _leave(work, current)


def _leave(work: Work, item: AgendaItem) -> None:
    item.current_since, item.ends_at, item.ended_at = None, None, work.now
    news.tell_of_item(work, item, FactName.AGENDA_ITEM_LEFT)
