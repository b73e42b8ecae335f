"""Who writes minutes, comments on them, approves and adopts them."""

from uuid import UUID

from roundtable.conferences.models import Conference
from roundtable.conferences.policy import leads, runs, sees_part
from roundtable.core.actor import Actor, Permission
from roundtable.core.errors import Code, Conflict, Forbidden, Invalid
from roundtable.core.guards import guarded
from roundtable.minutes.models import Minutes, MinutesApproval, MinutesComment, MinutesExport, MinutesRemark

for _table in (Minutes, MinutesApproval, MinutesExport, MinutesRemark):
    guarded(_table, sees_part)


def check_write(actor: Actor, conference: Conference) -> None:
    """Minutes are written by who ran the meeting; nobody is waited for, so also by who leads the conference."""
    if not runs(actor, conference) and not leads(actor, conference):
        raise Forbidden


def check_approve(actor: Actor, minutes: Minutes, revision: int, came: set[UUID], approved: set[UUID]) -> None:
    """An agency that came approves what it was shown, once."""
    if not actor.may(Permission.CONFERENCE_ANSWER) or actor.agency_id not in came:
        raise Forbidden
    if revision != minutes.revision:
        raise Conflict(Code.DRAFT_CHANGED, ["revision"])
    if actor.agency_id in approved:
        raise Conflict(Code.ALREADY_THERE, ["minutesId"])


def check_adopt(minutes: Minutes, approved: set[UUID], *, open_comments: bool) -> None:
    """Minutes stand once so many agencies have approved them as were to, and what was said to them is answered."""
    if len(approved) < (minutes.quorum or 1):
        raise Conflict(Code.NO_QUORUM)
    if open_comments:
        raise Conflict(Code.OPEN_COMMENTS)


def quorum_of(given: int | None, came: set[UUID]) -> int:
    """More than half of the agencies that came, unless it is said how many."""
    quorum = len(came) // 2 + 1 if given is None else given
    if not 1 <= quorum <= len(came):
        raise Invalid(Code.INVALID_QUORUM, ["quorum"])
    return quorum


def check_comment(actor: Actor, came: set[UUID]) -> None:
    if not actor.may(Permission.CONFERENCE_ATTEND) or actor.agency_id not in came:
        raise Forbidden


def check_withdraw(actor: Actor, comment: MinutesComment | MinutesRemark) -> None:
    """A comment is withdrawn by who made it."""
    if actor.membership_id != comment.said_by:
        raise Forbidden
