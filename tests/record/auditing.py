"""Auditors, as tests seat them: Gelu audits another agency than his own."""

from typing import Any
from uuid import UUID

from roundtable.agencies.models import Membership
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.support.table import Client, Table

GELU = PEOPLE["gelu"].posts[0].id
RECORD = """
query Record($caseId: ID, $caseReference: String, $membershipId: ID, $from: DateTime, $to: DateTime, $after: String,
  $first: Int! = 20) {
  accessRecord(caseId: $caseId, caseReference: $caseReference, membershipId: $membershipId, from: $from, to: $to,
    after: $after, first: $first) {
    nodes {
      id at kind operation purpose glassId by { id } agency { name } cases { caseId reference itemIds }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""
OPENINGS = """
query Openings($caseId: ID!) {
  caseOpenings(caseId: $caseId) { nodes { id at byGlass by { id practitioner { fullName } } agency { name } } }
}
"""


async def auditor(table: Table, agency: str, role: Role = Role.AUDITOR) -> Client:
    """Gelu, in a role at an agency."""
    post = table_of(Membership)
    async with table.database.writing() as session:
        await session.execute(post.update().where(post.c.id == GELU).values(role=role, agency_id=AGENCIES[agency].id))
    return await table.by("gelu")


async def record_of(client: Client, **asked: Any) -> list[dict[str, Any]]:
    """What the record shows one, oldest first."""
    nodes: list[dict[str, Any]] = (await client.ask(RECORD, **asked)).data["accessRecord"]["nodes"]
    return nodes[::-1]


def told(entries: list[dict[str, Any]]) -> list[tuple[str, str | None, dict[str, list[str]]]]:
    """Kind, operation, and the items of each case by its reference."""
    return [
        (entry["kind"], entry["operation"], {case["reference"]: case["itemIds"] for case in entry["cases"]})
        for entry in entries
    ]


def post_of(key: str) -> UUID:
    return PEOPLE[key].posts[0].id
