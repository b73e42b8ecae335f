"""What tests of identities share: who is in the demo's cases, and short ways to say who they are."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from roundtable.access.models import (
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    Category,
    Compartment,
    Entitlement,
    MemberFunction,
)
from roundtable.cases.models import CaseParticipant
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.support.table import Client, Table

Details = dict[str, Any]
MARIA: Details = {
    "fullName": "Maria Ștefănescu-Pop",
    "dateOfBirth": "1990-05-01",
    "nationalId": "2900501-123456",
    "phone": "0722 000 000",
}
ADDRESS = "Strada Fântânii 7, Cluj"


async def participant(table: Table, label: str = "M.", case_id: UUID = story.CASE) -> str:
    """The id of a person in a case, by what the table calls them."""
    person = table_of(CaseParticipant)
    wanted = select(person.c.id).where(person.c.case_id == case_id, person.c.label == label)
    async with table.database.reading() as connection:
        return ids.encode("participant", (await connection.execute(wanted)).scalar_one())


async def record(client: Client, table: Table, label: str = "M.", case_id: UUID = story.CASE, **told: Any) -> Details:
    """Record who someone is; answers the payload."""
    return await client.act("RecordIdentity", participantId=await participant(table, label, case_id), **told)


async def recorded(client: Client, table: Table, label: str = "M.", case_id: UUID = story.CASE, **told: Any) -> Details:
    """Record who someone is; answers it as it is read then."""
    payload = await record(client, table, label, case_id, **told)
    assert payload["problems"] == []
    identity: Details = payload["participant"]["identity"]
    return identity


async def identities(client: Client, table: Table) -> dict[str, Details | None] | None:
    """Who the people of the case are, by what the table calls them; null for whom the case is not there."""
    case = (await client.ask("CaseIdentities", caseId=table.case_id)).data["case"]
    return case and {person["label"]: person["identity"] for person in case["participants"]}


async def entitle(table: Table, agency: str, category: Category = Category.LOCATION) -> None:
    """Let an agency see a category in every case."""
    await table.add(
        Entitlement(
            category=category,
            bit=category.bit,
            agency_id=AGENCIES[agency].id,
            starts_at=table.services.clock.now(),
        )
    )


async def seat(
    table: Table, key: str, case_id: UUID = story.CASE, compartment: Compartment = Compartment.SUPPORT
) -> None:
    """Bring a person of the cast, with their agency, to the table of a case."""
    (post, *_), now = PEOPLE[key].posts, table.services.clock.now()
    await table.add(
        CaseAgency(
            case_id=case_id,
            agency_id=AGENCIES[post.agency].id,
            state=CaseAgencyState.ACTIVE,
            history_from=now,
            compartment=compartment,
        ),
        CaseMember(case_id=case_id, membership_id=post.id, function=MemberFunction.PRACTITIONER, assumed_at=now),
    )
