"""What tests of administrators share: who they are, and short ways to act and to be refused."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from roundtable.agencies.models import Agency
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.messaging.room import left_behind, refusals
from tests.record.auditing import auditor
from tests.seats.chairs import in_role
from tests.support.table import Client, Table

ADMINISTER = {Role.PLATFORM_ADMIN, Role.AGENCY_ADMIN}
RESERVED = [Role.PLATFORM_ADMIN, Role.AUDITOR, Role.DIRECTORY_EDITOR]
FORBIDDEN: list[tuple[str, list[str]]] = [("FORBIDDEN", [])]

Payload = dict[str, Any]


async def platform(table: Table) -> Client:
    """Horia, who administers the platform from another county's police."""
    return await in_role(table, "horia", Role.PLATFORM_ADMIN)


async def admin_of(table: Table, agency: str = "police") -> Client:
    """Gelu, who administers an agency."""
    return await auditor(table, agency, Role.AGENCY_ADMIN)


async def done(client: Client, operation: str, **given: Any) -> Payload:
    """What an act made or changed."""
    payload = await client.act(operation, **given)
    assert payload["problems"] == []
    ((_, made),) = [(name, value) for name, value in payload.items() if name != "problems"]
    thing: Payload = made
    return thing


async def refused(table: Table, client: Client, operation: str, **given: Any) -> list[tuple[str, list[str]]]:
    """What an act is refused with; it shows nothing, and nothing is left of it."""
    async with left_behind(table) as added:
        payload = await client.act(operation, **given)
    assert added == {}
    assert [value for name, value in payload.items() if name != "problems"] == [None]
    return refusals(payload)


async def no_other_role_may(table: Table, operation: str, **given: Any) -> None:
    """Everybody but administrators is refused, a script too, and nothing is recorded."""
    for role in sorted(set(Role) - ADMINISTER - {Role.SERVICE_ACCOUNT}):
        assert await refused(table, await auditor(table, "police", role), operation, **given) == FORBIDDEN, role
    assert await refused(table, await table.by_script(), operation, **given) == FORBIDDEN


async def resting(table: Table, agency: str) -> None:
    """An agency that takes no part."""
    rows = table_of(Agency)
    async with table.database.writing() as session:
        await session.execute(update(rows).where(rows.c.id == AGENCIES[agency].id).values(active=False))


async def posts(client: Client, table: Table, agency: str = "police", **asked: Any) -> list[Payload]:
    """The posts of an agency, as administrators see them."""
    page = (await client.ask("AgencyPosts", agencyId=table.agency_id(agency), **asked)).data["agencyPosts"]
    nodes: list[Payload] = page["nodes"]
    return nodes


async def logins(client: Client, table: Table, key: str) -> list[str]:
    """The logins of one of the cast, by their ids."""
    agency = PEOPLE[key].posts[0].agency
    found = [post for post in await posts(client, table, agency) if post["holder"] == PEOPLE[key].name]
    return [login["id"] for login in found[0]["logins"]]


def practitioner(key: str) -> str:
    return ids.encode("practitioner", PEOPLE[key].id)


def in_days(table: Table, days: float) -> str:
    """An instant that many days from now, as the wire writes it."""
    moment = table.services.clock.now() + timedelta(days=days)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
