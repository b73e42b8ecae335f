"""Who refers a case, takes it onto the agenda, and runs its hearing; and what guards who stepped aside."""

from uuid import UUID

from roundtable.access import rule
from roundtable.access.models import CaseAgency, CaseAgencyState
from roundtable.conferences import flow
from roundtable.conferences.models import AgencyReturn, AgendaItem, Conference, Recusal
from roundtable.conferences.policy import check_lead, check_run
from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid
from roundtable.core.guards import guarded

guarded(AgencyReturn, rule.sees_item)
guarded(Recusal, rule.sees_item)


def check_refer(actor: Actor, convener: CaseAgency | None, *, leads: bool) -> None:
    """Those who speak for an agency refer its cases, to a conference whose convener is at the case's table, or is let
    in by who leads the case.
    """
    if not actor.may(Permission.CASE_REFER):
        raise Forbidden
    seated = convener is not None and convener.state is CaseAgencyState.ACTIVE
    barred = convener is not None and convener.state is CaseAgencyState.EXCLUDED
    if not seated and (barred or not leads):
        raise Invalid(Code.INVALID_AUDIENCE, ["conferenceId"])


def leads_case(actor: Actor, own: CaseAgency | None) -> bool:
    """The actor may let agencies in at the case's table."""
    return actor.may(Permission.AGENCY_INVITE) and own is not None and own.lead


def check_withdraw(actor: Actor, proposer_agency: UUID | None) -> None:
    """An item is withdrawn by the agency that referred it."""
    if not actor.may(Permission.CASE_REFER) or actor.agency_id != proposer_agency:
        raise Forbidden


def check_decide(actor: Actor, conference: Conference) -> None:
    """The agenda is set by who leads the conference; in session, by who runs it too."""
    if actor.membership_id in (conference.chair_id, conference.coordinator_id):
        return
    check_lead(actor, conference)


def check_return(actor: Actor, own: AgencyReturn) -> None:
    """A return is its agency's to give."""
    if not actor.may(Permission.RETURN_GIVE) or actor.agency_id != own.agency_id:
        raise Forbidden


def check_recuse(actor: Actor, conference: Conference, membership_id: UUID) -> None:
    """Who steps aside says so, or who runs the meeting does."""
    if actor.membership_id != membership_id:
        check_run(actor, conference)


def check_not_chair(conference: Conference, membership_id: UUID) -> None:
    """Who chairs hands that over first: nobody could go on else."""
    if membership_id == conference.chair_id:
        raise Conflict(Code.WRONG_STATUS, ["membershipId"])


def check_one_by_one(conference: Conference) -> None:
    """Without a meeting no item comes before the others: all are open."""
    if conference.type in flow.WITHOUT_MEETING:
        raise Conflict(Code.WRONG_STATUS)


def check_heard(conference: Conference, item: AgendaItem) -> None:
    """It is heard now: the one that all pages follow or, without a meeting, each that was begun."""
    heard = item.began_at if conference.type in flow.WITHOUT_MEETING else item.current_since
    if heard is None:
        raise Conflict(Code.WRONG_STATUS)


def check_not_current(item: AgendaItem) -> None:
    if item.current_since is not None:
        raise Conflict(Code.WRONG_STATUS)
