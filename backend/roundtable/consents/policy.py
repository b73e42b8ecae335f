"""Who may see and record consents: they are the victim's side, and no glass lets anybody act on them."""

from typing import Any

from sqlalchemy import ColumnElement

from roundtable.access import rule
from roundtable.access.models import ConsentDecision
from roundtable.cases.models import CaseParticipant, ParticipantRole
from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid


def sees_consent(consent: Any) -> ColumnElement[bool]:
    return rule.supports(consent.c.case_id)


def acts_on_consent(consent: Any) -> ColumnElement[bool]:
    return rule.supports_by_right(consent.c.case_id)


def check_record(actor: Actor, *, supports: bool) -> None:
    if not actor.may(Permission.CONSENT_RECORD) or not supports:
        raise Forbidden


def check_withdraw(actor: Actor, *, in_force: bool) -> None:
    """Only what is in force can be withdrawn: not a refusal, nor what has ended."""
    if not actor.may(Permission.CONSENT_RECORD):
        raise Forbidden
    if not in_force:
        raise Conflict(Code.WRONG_STATUS)


def check_person(person: CaseParticipant) -> None:
    """What is disclosed of a victim never rests on the word of who is said to do the violence."""
    if person.role is ParticipantRole.ALLEGED_PERPETRATOR:
        raise Invalid(Code.WRONG_STATUS, ["participantId"])


def check_decision(decision: ConsentDecision, scope: dict[str, bool]) -> None:
    """Only what was given has a scope, and limits have to be said; `scope` says which input fields are filled.

    Raises Invalid: WRONG_STATUS for WITHDRAWN and for a scope of what was not given, REQUIRED for missing limits.
    """
    if decision is ConsentDecision.WITHDRAWN:
        raise Invalid(Code.WRONG_STATUS, ["decision"])
    if decision is ConsentDecision.GIVEN_WITH_LIMITS and not (scope["purposes"] or scope["agencyIds"]):
        raise Invalid(Code.REQUIRED, ["purposes"])
    if decision in rule.CONSENTING:
        return
    for name, filled in scope.items():
        if filled:
            raise Invalid(Code.WRONG_STATUS, [name])
