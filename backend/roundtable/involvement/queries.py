"""Where a person is known beside what the asker sees, and whom to call there."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from roundtable.access import rule
from roundtable.access.models import CaseAgency, CaseAgencyState
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.cases.models import Case
from roundtable.cases.queries import is_in_case
from roundtable.core.actor import DUTY_ROLES, Role
from roundtable.core.tables import evidence_of, row_of
from roundtable.core.work import Work


async def cases_elsewhere(work: Work, index: str) -> list[UUID]:
    """The cases a person is in that the asker does not see; those in conflict with asker or agency are not there."""
    case, actor = row_of(Case), work.actor
    statement = select(case.c.id).where(
        is_in_case(index, case.c.id),
        ~rule.sees_case(case.c.id),
        ~rule.in_conflict(case.c.id, actor.agency_id, actor.practitioner_id),
    )
    return await work.reached_values(statement)


async def contact_points(work: Work, cases: Sequence[UUID]) -> set[UUID]:
    """Whom to call: the contact points of each case's leading agency; where it has none, its other duty posts."""
    part, post = evidence_of(CaseAgency), row_of(Membership)
    statement = select(part.c.case_id, post.c.id, post.c.role).where(
        part.c.case_id.in_(cases),
        part.c.lead,
        part.c.state == CaseAgencyState.ACTIVE,
        post.c.agency_id == part.c.agency_id,
        post.c.role.in_(sorted(DUTY_ROLES)),
        live(post),
        ~rule.in_conflict(part.c.case_id, post.c.agency_id, post.c.practitioner_id),
    )
    on_duty: dict[UUID, dict[UUID, Role]] = defaultdict(dict)
    for case_id, key, role in await work.rows(statement):
        on_duty[case_id][key] = role
    return {key for posts in on_duty.values() for key in _first_to_call(posts)}


def _first_to_call(posts: dict[UUID, Role]) -> list[UUID]:
    return [key for key, role in posts.items() if role is Role.CONTACT_POINT] or list(posts)
