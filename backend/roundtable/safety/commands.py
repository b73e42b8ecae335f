"""Acts on safety plans: begin one, write a draft, sign it off or discard it, and end what is in force."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from roundtable.access import rule
from roundtable.access.commands import AudienceChoice, choose_audience
from roundtable.access.models import Compartment, LawfulBasis
from roundtable.access.news import tell_of_sight
from roundtable.access.queries import agencies_on, find_case
from roundtable.core import ids
from roundtable.core.errors import Code, Conflict, Invalid
from roundtable.core.facts import FactName
from roundtable.core.flow import after
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Work
from roundtable.safety import policy, queries
from roundtable.safety.flow import VERSION
from roundtable.safety.models import (
    SafetyPlan,
    SafetyPlanSection,
    SafetyPlanState,
    SafetyPlanVersion,
    SafetySection,
    VictimAgreement,
)

TEXT_LENGTH, NOTE_LENGTH, REASON_LENGTH = 10_000, 2_000, 500
_DRAFTS = AudienceChoice("A safety plan", LawfulBasis.PUBLIC_TASK, "The agency that keeps a plan writes it.")
_S = SafetyPlanState

Refs = dict[str, UUID]
# Sections as they come: what each is about, and what it says; null or blank says nothing.
Given = Sequence[tuple[SafetySection, str | None]]


async def begin_safety_plan(work: Work, case_id: str, participant_id: str) -> Refs:
    """Begin a plan for a victim, with an empty draft that one's agency alone sees."""
    key = await find_case(work, case_id)
    policy.check_begin(work.actor, supports=await work.holds(rule.supports_by_right(key)))
    person = await queries.find_person(work, key, participant_id)
    policy.check_victim(person)
    audience = await choose_audience(work, key, _DRAFTS, [])
    plan = work.add(
        SafetyPlan(
            case_id=key,
            audience_id=audience.id,
            drafts_audience_id=audience.id,
            participant_id=person.id,
            agency_id=work.actor.agency_id,
            begun_by=work.actor.membership_id,
            begun_at=work.now,
            created_at=audience.created_at,
        )
    )
    return await _draft(work, plan, {})


async def revise_safety_plan(work: Work, safety_plan_id: str) -> Refs:
    """Begin the draft of a next version, which says what the last one that was signed off does."""
    plan = await queries.find_plan(work, safety_plan_id)
    policy.check_write(work.actor, plan)
    if await queries.versions_of(work, plan, _S.DRAFT):
        raise Conflict(Code.ALREADY_THERE, ["safetyPlanId"])
    before = await queries.versions_of(work, plan, _S.IN_FORCE, _S.SUPERSEDED, _S.ENDED)
    said = await queries.sections_of(work, before[0]) if before else []
    return await _draft(work, plan, {section.code: section.text for section in said})


async def save_safety_plan(work: Work, safety_plan_version_id: str, revision: int, sections: Given) -> Refs:
    """Write on a draft: the sections that are given; the others stay as they are."""
    plan, version = await queries.find_version(work, safety_plan_version_id)
    policy.check_write(work.actor, plan)
    version.state = after(VERSION, "save", version.state)
    policy.check_revision(version, revision)
    said = _cleaned(sections)
    for section in await queries.sections_of(work, version):
        section.text = said.get(section.code, section.text)
    version.revision += 1
    version.written_by, version.written_at = work.actor.membership_id, work.now
    return _tell_of_draft(work, plan, version)


async def sign_off_safety_plan(
    work: Work,
    safety_plan_version_id: str,
    revision: int,
    agreement: VictimAgreement,
    review_due_at: datetime,
    agreement_note: str | None = None,
    audience: AudienceChoice | None = None,
) -> Refs:
    """Put a draft in force in the place of what was, and show it to the plan's audience, chosen when the first is."""
    plan, version = await queries.find_version(work, safety_plan_version_id)
    policy.check_sign(work.actor, plan)
    state = after(VERSION, "sign off", version.state)
    policy.check_revision(version, revision)
    policy.check_says_something(await queries.sections_of(work, version))
    policy.check_review(review_due_at, work.now)
    policy.check_audience(plan, audience)
    note = clean_optional(agreement_note, NOTE_LENGTH, ["agreementNote"])
    if audience is not None:
        await _show(work, plan, audience)
    await _supersede(work, plan)
    version.state, version.audience_id = state, plan.audience_id
    version.signed_off_by, version.signed_off_at = work.actor.membership_id, work.now
    version.agreement, version.agreement_note, version.review_due_at = agreement, note, review_due_at
    version.created_at = plan.created_at = work.now
    work.record(FactName.SAFETY_PLAN_SIGNED_OFF, plan, plan.id, [plan.case_id])
    return {"safetyPlan": plan.id, "safetyPlanVersion": version.id}


async def discard_safety_plan_draft(work: Work, safety_plan_version_id: str) -> Refs:
    """Not go on with a draft; it stays to be read by who could write it."""
    plan, version = await queries.find_version(work, safety_plan_version_id)
    policy.check_write(work.actor, plan)
    version.state = after(VERSION, "discard", version.state)
    version.ended_at, version.ended_by = work.now, work.actor.membership_id
    return _tell_of_draft(work, plan, version)


async def end_safety_plan(work: Work, safety_plan_id: str, reason: str) -> Refs:
    """Say that nothing of a plan is in force any more, and why; a draft may still come into force."""
    plan = await queries.find_plan(work, safety_plan_id)
    policy.check_sign(work.actor, plan)
    reason = clean(reason, REASON_LENGTH, ["reason"])
    in_force = await queries.versions_of(work, plan, _S.IN_FORCE)
    if not in_force:
        raise Conflict(Code.WRONG_STATUS)
    (version,) = in_force
    version.state, version.ending = after(VERSION, "end", version.state), reason
    version.ended_at, version.ended_by = work.now, work.actor.membership_id
    work.record(FactName.SAFETY_PLAN_CHANGED, plan, plan.id, [plan.case_id])
    return {"safetyPlan": plan.id, "safetyPlanVersion": version.id}


async def _draft(work: Work, plan: SafetyPlan, said: Mapping[SafetySection, str | None]) -> Refs:
    # Each row must stand before the next points at it.
    await work.flush()
    version = work.add(
        SafetyPlanVersion(
            case_id=plan.case_id,
            plan_id=plan.id,
            audience_id=plan.drafts_audience_id,
            state=_S.DRAFT,
            written_by=work.actor.membership_id,
            written_at=work.now,
            created_at=work.now,
        )
    )
    await work.flush()
    for place, code in enumerate(SafetySection):
        work.add(
            SafetyPlanSection(case_id=plan.case_id, version_id=version.id, code=code, place=place, text=said.get(code))
        )
    return _tell_of_draft(work, plan, version)


async def _show(work: Work, plan: SafetyPlan, choice: AudienceChoice) -> None:
    audience = await choose_audience(work, plan.case_id, choice, ["audience"])
    named = [ids.decode("agency", text, ["audience", "agencyIds"]) for text in choice.agency_ids]
    policy.check_shown_to(named, await agencies_on(work, plan.case_id, Compartment.SUPPORT))
    plan.audience_id = audience.id
    if audience.categories:
        # Colleagues who read the draft may not be entitled to these.
        await tell_of_sight(work, plan.case_id)


async def _supersede(work: Work, plan: SafetyPlan) -> None:
    for before in await queries.versions_of(work, plan, _S.IN_FORCE):
        before.state, before.ended_at = after(VERSION, "supersede", before.state), work.now
        before.ended_by = work.actor.membership_id
    # Of the two, one is in force at a time.
    await work.flush()


def _cleaned(sections: Given) -> dict[SafetySection, str | None]:
    """Raises Invalid ALREADY_THERE for a section that is given twice, and what `clean` raises."""
    said = dict[SafetySection, str | None]()
    for place, (code, text) in enumerate(sections):
        if code in said:
            raise Invalid(Code.ALREADY_THERE, ["sections", str(place), "code"])
        said[code] = clean_optional(text, TEXT_LENGTH, ["sections", str(place), "text"])
    return said


def _tell_of_draft(work: Work, plan: SafetyPlan, version: SafetyPlanVersion) -> Refs:
    """Those who see the draft: nobody else hears that there is one."""
    work.record(FactName.SAFETY_PLAN_CHANGED, version, plan.id, [plan.case_id])
    return {"safetyPlan": plan.id, "safetyPlanVersion": version.id}
