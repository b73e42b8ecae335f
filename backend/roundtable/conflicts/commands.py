"""Acts on conflicts of interest: declare one, lift one."""

from uuid import UUID

from roundtable.access.commands import tell_posts
from roundtable.access.models import ConflictDeclaration
from roundtable.access.news import tell_of_sight
from roundtable.conflicts import policy, queries
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.text import clean
from roundtable.core.work import Work

REASON_LENGTH = 500

Refs = dict[str, UUID]


async def declare_conflict(
    work: Work, case_id: str, reason: str, membership_id: str | None = None, agency_id: str | None = None
) -> Refs:
    """Declare a conflict of one's own, of a colleague, or of an agency: from now on the case does not exist for them.

    Their open tasks and conversations stay, for others to go on with.
    """
    key = await queries.find_seen_case(work, case_id)
    party = await _party(work, key, membership_id, agency_id)
    reason = clean(reason, REASON_LENGTH, ["reason"])
    if await queries.has_standing(work, key, party):
        raise Conflict(Code.WRONG_STATUS)
    conflict = work.add(
        ConflictDeclaration(
            case_id=key,
            agency_id=party.get("agency_id"),
            practitioner_id=party.get("practitioner_id"),
            declared_by=work.actor.membership_id,
            declared_at=work.now,
            reason=reason,
        )
    )
    await _tell(work, conflict)
    return {"case": key, "conflict": conflict.id}


async def lift_conflict(work: Work, conflict_id: str, reason: str) -> Refs:
    """Say that a conflict is over, and why: the case is there again for whom it was about."""
    conflict = await queries.find_conflict(work, conflict_id)
    policy.check_lift(own=await queries.is_own(work, conflict), stands=conflict.lifted_at is None)
    conflict.lifting_reason = clean(reason, REASON_LENGTH, ["reason"])
    conflict.lifted_at, conflict.lifted_by = work.now, work.actor.membership_id
    await _tell(work, conflict)
    return {"conflict": conflict.id}


async def _party(work: Work, case_id: UUID, membership_id: str | None, agency_id: str | None) -> queries.Party:
    """Whom the conflict is about: a colleague, an agency, or (neither is named) oneself."""
    if membership_id is None and agency_id is None:
        policy.check_declare_own(work.actor)
        assert work.actor.practitioner_id is not None  # a script has no such right
        return {"practitioner_id": work.actor.practitioner_id}
    policy.check_declare_for_others(work.actor)
    if membership_id is None:
        return await queries.find_agency(work, case_id, str(agency_id))
    if agency_id is not None:
        raise Invalid(Code.INVALID_ID, ["agencyId"], "Name a post or an agency, not both.")
    return await queries.find_practitioner(work, case_id, membership_id)


async def _tell(work: Work, conflict: ConflictDeclaration) -> None:
    # The rule must read the change to say who sees the case now.
    await work.flush()
    tell_posts(work, conflict.case_id, conflict.id, await queries.who_hears(work, conflict))
    await tell_of_sight(work, conflict.case_id)
