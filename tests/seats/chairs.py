"""What tests of seats share: short ways to ask an agency to the table, and to make a post or a conflict another."""

from typing import Any

from sqlalchemy import update

from roundtable.access.models import CaseAgency, CaseAgencyState, ConflictDeclaration
from roundtable.agencies.models import Agency, Membership
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.support.table import Client, Table
from tests.tasks.desk import in_hours

Payload = dict[str, Any]
WHAT_FOR = "She comes to you on Friday; we would like you at the table."


async def invited(client: Client, table: Table, agency: str, **more: Any) -> Payload:
    """The part of an agency that was just asked to the table."""
    given = {"caseId": table.case_id, "agencyId": table.agency_id(agency), "invitation": WHAT_FOR, **more}
    payload = await client.act("InviteAgency", **given)
    assert payload["problems"] == []
    part: Payload = payload["caseAgency"]
    return part


async def invitations(client: Client) -> list[Payload]:
    """The open invitations that one may answer."""
    nodes: list[Payload] = (await client.ask("Invitations")).data["invitations"]["nodes"]
    return nodes


async def seated(table: Table, corina: Client, invitee: Client, agency: str, **more: Any) -> Payload:
    """The part of an agency that was asked and came."""
    await invited(corina, table, agency, **more)
    ((invitation,),) = (await invitations(invitee),)
    payload = await invitee.act("AcceptInvitation", invitationId=invitation["id"])
    assert payload["problems"] == []
    part: Payload = payload["caseAgency"]
    return part


async def sees(client: Client, table: Table) -> bool:
    """Whether one sees the case."""
    return (await client.ask("CasePage", caseId=table.case_id)).data["case"] is not None


async def parts(client: Client, table: Table) -> dict[str, str]:
    """Each agency's part in the case, by its name."""
    case = (await client.ask("CasePage", caseId=table.case_id)).data["case"]
    return {part["agency"]["name"]: part["state"] for part in case["agencies"]}


async def members(client: Client, table: Table) -> dict[str, str]:
    """The functions on the case that last, and whose each is."""
    case = (await client.ask("CasePage", caseId=table.case_id)).data["case"]
    return {m["membership"]["id"]: m["id"] for m in case["members"] if m["renouncedAt"] is None}


async def in_role(table: Table, key: str, role: Role) -> Client:
    """One of the cast, whose post is now for something else."""
    post = table_of(Membership)
    await _set(table, Membership, post.c.id == PEOPLE[key].posts[0].id, role=role)
    return await table.by(key)


async def named(table: Table, membership: str, by: Client, function: str = "PRACTITIONER") -> Payload:
    """A colleague's function on the case."""
    payload = await by.act("NameMember", caseId=table.case_id, membershipId=membership, function=function)
    assert payload["problems"] == []
    member: Payload = payload["caseMember"]
    return member


async def deputised(client: Client, table: Table, post: str, deputy: str, **more: Any) -> Payload:
    """A deputyship from now on, for a day unless the test says otherwise."""
    given = {"membershipId": post, "deputyMembershipId": deputy, "endsAt": in_hours(table, 24), **more}
    payload = await client.act("NameDeputy", **given)
    assert payload["problems"] == []
    deputyship: Payload = payload["deputyship"]
    return deputyship


async def granted(client: Client, category: str, **to: Any) -> Payload:
    """A new entitlement."""
    payload = await client.act("GrantEntitlement", category=category, **to)
    assert payload["problems"] == []
    entitlement: Payload = payload["entitlement"]
    return entitlement


async def inactive(table: Table, agency: str) -> None:
    await _set(table, Agency, table_of(Agency).c.id == AGENCIES[agency].id, active=False)


async def state(table: Table, agency: str, to: CaseAgencyState) -> None:
    """Put an agency's part into a state."""
    part = table_of(CaseAgency)
    of_case = (part.c.case_id == story.CASE) & (part.c.agency_id == AGENCIES[agency].id)
    await _set(table, CaseAgency, of_case, state=to)


async def conflicted(table: Table, agency: str | None = None, person: str | None = None) -> None:
    """Declare a conflict of interest of an agency or a person in the case."""
    await table.add(
        ConflictDeclaration(
            case_id=story.CASE,
            agency_id=AGENCIES[agency].id if agency else None,
            practitioner_id=PEOPLE[person].id if person else None,
            declared_by=PEOPLE["corina"].posts[0].id,
            declared_at=table.services.clock.now(),
        )
    )


async def colleague(table: Table, of: str, role: Role = Role.PRACTITIONER) -> Client:
    """Horia, who now works at the agency of another of the cast."""
    agency, post = AGENCIES[PEOPLE[of].posts[0].agency].id, table_of(Membership)
    await _set(table, Membership, post.c.id == PEOPLE["horia"].posts[0].id, agency_id=agency, role=role)
    return await table.by("horia")


async def _set(table: Table, model: Any, condition: Any, **values: Any) -> None:
    async with table.database.writing() as session:
        await session.execute(update(table_of(model)).where(condition).values(**values))
