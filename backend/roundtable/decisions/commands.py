"""Acts on decisions and actions: record and withdraw, support and dissent, volunteer, and say what became of it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from roundtable.agenda.queries import find_agenda_item
from roundtable.conferences.declaring import check_declared
from roundtable.conferences.models import AgendaItem
from roundtable.core import ids
from roundtable.core.facts import FactName
from roundtable.core.text import clean, clean_optional
from roundtable.core.work import Work
from roundtable.decisions import policy, queries
from roundtable.decisions.models import ActionReview, Decision, DecisionVoice, ReviewOutcome, Stance, Undertaking
from roundtable.tasks.commands import accept_task, assign_task
from roundtable.tasks.models import NonCompletionClass, Priority

TEXT_LENGTH, WORDS_LENGTH, REASON_LENGTH = 5_000, 5_000, 500

Refs = dict[str, UUID]


async def record_decision(work: Work, agenda_item_id: str, text: str, rationale: str) -> Refs:
    """Write down what was decided, and why."""
    conference, item = await find_agenda_item(work, agenda_item_id)
    policy.check_record(work.actor, conference, item)
    await check_declared(work, conference)
    decision = work.add(
        Decision(
            case_id=item.case_id,
            agenda_item_id=item.id,
            audience_id=item.audience_id,
            text=clean(text, TEXT_LENGTH, ["text"]),
            rationale=clean(rationale, TEXT_LENGTH, ["rationale"]),
            recorded_by=work.actor.membership_id,
            decided_at=work.now,
            created_at=item.created_at,
        )
    )
    _tell(work, FactName.DECISION_RECORDED, decision, _streams(item))
    return {"decision": decision.id}


async def withdraw_decision(work: Work, decision_id: str, reason: str) -> Refs:
    """Say that it was not decided so; what stood there stays to be read."""
    conference, item, decision = await queries.find_decision(work, decision_id)
    policy.check_record(work.actor, conference, item)
    await check_declared(work, conference)
    policy.check_standing(decision)
    decision.withdrawal = clean(reason, REASON_LENGTH, ["reason"])
    decision.withdrawn_at, decision.withdrawn_by = work.now, work.actor.membership_id
    _tell(work, FactName.DECISION_CHANGED, decision, _streams(item))
    return {"decision": decision.id}


async def support_decision(work: Work, decision_id: str) -> Refs:
    """Be for it; who was against it is so no more."""
    return await _speak(work, decision_id, Stance.SUPPORTS, None)


async def dissent_from_decision(work: Work, decision_id: str, words: str) -> Refs:
    """Be against it, in one's own words; who was for it is so no more."""
    return await _speak(work, decision_id, Stance.DISSENTS, clean(words, WORDS_LENGTH, ["words"]))


async def volunteer_action(
    work: Work,
    agenda_item_id: str,
    title: str,
    description: str | None = None,
    due_at: datetime | None = None,
    priority: Priority = Priority.ROUTINE,
    obligation: str | None = None,
    decision_id: str | None = None,
) -> Refs:
    """Undertake something for one's agency: a task of its own that it has accepted by that."""
    conference, item = await find_agenda_item(work, agenda_item_id)
    policy.check_volunteer(work.actor, conference, item, came=await queries.came(work, conference))
    obligation = clean_optional(obligation, REASON_LENGTH, ["obligation"])
    decision = await queries.decision_of(work, item, decision_id)
    thread = ids.encode("thread", (await queries.thread_of(work, item)).id)
    own = ids.encode("agency", work.actor.agency_id)
    task = (await assign_task(work, thread, own, title, description, due_at, priority))["task"]
    await accept_task(work, ids.encode("task", task))
    undertaking = work.add(
        Undertaking(
            case_id=item.case_id,
            agenda_item_id=item.id,
            audience_id=item.audience_id,
            task_id=task,
            decision_id=decision.id if decision else None,
            agency_id=work.actor.agency_id,
            obligation=obligation,
            volunteered_by=work.actor.membership_id,
            volunteered_at=work.now,
            created_at=item.created_at,
        )
    )
    _tell(work, FactName.ACTION_VOLUNTEERED, undertaking, _streams(item))
    return {"undertaking": undertaking.id}


async def review_action(
    work: Work,
    agenda_item_id: str,
    undertaking_id: str,
    outcome: ReviewOutcome,
    words: str,
    non_completion_class: NonCompletionClass | None = None,
) -> Refs:
    """Say, at a later item of the case, what became of what one's agency undertook."""
    conference, item = await find_agenda_item(work, agenda_item_id)
    undertaking = await queries.find_undertaking(work, undertaking_id)
    policy.check_review(work.actor, conference, item, undertaking, outcome, non_completion_class)
    await check_declared(work, conference)
    words = clean(words, WORDS_LENGTH, ["words"])
    review = await queries.review_of(work, item, undertaking) or work.add(
        ActionReview(
            case_id=item.case_id,
            agenda_item_id=item.id,
            audience_id=item.audience_id,
            undertaking_id=undertaking.id,
            outcome=outcome,
            words=words,
            said_by=work.actor.membership_id,
            said_at=work.now,
            created_at=item.created_at,
        )
    )
    review.outcome, review.non_completion_class, review.words = outcome, non_completion_class, words
    review.said_by, review.said_at = work.actor.membership_id, work.now
    _tell(work, FactName.ACTION_REVIEWED, review, _streams(item))
    return {"actionReview": review.id}


async def _speak(work: Work, decision_id: str, stance: Stance, words: str | None) -> Refs:
    conference, item, decision = await queries.find_decision(work, decision_id)
    policy.check_speak(work.actor, conference, item, decision, came=await queries.came(work, conference))
    voice = await queries.own_voice(work, decision) or work.add(
        DecisionVoice(
            case_id=item.case_id,
            decision_id=decision.id,
            audience_id=item.audience_id,
            membership_id=work.actor.membership_id,
            stance=stance,
            said_at=work.now,
            created_at=item.created_at,
        )
    )
    voice.stance, voice.words, voice.said_at = stance, words, work.now
    _tell(work, FactName.DECISION_CHANGED, decision, _streams(item))
    return {"decision": decision.id}


def _tell(work: Work, name: FactName, thing: Decision | Undertaking | ActionReview, streams: Iterable[UUID]) -> None:
    """Whoever hears the item, where the case is followed and where the conference is."""
    work.record(name, thing, thing.id, streams)


def _streams(item: AgendaItem) -> list[UUID]:
    return [item.case_id, item.conference_id]
