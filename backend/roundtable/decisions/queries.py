"""Finding decisions and what was undertaken, for commands."""

from roundtable.access import rule
from roundtable.conferences.models import AgendaItem, AttendanceStatus, Conference
from roundtable.conferences.queries import held, own_attendance
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.decisions.models import ActionReview, Decision, DecisionVoice, Undertaking
from roundtable.messaging.models import Thread


async def find_decision(work: Work, public_id: str) -> tuple[Conference, AgendaItem, Decision]:
    """A decision with the item that it was made over and the conference, which are held."""
    path = ["decisionId"]
    key = ids.decode("decision", public_id, path)
    decision = await work.find(Decision, key, rule.acts_on_item, path)
    item = await work.find(AgendaItem, decision.agenda_item_id, rule.acts_on_item, path)
    conference = await held(work, item.conference_id, path)
    held_item = await work.find_held(AgendaItem, item.id, rule.acts_on_item, path, alone=False)
    return conference, held_item, await work.find(Decision, key, rule.acts_on_item, path)


async def decision_of(work: Work, item: AgendaItem, public_id: str | None) -> Decision | None:
    """A decision over this item. Raises NotFound for one over another."""
    if public_id is None:
        return None
    path = ["decisionId"]
    of_item = table_of(Decision).c.agenda_item_id == item.id
    return await work.find(Decision, ids.decode("decision", public_id, path), rule.acts_on_item, path, of_item)


async def own_voice(work: Work, decision: Decision) -> DecisionVoice | None:
    voice = table_of(DecisionVoice)
    own = (voice.c.decision_id == decision.id) & (voice.c.membership_id == work.actor.membership_id)
    found = await work.all(DecisionVoice, own, rule.sees_item)
    return found[0] if found else None


async def came(work: Work, conference: Conference) -> bool:
    """Whether who acts came to the conference, and may have left since; without a meeting, whether they declared."""
    there = await own_attendance(work, conference)
    return there is not None and there.status is AttendanceStatus.PRESENT


async def thread_of(work: Work, item: AgendaItem) -> Thread:
    """The item's conversation: an item that was begun has one."""
    assert item.thread_id is not None
    return await work.find(Thread, item.thread_id, rule.acts_on_item, ["agendaItemId"])


async def find_undertaking(work: Work, public_id: str) -> Undertaking:
    path = ["undertakingId"]
    return await work.find(Undertaking, ids.decode("undertaking", public_id, path), rule.acts_on_item, path)


async def review_of(work: Work, item: AgendaItem, undertaking: Undertaking) -> ActionReview | None:
    """What was said of it at this item already."""
    review = table_of(ActionReview)
    of_both = (review.c.agenda_item_id == item.id) & (review.c.undertaking_id == undertaking.id)
    found = await work.all(ActionReview, of_both, rule.sees_item)
    return found[0] if found else None
