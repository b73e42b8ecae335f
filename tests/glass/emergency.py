"""What tests of broken glasses share: a case, who breaks a glass on it, and those who are told."""

from typing import Any
from uuid import UUID

from sqlalchemy import update

from roundtable.access.models import ConflictDeclaration
from roundtable.agencies.models import Membership
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.support.table import Client, Table

Glass = dict[str, Any]
REFERENCE, QUIET_REFERENCE, UNKNOWN = "CJ-7K4M-2QX8", "CJ-3B8T-9WNR", "CJ-0000-0000"
WHY = {"reason": "THREAT_TO_LIFE", "explanation": "She called from the street; nobody at the table answers."}


async def move(table: Table, key: str, agency: str, role: Role) -> None:
    """Give one of the cast another post."""
    post = table_of(Membership)
    async with table.database.writing() as session:
        moved = update(post).where(post.c.id == PEOPLE[key].posts[0].id)
        await session.execute(moved.values(agency_id=AGENCIES[agency].id, role=role))


async def bring_who_are_told(table: Table) -> None:
    """Felicia supervises Horia's police, where Gelu audits; Jana audits the agency that leads the case."""
    await move(table, "felicia", "elsewhere", Role.SUPERVISOR)
    await move(table, "gelu", "elsewhere", Role.AUDITOR)


async def conflict(table: Table, *, person: str | None = None, agency: str | None = None) -> None:
    """Declare a conflict of interest on the case in progress."""
    await table.add(
        ConflictDeclaration(
            case_id=story.CASE,
            practitioner_id=PEOPLE[person].id if person else None,
            agency_id=AGENCIES[agency].id if agency else None,
            declared_by=PEOPLE["corina"].posts[0].id,
            declared_at=table.services.clock.now(),
        )
    )


async def act(client: Client, reference: str = REFERENCE, **more: Any) -> Glass:
    """Break a glass on the case of a reference; answers the payload."""
    return await client.act("BreakGlass", **{"reference": reference, **WHY, **more})


async def broken(client: Client, reference: str = REFERENCE, **more: Any) -> Glass:
    """A new glass."""
    payload = await act(client, reference, **more)
    assert payload["problems"] == []
    glass: Glass = payload["glass"]
    return glass


async def listed(client: Client, reviewed: bool | None = None) -> list[Glass]:
    """What others broke and one is told of."""
    page = (await client.ask("BrokenGlasses", reviewed=reviewed)).data["brokenGlasses"]
    found: list[Glass] = page["nodes"]
    return found


async def open_glasses(client: Client) -> list[Glass]:
    """The banner's glasses."""
    found: list[Glass] = (await client.ask("OpenGlasses")).data["openGlasses"]
    return found


async def sees(client: Client, case_id: UUID = story.CASE) -> bool:
    """Whether one sees a case."""
    answer = await client.ask("query ($id: ID!) { case(id: $id) { id } }", id=f"case_{case_id.hex}")
    return answer.data["case"] is not None


async def facts_of(client: Client) -> str:
    """Where one's own events stand now."""
    cursor: str = (await client.ask("{ viewer { eventsCursor } }")).data["viewer"]["eventsCursor"]
    return cursor
