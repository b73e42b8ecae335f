"""A canary in every text of a world, and whom the rule lets meet it."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from roundtable.access.models import BreakGlass, CaseAgency, ConflictDeclaration, Consent, Disclosure
from roundtable.agencies.models import Membership
from roundtable.agenda.models import ReturnContent
from roundtable.cases.models import Case, CaseParticipant
from roundtable.conferences.models import AgendaItem, Attendance, Conference, ConferenceAgency
from roundtable.conferences.request_models import AttendeeRequest
from roundtable.core.actor import Role
from roundtable.decisions.models import ActionReview, Decision, DecisionVoice, Undertaking
from roundtable.incidents.models import Incident
from roundtable.messaging.models import Message, MessageVersion, Thread
from roundtable.minutes.models import Minutes, MinutesComment, MinutesRemark, MinutesWords
from roundtable.risk.models import RiskAssessment
from roundtable.safety.models import SafetyPlanSection, SafetyPlanVersion
from roundtable.tasks.models import Task, TaskStatus, TaskTransition
from tests.access.oracle import Oracle
from tests.access.world import POSTS, World, day

_CANARY = re.compile(rb"canary[0-9a-f]{32}")
_ANSWER_FOR_GLASSES = {Role.CASE_MANAGER, Role.SUPERVISOR, Role.AUDITOR}
# Whether the rule lets a post meet a canary.
May = Callable[[Oracle, Membership], bool]
Texts = Iterator[tuple[tuple[str, ...], May]]
Canaries = dict[bytes, May]
# Of these somebody is told by rules of their own; the rule of access says to whom at most.
TOLD_APART = (BreakGlass, ConflictDeclaration)


def found_in(text: bytes) -> set[bytes]:
    return set(_CANARY.findall(text))


def plant(world: World) -> tuple[Canaries, Canaries]:
    """Every text of the world is a canary from now on: those that come to all who may meet them; those told apart."""
    for message in world.all(Message):
        world.add(_said_before(message))
    for task in world.all(Task):
        world.add(_step(task))
    planted, apart = Canaries(), Canaries()
    for row in world.rows:
        for names, may in _texts(row):
            canary = f"canary{uuid4().hex}"
            world.amend(row, **dict.fromkeys(names, canary))
            (apart if isinstance(row, TOLD_APART) else planted)[canary.encode()] = may
    return planted, apart


def _said_before(message: Message) -> MessageVersion:
    return MessageVersion(
        case_id=message.case_id, message_id=message.id, body="Before", body_html="Before", written_at=day(-9)
    )


def _step(task: Task) -> TaskTransition:
    return TaskTransition(
        case_id=task.case_id, task_id=task.id, status=TaskStatus.REQUESTED, at=day(-1), by=POSTS["corina"]
    )


def _texts(row: Any) -> Texts:
    """Which columns hold text, and who may read it."""
    if isinstance(row, Case):
        yield ("title",), Oracle.sees_case
        yield ("safe_contact",), lambda oracle, post: oracle.supports(post) or _has_a_task(oracle, post)
    if isinstance(row, CaseParticipant):
        yield ("label",), Oracle.sees_case
    if isinstance(row, Thread | Message | Task):
        names = {Thread: ("subject",), Message: ("body", "body_html"), Task: ("title", "description", "outcome")}
        yield names[type(row)], _sees(row)
    if isinstance(row, RiskAssessment):
        yield ("rationale", "note"), _sees(row)
    if isinstance(row, Incident):
        told = ("place", "description", "reported_by", *(["withdrawal"] if row.withdrawal else []))
        yield told, _sees(row)
    if isinstance(row, SafetyPlanVersion):
        yield ("agreement_note", "ending"), _supports_and_sees(row)
    if isinstance(row, SafetyPlanSection):
        yield (
            ("text",),
            lambda oracle, post: _supports_and_sees(_of(oracle, SafetyPlanVersion, row.version_id))(oracle, post),
        )
    if isinstance(row, MessageVersion):
        yield ("body", "body_html"), lambda oracle, post: _sees(_of(oracle, Message, row.message_id))(oracle, post)
    if isinstance(row, TaskTransition):
        yield ("note",), lambda oracle, post: _sees(_of(oracle, Task, row.task_id))(oracle, post)
    yield from _texts_of_conferences(row)
    yield from _texts_of_access(row)


def _texts_of_conferences(row: Any) -> Texts:
    if isinstance(row, Conference):
        yield ("title", "place", "cancellation"), lambda oracle, post: oracle.confers(post, row.id)
    if isinstance(row, Minutes):
        yield ("opening", "closing", "correction"), lambda oracle, post: oracle.confers(post, row.conference_id)
    if isinstance(row, MinutesRemark):
        yield ("text", "answer"), lambda oracle, post: oracle.confers(post, row.conference_id)
    if isinstance(row, ConferenceAgency | Attendance):
        said = ("reason", "condition") if isinstance(row, Attendance) else ("reason",)
        yield said, lambda oracle, post: oracle.confers(post, row.conference_id)
    if isinstance(row, AttendeeRequest):
        yield ("reason", "condition"), lambda oracle, post: _is_told_of(oracle, post, row)
    if isinstance(row, AgendaItem):
        yield ("reason", "note", "extension_reason"), _sees(row)
    if isinstance(row, Decision | DecisionVoice | Undertaking | ActionReview | MinutesWords | MinutesComment):
        words = ("text", "rationale", "withdrawal", "words", "obligation", "answer")
        yield tuple(name for name in words if name in type(row).model_fields), _sees(row)
    if isinstance(row, ReturnContent):
        yield ("involvement", "concerns", "protective_factors", "proposals", "documents"), _sees(row)


def _texts_of_access(row: Any) -> Texts:
    if isinstance(row, Disclosure):
        yield ("purpose",), lambda oracle, post: oracle.sees_naming(post, row)
        if row.rationale:
            yield ("rationale",), lambda oracle, post: oracle.sees_naming(post, row)
        # Said to the record, and to nobody yet.
        yield ("revocation_reason",), lambda *_: False
    if isinstance(row, Consent):
        yield ("note", "withdrawal_note"), Oracle.supports
    if isinstance(row, CaseAgency):
        yield ("invitation",), lambda *_: False
    if isinstance(row, ConflictDeclaration):
        yield ("reason",), Oracle.is_at_the_table
    if isinstance(row, BreakGlass):
        yield ("explanation", "findings"), lambda oracle, post: _answers_for(oracle, post, row)


def _sees(item: Any) -> May:
    return lambda oracle, post: oracle.sees(post, item.audience_id, item.created_at)


def _supports_and_sees(item: Any) -> May:
    return lambda oracle, post: oracle.supports(post) and _sees(item)(oracle, post)


def _of(oracle: Oracle, model: Any, key: Any) -> Any:
    return next(row for row in oracle.world.all(model) if row.id == key)


def _is_told_of(oracle: Oracle, post: Membership, request: AttendeeRequest) -> bool:
    return oracle.confers(post, request.conference_id) or oracle.is_asked_for(post, request)


def _has_a_task(oracle: Oracle, post: Membership) -> bool:
    return any(_sees(task)(oracle, post) for task in oracle.world.all(Task))


def _answers_for(oracle: Oracle, post: Membership, glass: BreakGlass) -> bool:
    """Who broke it, and at most those who may have to judge of it; its own tests say which of them."""
    judges = post.role in _ANSWER_FOR_GLASSES or oracle.is_at_the_table(post)
    return oracle.may_come_near(post) and (judges or post.id == glass.membership_id)
