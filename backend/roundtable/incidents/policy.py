"""Who records incidents and withdraws them, and what one has to hold."""

from collections.abc import Sequence
from datetime import datetime

from roundtable.access.models import CaseAgency
from roundtable.cases.models import CaseParticipant, ParticipantRole
from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid
from roundtable.incidents import events
from roundtable.incidents.models import Incident, ViolenceType


def check_record(actor: Actor) -> None:
    if not actor.may(Permission.INCIDENT_RECORD):
        raise Forbidden


def check_when(began_at: datetime, ended_at: datetime | None, now: datetime) -> None:
    """An incident has happened: an instant, or from one to a later one."""
    if began_at > now:
        raise Invalid(Code.INVALID_DATE, ["beganAt"])
    if ended_at is not None and not began_at <= ended_at <= now:
        raise Invalid(Code.INVALID_DATE, ["endedAt"])


def check_kinds(kinds: Sequence[ViolenceType]) -> list[str]:
    """At least one, each once; in the law's order, whatever order they came in."""
    if not kinds:
        raise Invalid(Code.REQUIRED, ["kinds"])
    if len(set(kinds)) != len(kinds):
        raise Invalid(Code.ALREADY_THERE, ["kinds"])
    return [kind.value for kind in ViolenceType if kind in kinds]


def check_part(person: CaseParticipant, role: ParticipantRole, path: Sequence[str]) -> None:
    if person.role is not role:
        raise Invalid(Code.INVALID_ROLE, path)


def check_own(actor: Actor, incident: Incident, path: Sequence[str] = ()) -> None:
    """An incident is corrected and withdrawn by the agency that recorded it."""
    if actor.agency_id != incident.agency_id:
        raise Forbidden(path=path)


def check_lead(actor: Actor, own: CaseAgency | None) -> None:
    """Who leads a case says which records are of one event."""
    if not actor.may(Permission.INCIDENT_JOIN) or own is None or not own.lead:
        raise Forbidden


def check_apart(one: Incident, other: Incident, seen: Sequence[Incident], path: Sequence[str]) -> None:
    """What may be of one event, and was not said to be: by what of either is seen and stands."""
    if one.id == other.id or events.are_one(one, other):
        raise Conflict(Code.ALREADY_THERE, path)
    if not events.may_be_one([one, other, *events.said_one(seen, one), *events.said_one(seen, other)]):
        raise Invalid(Code.OTHER_PEOPLE, path)


def check_stands(incident: Incident, path: Sequence[str], *, superseded: bool) -> None:
    """What was withdrawn or corrected is so once."""
    if superseded or incident.withdrawn_at is not None:
        raise Conflict(Code.WRONG_STATUS, path)
