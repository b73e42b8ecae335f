"""Acts on the agenda: refer a case, take it on, order, withdraw, put off, or find it under the threshold."""

from collections.abc import Sequence
from uuid import UUID

from roundtable.access.commands import Grounds, grounds_of, keep_own, make_audience, name
from roundtable.access.models import CaseAgency, CaseAgencyState, LawfulBasis
from roundtable.access.news import tell_agency, tell_table
from roundtable.access.parts import begin_part
from roundtable.access.queries import audience_of, find_case, part_of
from roundtable.access.rule import in_conflict
from roundtable.agencies.models import Agency
from roundtable.agenda import policy, queries
from roundtable.conferences import flow, news
from roundtable.conferences.models import AgendaItem, AgendaItemStatus, Conference, ConferenceStatus, ReferralCriterion
from roundtable.conferences.queries import coming, find_conference
from roundtable.conferences.recusals import end_recusals
from roundtable.conferences.seating import open_item_to
from roundtable.core import ids
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.text import clean
from roundtable.core.work import Work
from roundtable.messaging.commands import add_thread

REASON_LENGTH, NOTE_LENGTH = 2_000, 2_000
SHORTEST, LONGEST = 1, 240

# So far that those who come hear it, or have.
_HEARD_THERE = (AgendaItemStatus.ACCEPTED, AgendaItemStatus.HEARD)

Refs = dict[str, UUID]


async def refer_case(
    work: Work,
    conference_id: str,
    case_id: str,
    criterion: ReferralCriterion,
    reason: str,
    grounds: Grounds,
    without_agency_ids: Sequence[str] = (),
) -> Refs:
    """Ask that a conference hears a case: its convener is shown the referral, on these grounds; the others who come are
    once it is taken onto the agenda, but for those it is `without`.
    """
    conference = await find_conference(work, conference_id)
    case = await find_case(work, case_id, alone=True)
    own, convener = await part_of(work, case, work.actor.agency_id), await part_of(work, case, conference.agency_id)
    leads = policy.leads_case(work.actor, own)
    policy.check_refer(work.actor, convener, leads=leads)
    flow.after(flow.CONFERENCE, "refer", conference.status)
    reason = clean(reason, REASON_LENGTH, ["reason"])
    without = _without(without_agency_ids, conference)
    item = await _proposed(work, conference, case)
    await _let_in(work, conference, case, convener)
    borne_out = await queries.borne_out(work, case, criterion)
    if item is None:
        item = await _new_item(work, conference, case, grounds)
    elif item.by_rule:
        borne_out = (True, None) if criterion is ReferralCriterion.REPEAT else borne_out
        await _take_over(work, conference, item, grounds)
    item.criterion, item.reason, item.without = criterion, reason, without
    item.criterion_met, item.assessment_id = borne_out
    item.brings_in, item.proposed_by, item.note, item.decided_at = leads, work.actor.membership_id, None, None
    item.position = await queries.last_position(work, conference) + 1
    news.tell_of_item(work, item)
    return {"agendaItem": item.id}


async def accept_agenda_item(work: Work, agenda_item_id: str, minutes: int | None = None) -> Refs:
    """Take a case onto the agenda: who comes to the conference hears it from now on, and is asked what they know."""
    conference, item = await queries.find_agenda_item(work, agenda_item_id, alone=True)
    policy.check_decide(work.actor, conference)
    flow.after(flow.CONFERENCE, "set agenda", conference.status)
    item.status, item.decided_at = flow.after(flow.AGENDA_ITEM, "accept", item.status), work.now
    await _check_once(work, conference, item)
    if minutes is not None:
        item.minutes = _length(minutes)
    if conference.type in flow.WITHOUT_MEETING and conference.status is ConferenceStatus.IN_SESSION:
        item.began_at = work.now
    if item.thread_id is None:
        await _give_thread(work, conference, item)
    for agency in await coming(work, conference):
        await open_item_to(work, conference, item, agency)
    news.tell_of_item(work, item)
    return {"agendaItem": item.id}


async def _check_once(work: Work, conference: Conference, item: AgendaItem) -> None:
    """A case is heard once, though people referred it and the rule on repeats proposed it. Raises ALREADY_THERE."""
    there = await queries.on_the_agenda(work, conference, item.case_id)
    if any(other.id != item.id and other.status in _HEARD_THERE for other in there):
        raise Conflict(Code.ALREADY_THERE, ["agendaItemId"])


async def order_agenda(work: Work, conference_id: str, agenda_item_ids: Sequence[str]) -> Refs:
    """Put items in an order, before all that are not named."""
    conference = await find_conference(work, conference_id)
    policy.check_decide(work.actor, conference)
    flow.after(flow.CONFERENCE, "set agenda", conference.status)
    items = await queries.find_agenda_items(work, conference, agenda_item_ids, ["agendaItemIds"])
    for place, item in enumerate(items):
        flow.after(flow.AGENDA_ITEM, "order", item.status)
        item.position = place - len(items)
        news.tell_of_item(work, item)
    await news.tell(work, conference)
    return {"conference": conference.id}


async def withdraw_agenda_item(work: Work, agenda_item_id: str, reason: str) -> Refs:
    """Take back what one's agency referred, and say why."""
    conference, item = await queries.find_agenda_item(work, agenda_item_id)
    policy.check_withdraw(work.actor, await queries.agency_of_post(work, item.proposed_by))
    return await _decide(work, conference, item, "withdraw", reason)


async def find_under_threshold(work: Work, agenda_item_id: str, reason: str) -> Refs:
    """Not take a case, since no criterion is met, and say why."""
    conference, item = await queries.find_agenda_item(work, agenda_item_id)
    policy.check_decide(work.actor, conference)
    return await _decide(work, conference, item, "find under the threshold", reason)


async def defer_agenda_item(work: Work, agenda_item_id: str, reason: str) -> Refs:
    """Put a case off to another conference, and say why."""
    conference, item = await queries.find_agenda_item(work, agenda_item_id)
    policy.check_decide(work.actor, conference)
    return await _decide(work, conference, item, "defer", reason)


async def _decide(work: Work, conference: Conference, item: AgendaItem, act: str, reason: str) -> Refs:
    policy.check_not_current(item)
    flow.after(flow.CONFERENCE, "set agenda", conference.status)
    item.status, item.decided_at = flow.after(flow.AGENDA_ITEM, act, item.status), work.now
    item.note = clean(reason, NOTE_LENGTH, ["reason"])
    news.tell_of_item(work, item)
    # Who stepped aside for it may come back, heard or not.
    await end_recusals(work, [item])
    return {"agendaItem": item.id}


async def _proposed(work: Work, conference: Conference, case_id: UUID) -> AgendaItem | None:
    """The case's item, proposed again, or what the rule on repeats proposed, by who hears that. Raises Conflict
    ALREADY_THERE while the case is on the agenda.
    """
    for item in await queries.on_the_agenda(work, conference, case_id):
        if item.by_rule and item.status not in _HEARD_THERE and not await queries.hears(work, item):
            # For anybody else there is none, whether the rule found something or not.
            continue
        again = item.status in flow.AGENDA_ITEM["propose again"].start
        if not again and not (item.by_rule and item.status is AgendaItemStatus.PROPOSED):
            raise Conflict(Code.ALREADY_THERE, ["caseId"])
        # By who hears it; for anybody else it is where it is.
        _, seen = await queries.find_agenda_item(work, ids.encode("agendaitem", item.id), path=["caseId"])
        seen.status = flow.after(flow.AGENDA_ITEM, "propose again", seen.status) if again else seen.status
        return seen
    return None


async def _take_over(work: Work, conference: Conference, item: AgendaItem, grounds: Grounds) -> None:
    """What the rule on repeats proposed to the case's own agency, who convenes is shown from now on, as a referral."""
    checked = await grounds_of(work, item.case_id, grounds, [{}], 0, ["grounds"])
    audience = await audience_of(work, item.audience_id)
    (naming,) = name(work, audience, [{"agency_id": conference.agency_id}], checked)
    # The naming's row must stand before the item points at it.
    await work.flush()
    item.grounds_id, item.by_rule = naming.id, False
    tell_agency(work, item.case_id, item.id, conference.agency_id)


async def _let_in(work: Work, conference: Conference, case_id: UUID, convener: CaseAgency | None) -> None:
    """The convener comes to the case's table, where it is not there yet."""
    if convener is not None and convener.state is CaseAgencyState.ACTIVE:
        return
    agency = await work.known(Agency, conference.agency_id)
    assert agency is not None  # as a reference holds
    if not agency.active or await work.holds(in_conflict(case_id, agency.id)):
        raise Invalid(Code.INVALID_AUDIENCE, ["conferenceId"])
    title, seated = conference.title, CaseAgencyState.ACTIVE
    part = begin_part(work, case_id, agency, convener, seated, invitation=title)
    await tell_table(work, case_id, part.id)
    tell_agency(work, case_id, part.id, agency.id)


async def _new_item(work: Work, conference: Conference, case_id: UUID, grounds: Grounds) -> AgendaItem:
    checked = await grounds_of(work, case_id, grounds, [{}], 0, ["grounds"])
    audience = await make_audience(work, case_id)
    if work.actor.agency_id != conference.agency_id or grounds.lawful_basis is LawfulBasis.CONSENT:
        keep_own(work, audience, checked)
    (naming,) = name(work, audience, [{"agency_id": conference.agency_id}], checked)
    await work.flush()
    return work.add(
        AgendaItem(
            case_id=case_id,
            conference_id=conference.id,
            audience_id=audience.id,
            grounds_id=naming.id,
            status=AgendaItemStatus.PROPOSED,
            created_at=audience.created_at,
        )
    )


async def _give_thread(work: Work, conference: Conference, item: AgendaItem) -> None:
    """The item's conversation, for who hears it."""
    audience = await audience_of(work, item.audience_id)
    item.thread_id = (await add_thread(work, audience, conference.title)).id


def _without(public_ids: Sequence[str], conference: Conference) -> list[str]:
    path = ["withoutAgencyIds"]
    keys = {ids.decode("agency", text, path) for text in public_ids}
    if conference.agency_id in keys:
        raise Invalid(Code.INVALID_AUDIENCE, path)
    return sorted(map(str, keys))


def _length(minutes: int) -> int:
    if not SHORTEST <= minutes <= LONGEST:
        raise Invalid(Code.INVALID_LENGTH, ["minutes"])
    return minutes
