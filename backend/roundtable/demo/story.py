"""The demo's case in progress, told through the same commands that people's acts go through."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import SQLModel

from roundtable.access.commands import AudienceChoice
from roundtable.access.models import (
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    LawfulBasis,
    MemberFunction,
    Sensitivity,
)
from roundtable.agencies.models import Agency, Membership, Practitioner, ServiceAccount
from roundtable.cases.models import Case, CaseParticipant, CaseStatus, ParticipantRole, RiskLevel
from roundtable.conferences.models import (
    AgendaItem,
    AgendaItemStatus,
    Conference,
    ConferenceStatus,
    ConferenceType,
)
from roundtable.core import facts, ids
from roundtable.core.actor import Actor, Role
from roundtable.core.db import Database
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE, CastPost, Person, fixed
from roundtable.identity.models import Login, ServiceBinding
from roundtable.messaging import commands as messaging
from roundtable.messaging.models import Thread
from roundtable.tasks import commands as tasks
from roundtable.tasks.models import Priority

CASE, QUIET_CASE, CONFERENCE = fixed(0x401), fixed(0x402), fixed(0x501)
TABLE = ("social", "police", "forensic", "ngo")
_LONG_AGO = datetime(2026, 1, 5, 8, tzinfo=UTC)


@dataclass
class Told:
    """What the story made, for tests that go on from there."""

    thread: str
    shared_thread: str
    ngo_task: str
    hospital_task: str


async def load(database: Database, issuer: str, now: datetime) -> None:
    """Load the cast and its case, once; the logins are those of the issuer that serves now."""
    async with database.writing() as session:
        fresh = await session.get(Agency, AGENCIES["police"].id) is None
        if fresh:
            session.add_all(_agencies())
            await session.flush()  # posts point at agencies
            session.add_all(_people())
            await session.flush()  # memberships point at people
            session.add_all(_posts())
        await session.flush()  # logins point at people
        await _logins(session, issuer)
    if fresh:
        await tell(database, now)


async def clear(database: Database) -> None:
    """Take every row away."""
    async with database.writing() as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            await session.execute(table.delete())


def actor(key: str, post: int = 0) -> Actor:
    """One of the cast, by one of their posts."""
    person = PEOPLE[key]
    chosen = person.posts[post]
    return Actor(chosen.id, AGENCIES[chosen.agency].id, chosen.role, person.id)


async def tell(database: Database, now: datetime) -> Told:
    """The case and its conversation, over the last two days."""
    async with database.writing() as session:
        session.add_all(_cases(now))
        await session.flush()  # what follows points at the cases
        session.add_all(_seats(now))
    return await _conversation(database, now)


async def _conversation(database: Database, now: datetime) -> Told:
    def ago(**span: float) -> datetime:
        return now - timedelta(**span)

    case_id = ids.encode("case", CASE)

    async def act(who: str, when: datetime, command: Callable[..., Awaitable[dict[str, UUID]]], **given: Any) -> str:
        async with database.writing() as session:
            work = Work(session, actor(who), when)
            refs = await command(work, **given)
            await facts.write(session, work.facts)
        ((name, key),) = refs.items()
        return ids.encode(name, key)

    thread = await act(
        "corina", ago(days=2), messaging.open_thread, case_id=case_id, subject="Case conference: safety plan",
        audience=_table_only(),
    )  # fmt: skip
    await _put_on_agenda(database, thread, ago(days=2))
    shared = await act(
        "corina", ago(days=2), messaging.open_thread, case_id=case_id, subject="Practical questions",
        audience=AudienceChoice(
            Sensitivity.CASE_AGENCIES, "Coordination of the case", LawfulBasis.PUBLIC_TASK, "All who are at the table."
        ),
    )  # fmt: skip
    for who, when, body in _said(ago):
        await act(who, when, messaging.post_message, thread_id=thread, body=body)
    await act("corina", ago(hours=20), messaging.post_message, thread_id=shared, body="Who has a key to the meeting room on Thursday?")  # fmt: skip
    ngo_task = await _tasks(act, thread, ago, now)
    hospital_task = await act(
        "corina", ago(hours=4), tasks.assign_task, thread_id=thread,
        agency_id=ids.encode("agency", AGENCIES["hospital"].id), title="Medical follow-up appointment",
        description="A morning appointment; she comes with the counsellor.", due_at=now + timedelta(days=5),
        priority=Priority.ROUTINE,
    )  # fmt: skip
    return Told(thread, shared, ngo_task, hospital_task)


async def _tasks(act: Any, thread: str, ago: Any, now: datetime) -> str:
    def ask(who: str, when: datetime, agency: str, title: str, due: timedelta | None, **more: Any) -> Any:
        return act(
            who, when, tasks.assign_task, thread_id=thread, agency_id=ids.encode("agency", AGENCIES[agency].id),
            title=title, description=more.get("description"), due_at=now + due if due else None,
            priority=more.get("priority", Priority.ROUTINE),
        )  # fmt: skip

    report = await ask("ana", ago(days=1, hours=4), "forensic", "Forensic report on the injuries", timedelta(days=2), priority=Priority.URGENT)  # fmt: skip
    await act("bogdan", ago(days=1), tasks.accept_task, task_id=report)
    await act("bogdan", ago(days=1), tasks.claim_task, task_id=report)
    done = await ask("corina", ago(days=1, hours=2), "police", "Risk assessment after the emergency call", timedelta(hours=-20))  # fmt: skip
    await act("ana", ago(hours=22), tasks.accept_task, task_id=done)
    await act("ana", ago(hours=21), tasks.complete_task, task_id=done, outcome="Assessed as high risk; protection order asked for.")  # fmt: skip
    accompany = await ask("corina", ago(hours=5), "ngo", "Accompany her to the court hearing", timedelta(days=3), priority=Priority.URGENT, description="Meet her at the side entrance.")  # fmt: skip
    await ask("ana", ago(hours=3), "ngo", "Safety planning session", None)
    return str(accompany)


def _said(ago: Any) -> list[tuple[str, datetime, str]]:
    return [
        ("corina", ago(days=1, hours=23), "Welcome, all. We meet here on the safety plan. **Please post what your agency knows and what it can do.**"),
        ("ana", ago(days=1, hours=22), "We were called to the address twice this month. A provisional protection order was issued on Saturday; it ends on Thursday at 18:00."),
        ("bogdan", ago(days=1, hours=6), "I saw her on Sunday. The certificate is ready; the full report follows by Wednesday."),
        ("dalia", ago(hours=23), "She is staying with us and feels safe. She would like someone at her side in court:\n\n- a counsellor on the day\n- transport from our door"),
        ("ana", ago(hours=21), "We have asked the court to extend the order. A patrol passes by daily until then."),
        ("corina", ago(hours=20), "Thank you. I will ask for the accompaniment and for a medical follow-up as tasks."),
    ]  # fmt: skip


def _table_only() -> AudienceChoice:
    return AudienceChoice(
        Sensitivity.NAMED_AGENCIES,
        "Case conference on the safety plan",
        LawfulBasis.PUBLIC_TASK,
        "The agencies of this conference need it to protect her.",
        agency_ids=[ids.encode("agency", AGENCIES[key].id) for key in TABLE],
    )


async def _put_on_agenda(database: Database, thread_id: str, when: datetime) -> None:
    async with database.writing() as session:
        thread = await session.get_one(Thread, ids.decode("thread", thread_id))
        session.add(
            Conference(
                id=CONFERENCE, title="Weekly case conference", type=ConferenceType.ROUTINE,
                status=ConferenceStatus.IN_SESSION, agency_id=AGENCIES["social"].id, scheduled_at=when,
            )
        )  # fmt: skip
        await session.flush()  # the item points at its conference
        session.add(
            AgendaItem(
                case_id=CASE, conference_id=CONFERENCE, audience_id=thread.audience_id, thread_id=thread.id,
                status=AgendaItemStatus.ACCEPTED, created_at=when,
            )
        )  # fmt: skip


def _cases(now: datetime) -> list[SQLModel]:
    return [
        Case(
            id=CASE, reference="CJ-7K4M-2QX8", title="M. and her two children", status=CaseStatus.ACTIVE,
            risk_level=RiskLevel.HIGH, opened_at=now - timedelta(days=9),
            safe_contact="Only through Casa Speranței, on weekdays 10–16. Leave no voice message.",
        ),
        Case(
            id=QUIET_CASE, reference="CJ-3B8T-9WNR", title="R.", status=CaseStatus.MONITORING,
            risk_level=RiskLevel.MEDIUM, opened_at=now - timedelta(days=60), safe_contact=None,
        ),
    ]  # fmt: skip


def _seats(now: datetime) -> list[SQLModel]:
    opened = now - timedelta(days=9)

    def seat(case: UUID, agency: str, lead: bool = False) -> CaseAgency:
        return CaseAgency(
            case_id=case, agency_id=AGENCIES[agency].id, state=CaseAgencyState.ACTIVE, lead=lead, history_from=opened
        )

    def member(case: UUID, key: str, function: MemberFunction) -> CaseMember:
        return CaseMember(case_id=case, membership_id=PEOPLE[key].posts[0].id, function=function, assumed_at=opened)

    people = [
        (ParticipantRole.VICTIM, "M."),
        (ParticipantRole.ALLEGED_PERPETRATOR, "V."),
        (ParticipantRole.CHILD, "Elder child, 9"),
        (ParticipantRole.CHILD, "Younger child, 4"),
    ]
    return [
        *(seat(CASE, key, lead=key == "social") for key in (*TABLE, "prosecution")),
        *(seat(QUIET_CASE, key, lead=key == "social") for key in ("social", "police")),
        member(CASE, "corina", MemberFunction.CASE_MANAGER),
        *(member(CASE, key, MemberFunction.PRACTITIONER) for key in ("ana", "bogdan", "dalia")),
        member(QUIET_CASE, "corina", MemberFunction.CASE_MANAGER),
        *(CaseParticipant(case_id=CASE, role=role, label=label) for role, label in people),
        CaseParticipant(case_id=QUIET_CASE, role=ParticipantRole.VICTIM, label="R."),
    ]


def _agencies() -> list[SQLModel]:
    return [Agency(id=a.id, name=a.name, type=a.type, county=a.county) for a in AGENCIES.values()]


def _people() -> list[SQLModel]:
    script = ServiceAccount(id=NGO_SCRIPT.id, name=NGO_SCRIPT.name)
    return [script, *(Practitioner(id=p.id, full_name=p.name) for p in PEOPLE.values())]


def _posts() -> list[SQLModel]:
    return [_post(NGO_SCRIPT.post, None), *(_post(post, p) for p in PEOPLE.values() for post in p.posts)]


def _post(post: CastPost, person: Person | None) -> Membership:
    return Membership(
        id=post.id,
        agency_id=AGENCIES[post.agency].id,
        practitioner_id=person.id if person else None,
        service_account_id=None if person else NGO_SCRIPT.id,
        role=Role(post.role),
        title=post.title,
        starts_at=_LONG_AGO,
    )


async def _logins(session: Any, issuer: str) -> None:
    known = await session.scalars(select(Login).where(table_of(Login).c.issuer == issuer))
    if known.first() is None:
        session.add_all(
            [Login(issuer=issuer, subject=p.key, practitioner_id=p.id, created_at=_LONG_AGO) for p in PEOPLE.values()]
        )
        session.add(
            ServiceBinding(
                issuer=issuer,
                client_id=NGO_SCRIPT.client_id,
                membership_id=NGO_SCRIPT.post.id,
                created_at=_LONG_AGO,
            )
        )
