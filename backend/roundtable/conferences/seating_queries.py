"""Finding what a conference gave at the cases on its agenda: namings, seats and functions, and what keeps them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, select

from roundtable.access.models import CaseAgency, CaseAgencyState, CaseMember, Disclosure
from roundtable.agencies.models import Membership
from roundtable.conferences.flow import OVER
from roundtable.conferences.models import (
    AgencyReturn,
    AgendaItem,
    AgendaItemStatus,
    Attendance,
    AttendanceStatus,
    Conference,
    ConferenceAgency,
    ConferenceAgencyState,
    ConferenceFunction,
)
from roundtable.conferences.queries import attendances_of
from roundtable.core.actor import DUTY_ROLES
from roundtable.core.scope import values
from roundtable.core.tables import row_of, table_of
from roundtable.core.work import Work
from roundtable.incidents.models import Incident
from roundtable.messaging.models import Message
from roundtable.risk.models import RiskAssessment
from roundtable.safety.models import SafetyPlan

# What an agency keeps of a case, whoever else is shown it.
_RECORDED = (Incident, RiskAssessment, SafetyPlan)


async def namings_of(work: Work, item: AgendaItem, agency_id: UUID) -> list[Disclosure]:
    """What names an agency in an item's audience, and stands; within a reach."""
    naming = table_of(Disclosure)
    of_agency = (naming.c.audience_id == item.audience_id, naming.c.agency_id == agency_id)
    return await work.reached(Disclosure, *of_agency, naming.c.revoked_at.is_(None))


async def without_duty(work: Work, conference: Conference, agency_id: UUID) -> list[UUID]:
    """The posts that come for an agency by its word, and see none of its cases by duty. Who only watches is not among
    them.
    """
    there = await attendances_of(work, conference, agency_id)
    come = [each.membership_id for each in there if _comes(each)]
    post = table_of(Membership)
    by_name = select(post.c.id).where(post.c.id.in_(come), post.c.role.not_in(sorted(DUTY_ROLES)))
    return await work.values(by_name.order_by(post.c.id))


def _comes(attendance: Attendance) -> bool:
    away = (AttendanceStatus.APOLOGIES, AttendanceStatus.APOLOGIES_WITH_RETURN, AttendanceStatus.ABSENT)
    observes = attendance.function is ConferenceFunction.OBSERVER
    return not observes and attendance.agreed_at is not None and attendance.status not in away


async def until_its_end(work: Work, conference: Conference) -> list[Disclosure]:
    """What was disclosed for the conference alone; within a reach."""
    naming = table_of(Disclosure)
    return await work.reached(Disclosure, naming.c.until_conference_id == conference.id, naming.c.revoked_at.is_(None))


async def seats_given(
    work: Work, conference: Conference, items: Sequence[AgendaItem], agency_id: UUID | None
) -> list[CaseAgency]:
    """The seats at the items' cases that go with a conference, of an agency or of all; within a reach."""
    seat = table_of(CaseAgency)
    given = seat.c.until_conference_id == conference.id, seat.c.state == CaseAgencyState.ACTIVE
    there = seat.c.case_id.in_([item.case_id for item in items])
    return await work.reached(CaseAgency, *given, there, *([seat.c.agency_id == agency_id] if agency_id else []))


async def functions_given(
    work: Work, conference: Conference, items: Sequence[AgendaItem], posts: Sequence[UUID] | None
) -> list[CaseMember]:
    """The functions at the items' cases that go with a conference, of some posts or of all; within a reach."""
    member = table_of(CaseMember)
    given = member.c.until_conference_id == conference.id, member.c.renounced_at.is_(None)
    there = member.c.case_id.in_([item.case_id for item in items])
    of_posts = [] if posts is None else [member.c.membership_id.in_(posts)]
    return await work.reached(CaseMember, *given, there, *of_posts)


async def lent_to(work: Work, conference: Conference, case_id: UUID, agency_id: UUID) -> list[Disclosure]:
    """What was disclosed to an agency in a case for the conference alone, and stands; within a reach."""
    naming = table_of(Disclosure)
    to_agency = (naming.c.case_id == case_id, naming.c.agency_id == agency_id)
    until = (naming.c.until_conference_id == conference.id, naming.c.revoked_at.is_(None))
    return await work.reached(Disclosure, *to_agency, *until)


async def goes_on_with(work: Work, agency_id: UUID, case_id: UUID, ending: Conference) -> UUID | None:
    """Another conference that is not over, to which an agency comes and hears the case; within a reach."""
    item, own, other = table_of(AgendaItem), table_of(AgencyReturn), table_of(Conference)
    asked = table_of(ConferenceAgency)
    hears = and_(own.c.agenda_item_id == item.c.id, own.c.agency_id == agency_id)
    accepted = and_(item.c.case_id == case_id, item.c.status == AgendaItemStatus.ACCEPTED)
    ahead = and_(other.c.id == item.c.conference_id, other.c.id != ending.id, other.c.status.not_in(OVER))
    of_other = and_(asked.c.conference_id == other.c.id, asked.c.agency_id == agency_id)
    comes = and_(of_other, asked.c.state == ConferenceAgencyState.ACCEPTED)
    going_on = select(other.c.id).where(hears, accepted, ahead, comes).order_by(other.c.id).limit(1)
    keys = await work.reached_values(going_on)
    return keys[0] if keys else None


async def has_something_there(work: Work, seat: CaseAgency) -> bool:
    """Its agency said or recorded something in the case, or shows others something for good; within a reach."""
    for model in _RECORDED:
        own = table_of(model)
        recorded = select(own.c.id).where(own.c.case_id == seat.case_id, own.c.agency_id == seat.agency_id)
        if await work.reached_values(recorded.limit(1)):
            return True
    message, naming, post = table_of(Message), table_of(Disclosure), row_of(Membership)
    posts = values(post.c.id, post.c.agency_id == seat.agency_id)
    said = select(message.c.id).where(message.c.case_id == seat.case_id, message.c.author_id.in_(posts)).limit(1)
    lasting = (naming.c.revoked_at.is_(None), naming.c.until_conference_id.is_(None))
    to_others = naming.c.agency_id.is_distinct_from(seat.agency_id)
    shown = select(naming.c.id).where(naming.c.case_id == seat.case_id, naming.c.disclosed_by.in_(posts), *lasting)
    return bool(await work.reached_values(said) or await work.reached_values(shown.where(to_others).limit(1)))
