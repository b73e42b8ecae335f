"""Who sees a conference, and is asked for somebody to come to it; in plain Python, apart from the SQL.

Nothing of `access/rule.py` may be imported here.
"""

from uuid import UUID

from roundtable.agencies.models import Membership
from roundtable.conferences.models import (
    AgendaItem,
    Attendance,
    Conference,
    ConferenceAgency,
)
from roundtable.conferences.request_models import AttendeeRequest, AttendeeRequestState
from roundtable.core.actor import Role
from tests.access.oracle_rule import ON_DUTY, READS_CASES, Rule

# While it may still bring somebody, who is asked sees what for.
_MAY_BRING = {AttendeeRequestState.ASKED, AttendeeRequestState.NAMED}


class WithConferences(Rule):
    """Who confers."""

    def takes_part(self, post: Membership, conference: Conference) -> bool:
        """Leads it for who convenes it, answers for an agency that is asked, or comes; and works on cases (rule 6)."""
        leads = post.role in {Role.CASE_MANAGER, Role.SUPERVISOR} and post.agency_id == conference.agency_id
        asked = {a.agency_id for a in self.world.all(ConferenceAgency) if a.conference_id == conference.id}
        requests = [r for r in self.world.all(AttendeeRequest) if r.conference_id == conference.id]
        asked |= {r.agency_id for r in requests if r.state in _MAY_BRING}
        comes = {a.membership_id for a in self.world.all(Attendance) if a.conference_id == conference.id}
        answers = post.role in ON_DUTY and post.agency_id in asked
        works = post.role in READS_CASES and self.is_live(post)
        return works and (leads or answers or post.id in comes)

    def is_asked_for(self, post: Membership, request: AttendeeRequest) -> bool:
        """Speaks for the agency that is asked for somebody, whatever came of it."""
        return request.agency_id == post.agency_id and post.role in ON_DUTY and self.is_live(post)

    def confers(self, post: Membership, conference_id: UUID) -> bool:
        """Sees a conference: takes part in it, or hears something on its agenda."""
        (conference,) = [c for c in self.world.all(Conference) if c.id == conference_id]
        heard = [i for i in self.world.all(AgendaItem) if i.conference_id == conference_id]
        hears = any(self.sees(post, item.audience_id, item.created_at) for item in heard)
        return hears or self.takes_part(post, conference)
