"""Who records decisions, speaks on them, undertakes actions and says what became of them; and when."""

from roundtable.agencies.models import Membership
from roundtable.conferences.models import AgendaItem, AgendaItemStatus, Conference, ConferenceStatus
from roundtable.conferences.policy import check_run
from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid
from roundtable.decisions.models import Decision, ReviewOutcome, Undertaking
from roundtable.tasks.models import NonCompletionClass

# While an item is heard, and while the minutes are written.
_OPEN = (ConferenceStatus.IN_SESSION, ConferenceStatus.MINUTES_DRAFT)
_HEARD = (AgendaItemStatus.ACCEPTED, AgendaItemStatus.HEARD)


def check_open(conference: Conference, item: AgendaItem) -> None:
    """Something is decided over an item that was begun, until the minutes of its conference are circulated."""
    closed = conference.status not in _OPEN or conference.circulated_at is not None
    if closed or item.status not in _HEARD or item.began_at is None:
        raise Conflict(Code.WRONG_STATUS)


def check_record(actor: Actor, conference: Conference, item: AgendaItem) -> None:
    """Decisions are recorded by who runs the meeting."""
    check_run(actor, conference)
    check_open(conference, item)


def check_speak(actor: Actor, conference: Conference, item: AgendaItem, decision: Decision, *, came: bool) -> None:
    """For a decision or against it is who came, also once they have left; without a meeting, who declared."""
    if not actor.may(Permission.CONFERENCE_ATTEND):
        raise Forbidden
    if not came:
        raise Conflict(Code.NOT_PRESENT)
    check_open(conference, item)
    check_standing(decision)


def check_standing(decision: Decision) -> None:
    if decision.withdrawn_at is not None:
        raise Conflict(Code.WRONG_STATUS)


def check_volunteer(actor: Actor, conference: Conference, item: AgendaItem, *, came: bool) -> None:
    """An action is volunteered by somebody who came for the agency that will do it: nobody volunteers another's."""
    if not actor.may(Permission.TASK_ANSWER) or not came:
        raise Forbidden
    check_open(conference, item)


def check_review(
    actor: Actor,
    conference: Conference,
    item: AgendaItem,
    undertaking: Undertaking,
    outcome: ReviewOutcome,
    why: NonCompletionClass | None,
) -> None:
    """What became of an action is for its agency to say, at a later item of the same case."""
    if not actor.may(Permission.TASK_ANSWER) or actor.agency_id != undertaking.agency_id:
        raise Forbidden
    check_open(conference, item)
    if undertaking.case_id != item.case_id or undertaking.agenda_item_id == item.id:
        raise Invalid(Code.INVALID_ID, ["undertakingId"])
    if (outcome is ReviewOutcome.NOT_DONE) != (why is not None):
        missing = outcome is ReviewOutcome.NOT_DONE
        raise Invalid(Code.REQUIRED if missing else Code.NOT_WANTED, ["nonCompletionClass"])


def is_of(post: Membership | None, actor: Actor) -> bool:
    return post is not None and post.agency_id == actor.agency_id
