"""Finding agenda items for commands: the conference is held first, then the item's case."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from roundtable.access import rule
from roundtable.access.models import Disclosure
from roundtable.agencies.models import Membership
from roundtable.agenda.models import ReturnContent
from roundtable.cases.models import CaseParticipant
from roundtable.cases.policy import sees_part as sees_person
from roundtable.conferences.models import (
    AgencyReturn,
    AgendaItem,
    AttendanceStatus,
    Conference,
    Recusal,
    ReferralCriterion,
)
from roundtable.conferences.queries import attendances, held
from roundtable.core import ids
from roundtable.core.errors import Code, Invalid
from roundtable.core.scope import found
from roundtable.core.standing import Reach
from roundtable.core.tables import evidence_of, table_of
from roundtable.core.work import Work
from roundtable.incidents.queries import happened_again
from roundtable.risk.queries import high_by_score


async def find_agenda_item(
    work: Work, public_id: str, *, alone: bool = False, path: Sequence[str] = ("agendaItemId",)
) -> tuple[Conference, AgendaItem]:
    key = ids.decode("agendaitem", public_id, path)
    # Who does not hear it waits for nobody.
    item = await work.find(AgendaItem, key, rule.acts_on_item, path)
    conference = await held(work, item.conference_id, path)
    return conference, await work.find_held(AgendaItem, key, rule.acts_on_item, path, alone=alone)


async def find_agenda_items(
    work: Work, conference: Conference, public_ids: Sequence[str], path: Sequence[str]
) -> list[AgendaItem]:
    """Some items of a conference, in the order given. Raises Invalid for one twice, NotFound for one of another."""
    keys = [ids.decode("agendaitem", text, [*path, str(place)]) for place, text in enumerate(public_ids)]
    if len(set(keys)) != len(keys):
        raise Invalid(Code.ALREADY_THERE, path)
    return [
        await work.find(
            AgendaItem,
            key,
            rule.acts_on_item,
            [*path, str(place)],
            table_of(AgendaItem).c.conference_id == conference.id,
        )
        for place, key in enumerate(keys)
    ]


async def on_the_agenda(work: Work, conference: Conference, case_id: UUID) -> list[AgendaItem]:
    """A case's items, seen or not: before what the rule on repeats proposed, what people did."""
    item = table_of(AgendaItem)
    async with work.reaching(Reach.CONFERENCE_TABLE):
        found = await work.reached(AgendaItem, item.c.conference_id == conference.id, item.c.case_id == case_id)
    return sorted(found, key=lambda each: each.by_rule)


async def hears(work: Work, item: AgendaItem) -> bool:
    return bool(await work.all(AgendaItem, table_of(AgendaItem).c.id == item.id, rule.acts_on_item))


async def borne_out(work: Work, case_id: UUID, criterion: ReferralCriterion) -> tuple[bool | None, UUID | None]:
    """Whether what the actor sees of the record bears a criterion out, and the assessment that does; null of one that
    is a judgement.
    """
    if criterion is ReferralCriterion.HIGH_RISK_SCORE:
        high = await high_by_score(work, case_id)
        return (True, high.id) if high else (False, None)
    if criterion is ReferralCriterion.REPEAT:
        return await happened_again(work, case_id), None
    return None, None


async def last_position(work: Work, conference: Conference) -> int:
    """Behind which a new item comes."""
    item = table_of(AgendaItem)
    async with work.reaching(Reach.CONFERENCE_TABLE):
        found = await work.reached(AgendaItem, item.c.conference_id == conference.id)
    return max((each.position for each in found), default=0)


async def current_item(work: Work, conference: Conference) -> AgendaItem | None:
    """What is heard now, seen or not; within a reach."""
    item = table_of(AgendaItem)
    found = await work.reached(AgendaItem, item.c.conference_id == conference.id, item.c.current_since.is_not(None))
    return found[0] if found else None


async def all_have_declared(work: Work, conference: Conference) -> bool:
    """Whether everybody who came declared that what is said stays confidential."""
    there = await attendances(work, conference)
    return all(each.declared_at for each in there if each.status is AttendanceStatus.PRESENT)


async def agency_of_post(work: Work, membership_id: UUID | None) -> UUID | None:
    post = await work.known(Membership, membership_id) if membership_id else None
    return post.agency_id if post else None


async def is_recused(work: Work, item: AgendaItem, membership_id: UUID) -> bool:
    """Somebody has stepped aside while it is heard."""
    own = table_of(Recusal)
    of_post = and_(own.c.agenda_item_id == item.id, own.c.membership_id == membership_id)
    return bool(await work.all(Recusal, of_post & own.c.ended_at.is_(None), rule.sees_item))


async def returns_of(work: Work, conference: Conference) -> list[AgencyReturn]:
    """What was asked over all its items, seen or not; within a reach."""
    own, item = table_of(AgencyReturn), table_of(AgendaItem)
    items = await work.reached(AgendaItem, item.c.conference_id == conference.id)
    return await work.reached(AgencyReturn, own.c.agenda_item_id.in_([each.id for each in items]))


async def find_return(work: Work, public_id: str) -> tuple[Conference, AgencyReturn]:
    """What an agency was asked over an item that one hears; the conference is held first, then the case, then it."""
    path = ["agencyReturnId"]
    key = ids.decode("agencyreturn", public_id, path)
    own = await work.find(AgencyReturn, key, rule.acts_on_item, path)
    item = await work.find(AgendaItem, own.agenda_item_id, rule.acts_on_item, path)
    conference = await held(work, item.conference_id, path)
    own = await work.find_held(AgencyReturn, key, rule.acts_on_item, path, alone=False)
    await work.hold(own)
    return conference, own


async def asked_over(work: Work, agenda_item_id: UUID, *also: ColumnElement[bool]) -> set[UUID]:
    """The agencies that were asked over an item, whether they come after all or not."""
    of_item = table_of(AgencyReturn).c.agenda_item_id == agenda_item_id
    return {each.agency_id for each in await work.all(AgencyReturn, and_(of_item, *also), rule.sees_item)}


async def hearing(work: Work, agenda_item_id: UUID) -> set[UUID]:
    """Those of them that hear it still."""
    own, naming = table_of(AgencyReturn), evidence_of(Disclosure)
    named = (naming.c.audience_id == own.c.audience_id, naming.c.agency_id == own.c.agency_id)
    return await asked_over(work, agenda_item_id, found(naming, *named, rule.disclosure_is_live(naming)))


async def content_of(work: Work, own: AgencyReturn) -> ReturnContent | None:
    """What was written so far."""
    of_return = table_of(ReturnContent).c.agency_return_id == own.id
    found = await work.all(ReturnContent, of_return, rule.sees_item)
    return found[0] if found else None


async def namings_of(work: Work, content: ReturnContent) -> list[Disclosure]:
    """The agencies that it is disclosed to, by what names them; within a reach."""
    naming = table_of(Disclosure)
    stands = (naming.c.audience_id == content.audience_id, rule.disclosure_is_live(naming))
    return await work.reached(Disclosure, *stands, naming.c.agency_id.is_not(None))


async def known_persons(work: Work, case_id: UUID, public_ids: Sequence[str]) -> list[str]:
    """The keys of persons of a case. Raises NotFound for one of another, INVALID_ID."""
    keys = []
    for place, text in enumerate(public_ids):
        path = ["knownIds", str(place)]
        person = await work.find(
            CaseParticipant,
            ids.decode("participant", text, path),
            sees_person,
            path,
            table_of(CaseParticipant).c.case_id == case_id,
        )
        keys.append(person.id.hex)
    return sorted(set(keys))
