"""A conference of many cases and agencies: who answers for each, and cases that only the convener sees at first."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from roundtable.access.models import CaseAgency, CaseAgencyState
from roundtable.agencies.models import Membership
from roundtable.cases.models import Case, CaseParticipant, CaseStatus, ParticipantRole, RiskLevel
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, PEOPLE, fixed
from tests.conferences.meeting import Meeting
from tests.messaging.room import BASIS
from tests.support.table import Table

# Who answers for each of eight agencies; the first convenes.
SPEAKERS = {
    "social": "corina",
    "police": "ana",
    "hospital": "emil",
    "ngo": "dalia",
    "programme": "ilie",
    "elsewhere": "horia",
    "forensic": "bogdan",
    "prosecution": "gelu",
}
OTHERS = [key for key in SPEAKERS if key != "social"]


async def speak_for_all(table: Table) -> None:
    """The forensic doctor and the prosecutor are their agencies' contact points here."""
    post = table_of(Membership)
    async with table.database.writing() as session:
        for key in ("bogdan", "gelu"):
            (held,) = [one.id for one in PEOPLE[key].posts[:1]]
            await session.execute(update(post).where(post.c.id == held).values(role=Role.CONTACT_POINT))


async def led_cases(table: Table, count: int) -> list[str]:
    """Cases that the social services lead, and nobody else sees."""
    keys = [fixed(0xE00 + number) for number in range(1, count + 1)]
    at = table.services.clock.now() - timedelta(days=3)
    for number, key in enumerate(keys, start=1):
        case = Case(
            id=key, reference=f"CJ-0000-{number:04}", status=CaseStatus.ACTIVE, risk_level=RiskLevel.HIGH, opened_at=at
        )
        await table.add(case)
        await table.add(_lead(key, at), CaseParticipant(case_id=key, role=ParticipantRole.VICTIM, label=f"N. {number}"))
    return [ids.encode("case", key) for key in keys]


def _lead(case_id: UUID, at: datetime) -> CaseAgency:
    agency = AGENCIES["social"].id
    return CaseAgency(case_id=case_id, agency_id=agency, state=CaseAgencyState.ACTIVE, lead=True, history_from=at)


async def put_on_agenda(meeting: Meeting, case: str, reason: str, *without: str) -> str:
    agencies = [meeting.table.agency_id(key) for key in without]
    given = {"criterion": "PROFESSIONAL_JUDGEMENT", "reason": reason, "grounds": BASIS, "withoutAgencyIds": agencies}
    made = await meeting.done("corina", "ReferCase", conferenceId=meeting.id, caseId=case, **given)
    item: str = made["agendaItem"]["id"]
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=item)
    return item
