"""What tests of repeats share: two cases of the same two people, which know nothing of each other, and what is found.

The demo's case is led by Social Services; the other one by another county's police, where Horia manages cases.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import update

from roundtable.access.models import CaseAgency, CaseAgencyState, ConflictDeclaration
from roundtable.cases.models import Case, CaseParticipant, CaseStatus, ParticipantRole, RiskLevel
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE, fixed
from tests.cases.people import MARIA, participant, recorded
from tests.conferences.meeting import Meeting
from tests.glass.emergency import move
from tests.incidents.room import happened
from tests.messaging.room import agencies
from tests.support.table import Client, Table

Payload = dict[str, Any]
OTHER = fixed(0xB01)
VIOREL: Payload = {"fullName": "Viorel Pop", "dateOfBirth": "1986-09-30", "nationalId": "1860930-123456"}
# Who sees the demo's case and who does not: everybody but who leads it learns nothing.
NOT_LEADING = ("ana", "bogdan", "dalia", "emil", "felicia", "gelu")


async def other_case(table: Table) -> None:
    """It, its people and its lead."""
    await move(table, "horia", "elsewhere", Role.CASE_MANAGER)
    now = table.services.clock.now()
    await table.add(
        Case(id=OTHER, reference="BH-0000-000X", status=CaseStatus.ACTIVE, risk_level=RiskLevel.STANDARD, opened_at=now)
    )
    await table.add(
        CaseAgency(
            case_id=OTHER,
            agency_id=AGENCIES["elsewhere"].id,
            state=CaseAgencyState.ACTIVE,
            lead=True,
            history_from=now,
        ),
        CaseParticipant(case_id=OTHER, role=ParticipantRole.VICTIM, label="She"),
        CaseParticipant(case_id=OTHER, role=ParticipantRole.ALLEGED_PERPETRATOR, label="He"),
    )


async def identified(table: Table, case_id: UUID, *, victim: Payload | None = None, by: Payload | None = None) -> None:
    """Who the two of a case are: the same two, unless something else is said."""
    who = await table.by("horia" if case_id == OTHER else "corina")
    labels = ("She", "He") if case_id == OTHER else ("M.", "V.")
    for label, person in zip(labels, (victim or MARIA, by or VIOREL), strict=True):
        await recorded(who, table, label, case_id, **person)


async def both_known(table: Table) -> None:
    await other_case(table)
    for case_id in (story.CASE, OTHER):
        await identified(table, case_id)


async def there(table: Table, **more: Any) -> Payload:
    """An incident in the other case, as Horia records it."""
    given = {
        "victimId": await participant(table, "She", OTHER),
        "perpetratorId": await participant(table, "He", OTHER),
        "caseId": ids.encode("case", OTHER),
        **more,
    }
    return await happened(await table.by("horia"), table, **given)


async def here(table: Table, key: str = "ana", **more: Any) -> Payload:
    """An incident in the demo's case, for the own agency alone."""
    return await happened(await table.by(key), table, audience=agencies(table), **more)


async def repeats(client: Client) -> list[Payload]:
    """What one is shown of repeats."""
    found: list[Payload] = (await client.ask("Repeats")).data["repeats"]["nodes"]
    return found


async def agenda(client: Client, meeting: Meeting) -> list[Payload] | None:
    """The cases on a conference's agenda that one hears; null for whom it is not there."""
    page = (await client.ask("ConferencePage", conferenceId=meeting.id)).data
    found: list[Payload] = page["agenda"]["nodes"]
    return found if page["conference"] else None


async def keep_from(table: Table, agency: str, case_id: UUID) -> None:
    """A conflict of interest stands between an agency and a case."""
    await table.add(
        ConflictDeclaration(
            case_id=case_id,
            agency_id=AGENCIES[agency].id,
            declared_by=PEOPLE["corina"].posts[0].id,
            declared_at=table.services.clock.now(),
        )
    )


async def change(table: Table, case_id: UUID, **values: Any) -> None:
    """A case as it is from now on."""
    case = table_of(Case)
    async with table.database.writing() as session:
        await session.execute(update(case).where(case.c.id == case_id).values(**values))
