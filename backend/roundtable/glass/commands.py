"""Break a glass, close it, review it."""

from typing import Any
from uuid import UUID

from roundtable.access.commands import check_rate
from roundtable.access.models import BreakGlass, GlassAttempt, GlassReason, GlassVerdict
from roundtable.access.news import tell_of_sight
from roundtable.cases.persons import Person
from roundtable.cases.queries import case_of_reference, cases_of_person
from roundtable.cases.reference import parse_reference
from roundtable.core.errors import Code, Conflict, Invalid, NotFound
from roundtable.core.facts import FactName
from roundtable.core.standing import Reach
from roundtable.core.tables import table_of
from roundtable.core.terms import Terms
from roundtable.core.text import clean
from roundtable.core.vault import Vault
from roundtable.core.work import Work
from roundtable.glass import policy, queries
from roundtable.identity.queries import authenticated_at

TEXT_LENGTH = 2_000
# Looked at where there is no case, so that no case takes as long as one that may not be told of.
_NOWHERE = UUID(int=0)


async def attempt(
    work: Work,
    vault: Vault,
    terms: Terms,
    explanation: str,
    reference: str | None = None,
    identity: Person | None = None,
    **_: Any,
) -> dict[str, UUID]:
    """Count that somebody is about to look for a case, in a transaction before: it stands though nothing is found."""
    await _check_asked(work, vault, terms, explanation, reference, identity)
    await check_rate(work, GlassAttempt, policy.sees_attempt, terms.glasses_an_hour)
    return {"attempt": work.add(GlassAttempt(membership_id=work.actor.membership_id, at=work.now)).id}


async def break_glass(
    work: Work,
    vault: Vault,
    terms: Terms,
    reason: GlassReason,
    explanation: str,
    reference: str | None = None,
    identity: Person | None = None,
) -> dict[str, UUID]:
    """See a case in an emergency, for a time.

    Who may not, or does not say why, finds nothing out: here finding comes last, since here anyone may find. Raises
    NotFound for a case in conflict as for none, Conflict WRONG_STATUS where there is no glass to break.
    """
    explanation = await _check_asked(work, vault, terms, explanation, reference, identity)
    glass = work.add(
        BreakGlass(
            case_id=await _case_to_see(work, vault, reference, identity),
            membership_id=work.actor.membership_id,
            reason=reason,
            explanation=explanation,
            opened_at=work.now,
            ends_at=work.now + terms.glass_lasts,
        )
    )
    await _tell(work, FactName.GLASS_BROKEN, glass)
    return {"glass": glass.id}


async def close_glass(work: Work, glass_id: str) -> dict[str, UUID]:
    """Look no longer."""
    glass = await queries.find_glass(work, glass_id)
    policy.check_close(work.actor, glass, work.now)
    glass.closed_at = work.now
    await _tell(work, FactName.GLASS_CLOSED, glass)
    return {"glass": glass.id}


async def review_glass(work: Work, glass_id: str, verdict: GlassVerdict, findings: str) -> dict[str, UUID]:
    """Say what to think of a broken glass, once; one that was not justified ends with it."""
    glass = await queries.find_glass(work, glass_id)
    reviews = bool(await work.all(BreakGlass, table_of(BreakGlass).c.id == glass.id, policy.may_review))
    policy.check_review(work.actor, glass, reviews)
    glass.findings = clean(findings, TEXT_LENGTH, ["findings"])
    glass.verdict, glass.reviewed_by, glass.reviewed_at = verdict, work.actor.membership_id, work.now
    if verdict is GlassVerdict.NOT_JUSTIFIED and policy.is_open(glass, work.now):
        glass.closed_at = work.now
    await _tell(work, FactName.GLASS_REVIEWED, glass)
    return {"glass": glass.id}


async def _check_asked(
    work: Work, vault: Vault, terms: Terms, explanation: str, reference: str | None, identity: Person | None
) -> str:
    """Everything that can be wrong before anything is looked for; answers the explanation as it is kept."""
    signed_in = await work.value(authenticated_at(work.actor))
    policy.check_break(work.actor, signed_in, work.now, terms.recent_sign_in)
    explanation = clean(explanation, TEXT_LENGTH, ["explanation"])
    if reference is None and identity is None:
        raise Invalid(Code.REQUIRED, ["reference"])
    if reference is None and identity is not None:
        identity.index(vault, "identity")
    return explanation


async def _case_to_see(work: Work, vault: Vault, reference: str | None, identity: Person | None) -> UUID:
    """The case of a reference, or the latest of a person's that one does not see yet.

    Raises NotFound and Conflict as `break_glass`; the same is looked up whatever there is.
    """
    async with work.reaching(Reach.GLASS_SEARCH):
        if reference is not None:
            path, cases = "reference", await case_of_reference(work, parse_reference(reference))
        else:
            assert identity is not None
            path, cases = "identity", await cases_of_person(work, identity.index(vault, "identity"))
    # As all hold cases, by their keys: two that each waited for the other's would wait for ever.
    for case_id in sorted(cases or [_NOWHERE]):
        await work.hold_case(case_id, alone=True)
    there = False
    for case_id in cases or [_NOWHERE]:
        standing = await queries.standing(work, case_id)
        if cases and not standing.in_conflict:
            if not standing.needs_none:
                return case_id
            there = True
    raise Conflict(Code.WRONG_STATUS, [path]) if there else NotFound([path])


async def _tell(work: Work, name: FactName, glass: BreakGlass) -> None:
    # Its row must stand before it is asked who is told of it.
    await work.flush()
    async with work.reaching(Reach.GLASS_TOLD, glass.case_id):
        told = await queries.told_of(work, glass)
    for post, stream in told.items():
        work.tell(name, glass.case_id, glass.id, [stream], membership=post)
    await tell_of_sight(work, glass.case_id)
