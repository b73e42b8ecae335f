"""What the cast said and undertook over the last two days, through the commands that all acts go through."""

from datetime import datetime, timedelta

from roundtable.access.commands import AudienceChoice
from roundtable.access.models import LawfulBasis, Sensitivity
from roundtable.core import ids
from roundtable.core.db import Database
from roundtable.demo import case
from roundtable.demo.cast import AGENCIES
from roundtable.demo.telling import Telling
from roundtable.messaging import commands as messaging
from roundtable.tasks import commands as tasks
from roundtable.tasks.models import Priority

_SAID = [
    ("corina", 47, "Welcome, all. We meet here on the safety plan. **Please post what your agency knows and can do.**"),
    (
        "ana",
        46,
        "We were called to the address twice this month. A provisional protection order was issued on Saturday;"
        " it ends on Thursday at 18:00.",
    ),
    ("bogdan", 30, "I saw her on Sunday. The certificate is ready; the full report follows by Wednesday."),
    (
        "dalia",
        23,
        "She is staying with us and feels safe. She would like someone at her side in court:\n\n"
        "- a counsellor on the day\n- transport from our door",
    ),
    ("ana", 21, "We have asked the court to extend the order. A patrol passes by daily until then."),
    ("corina", 20, "Thank you. I will ask for the accompaniment and for a medical follow-up as tasks."),
]


async def tell(database: Database, now: datetime) -> None:
    """The conference's conversation, one that all at the table share, and tasks in several states."""
    told = Telling(database, now)
    thread = await told.act(
        "corina",
        48,
        messaging.open_thread,
        case_id=ids.encode("case", case.CASE),
        subject="Case conference: safety plan",
        audience=_conference_only(),
    )
    await case.put_on_agenda(database, thread, now - timedelta(hours=48))
    for who, hours, body in _SAID:
        await told.act(who, hours, messaging.post_message, thread_id=thread, body=body)
    await _practical(told)
    await _tasks(told, thread)


async def _practical(told: Telling) -> None:
    basis, rationale = LawfulBasis.PUBLIC_TASK, "All who are at the table need it."
    thread = await told.act(
        "corina",
        48,
        messaging.open_thread,
        case_id=ids.encode("case", case.CASE),
        subject="Practical questions",
        audience=AudienceChoice("Coordination of the case", basis, rationale, sensitivity=Sensitivity.CASE_AGENCIES),
    )
    question = "Who has a key to the meeting room on Thursday?"
    await told.act("corina", 20, messaging.post_message, thread_id=thread, body=question)


async def _tasks(told: Telling, thread: str) -> None:
    report = await told.ask("ana", 28, thread, "forensic", "Forensic report on the injuries", 48, Priority.URGENT)
    await told.act("bogdan", 24, tasks.accept_task, task_id=report)
    await told.act("bogdan", 24, tasks.claim_task, task_id=report)
    risk = await told.ask("corina", 26, thread, "police", "Risk assessment after the emergency call", -20)
    await told.act("ana", 22, tasks.accept_task, task_id=risk)
    outcome = "Assessed as high risk; the protection order's extension was asked for."
    await told.act("ana", 21, tasks.complete_task, task_id=risk, outcome=outcome)
    await told.ask("corina", 5, thread, "ngo", "Accompany her to the court hearing", 72, Priority.URGENT)
    await told.ask("corina", 4, thread, "hospital", "Medical follow-up appointment", 120)
    await told.ask("ana", 3, thread, "ngo", "Safety planning session", None)


def _conference_only() -> AudienceChoice:
    return AudienceChoice(
        "Case conference on the safety plan",
        LawfulBasis.PUBLIC_TASK,
        "The agencies of this conference need it to protect her.",
        agency_ids=[ids.encode("agency", AGENCIES[key].id) for key in case.TABLE],
    )
