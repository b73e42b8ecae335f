"""The demo's two cases: who is in them, who is at their tables."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import SQLModel

from roundtable.access.models import CaseAgency, CaseAgencyState, CaseMember, Disclosure, MemberFunction
from roundtable.cases.models import Case, CaseParticipant, CaseStatus, ParticipantRole, RiskLevel
from roundtable.conferences.models import (
    AgencyReturn,
    AgencyReturnState,
    AgendaItem,
    AgendaItemStatus,
    Attendance,
    AttendanceStatus,
    Conference,
    ConferenceAgency,
    ConferenceAgencyState,
    ConferenceFunction,
    ConferenceStatus,
    ConferenceType,
    ReferralCriterion,
)
from roundtable.core import ids
from roundtable.core.db import Database
from roundtable.core.standing import DEMO, reaching
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, PEOPLE, fixed
from roundtable.messaging.models import Thread

CASE, QUIET_CASE, CONFERENCE = fixed(0x401), fixed(0x402), fixed(0x501)
# The agencies of the conference; the prosecution is at the table of the case, but not in the conference.
TABLE = ("social", "police", "forensic", "ngo")
_CHAIR = PEOPLE["corina"].posts[0].id
_PEOPLE = [
    (ParticipantRole.VICTIM, "M."),
    (ParticipantRole.ALLEGED_PERPETRATOR, "V."),
    (ParticipantRole.CHILD, "Elder child, 9"),
    (ParticipantRole.CHILD, "Younger child, 4"),
]


async def open_cases(database: Database, now: datetime) -> None:
    """The case in progress, and a quiet one that only two of the agencies share."""
    async with database.writing() as session, reaching(session, DEMO):
        session.add_all(_cases(now))
        await session.flush()  # what follows points at the cases
        session.add_all(_seats(now - timedelta(days=9)))
        session.add_all(CaseParticipant(case_id=CASE, role=role, label=label) for role, label in _PEOPLE)
        session.add(CaseParticipant(case_id=QUIET_CASE, role=ParticipantRole.VICTIM, label="R."))


async def put_on_agenda(database: Database, thread_id: str, when: datetime) -> None:
    """The weekly conference, in session over the case, in this conversation."""
    async with database.writing() as session, reaching(session, DEMO):
        thread = await session.get_one(Thread, ids.decode("thread", thread_id))
        naming = table_of(Disclosure)
        on_grounds = select(naming.c.id).where(naming.c.audience_id == thread.audience_id).order_by(naming.c.id)
        session.add(_conference(when))
        await session.flush()  # what follows points at the conference
        session.add_all(_called(when))
        item = AgendaItem(
            case_id=CASE,
            conference_id=CONFERENCE,
            audience_id=thread.audience_id,
            grounds_id=await session.scalar(on_grounds.limit(1)),
            thread_id=thread.id,
            status=AgendaItemStatus.ACCEPTED,
            criterion=ReferralCriterion.HIGH_RISK_SCORE,
            reason="Called out twice this month; the protection order ends on Thursday.",
            proposed_by=_CHAIR,
            brings_in=True,
            created_at=when,
            decided_at=when,
        )
        session.add(item)
        await session.flush()  # returns point at the item
        session.add_all(_asked(item, when))


def _conference(when: datetime) -> Conference:
    return Conference(
        id=CONFERENCE,
        title="Weekly case conference",
        type=ConferenceType.ROUTINE,
        status=ConferenceStatus.IN_SESSION,
        agency_id=AGENCIES["social"].id,
        scheduled_at=when,
        place="Room 12, and by the agencies' own link",
        returns_due_at=when,
        chair_id=_CHAIR,
        coordinator_id=_CHAIR,
        began_at=when,
    )


def _called(when: datetime) -> list[SQLModel]:
    """Who was asked and comes: each agency of it with one of its people."""
    agencies = [
        ConferenceAgency(
            conference_id=CONFERENCE,
            agency_id=AGENCIES[key].id,
            state=ConferenceAgencyState.ACCEPTED,
            invited_by=_CHAIR,
            invited_at=when,
            answered_at=when,
        )
        for key in TABLE[1:]
    ]
    people = [
        Attendance(
            conference_id=CONFERENCE,
            membership_id=PEOPLE[key].posts[0].id,
            function=ConferenceFunction.REPRESENTATIVE,
            status=AttendanceStatus.CONFIRMED,
            named_at=when,
            agreed_at=when,
        )
        for key in ("corina", "ana", "bogdan", "dalia")
    ]
    return [*agencies, *people]


def _asked(item: AgendaItem, when: datetime) -> list[SQLModel]:
    return [
        AgencyReturn(
            case_id=CASE,
            agenda_item_id=item.id,
            agency_id=AGENCIES[key].id,
            audience_id=item.audience_id,
            state=AgencyReturnState.REQUESTED,
            asked_at=when,
            created_at=when,
        )
        for key in TABLE
    ]


def _cases(now: datetime) -> list[SQLModel]:
    case = Case(
        id=CASE,
        reference="CJ-7K4M-2QX8",
        title="M. and her two children",
        status=CaseStatus.ACTIVE,
        risk_level=RiskLevel.NOT_ASSESSED,
        opened_at=now - timedelta(days=9),
        safe_contact="Only through Casa Speranței, on weekdays 10–16. Leave no voice message.",
    )
    quiet = Case(
        id=QUIET_CASE,
        reference="CJ-3B8T-9WNR",
        title="R.",
        status=CaseStatus.MONITORING,
        risk_level=RiskLevel.MEDIUM,
        opened_at=now - timedelta(days=60),
    )
    return [case, quiet]


def _seats(since: datetime) -> list[SQLModel]:
    def seat(case: UUID, agency: str) -> CaseAgency:
        return CaseAgency(
            case_id=case,
            agency_id=AGENCIES[agency].id,
            state=CaseAgencyState.ACTIVE,
            lead=agency == "social",
            history_from=since,
        )

    def member(case: UUID, key: str, function: MemberFunction = MemberFunction.PRACTITIONER) -> CaseMember:
        return CaseMember(case_id=case, membership_id=PEOPLE[key].posts[0].id, function=function, assumed_at=since)

    return [
        *(seat(CASE, agency) for agency in (*TABLE, "prosecution")),
        *(seat(QUIET_CASE, agency) for agency in ("social", "police")),
        member(CASE, "corina", MemberFunction.CASE_MANAGER),
        *(member(CASE, key) for key in ("ana", "bogdan", "dalia")),
        member(QUIET_CASE, "corina", MemberFunction.CASE_MANAGER),
    ]
