"""The demo's two cases: who is in them, who is at their tables."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import SQLModel

from roundtable.access.models import CaseAgency, CaseAgencyState, CaseMember, MemberFunction
from roundtable.cases.models import Case, CaseParticipant, CaseStatus, ParticipantRole, RiskLevel
from roundtable.conferences.models import (
    AgendaItem,
    AgendaItemStatus,
    Conference,
    ConferenceStatus,
    ConferenceType,
)
from roundtable.core import ids
from roundtable.core.db import Database
from roundtable.core.standing import DEMO, reaching
from roundtable.demo.cast import AGENCIES, PEOPLE, fixed
from roundtable.messaging.models import Thread

CASE, QUIET_CASE, CONFERENCE = fixed(0x401), fixed(0x402), fixed(0x501)
# The agencies of the conference; the prosecution is at the table of the case, but not in the conference.
TABLE = ("social", "police", "forensic", "ngo")
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
        conference = Conference(
            id=CONFERENCE,
            title="Weekly case conference",
            type=ConferenceType.ROUTINE,
            status=ConferenceStatus.IN_SESSION,
            agency_id=AGENCIES["social"].id,
            scheduled_at=when,
        )
        session.add(conference)
        await session.flush()  # the item points at its conference
        item = AgendaItem(
            case_id=CASE,
            conference_id=CONFERENCE,
            audience_id=thread.audience_id,
            thread_id=thread.id,
            status=AgendaItemStatus.ACCEPTED,
            created_at=when,
        )
        session.add(item)


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
