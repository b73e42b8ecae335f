"""What tests of incidents share: one that was recorded, and what is shown of a case's."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from roundtable.core import ids
from roundtable.demo import story
from tests.cases.people import participant
from tests.messaging.room import agencies
from tests.support.table import Client, Table

Payload = dict[str, Any]


def days_ago(table: Table, days: float) -> str:
    """So long before now, by the server's clock."""
    return (table.services.clock.now() - timedelta(days=days)).isoformat()


async def told(table: Table, case_id: UUID = story.CASE, at: datetime | None = None, **more: Any) -> Payload:
    """The input of an incident of yesterday: for one's own agency, unless more is said."""
    known: Payload = {} if case_id == story.QUIET_CASE else {"perpetratorId": await participant(table, "V.", case_id)}
    return {
        "caseId": ids.encode("case", case_id),
        "beganAt": at.isoformat() if at else days_ago(table, 1),
        "kinds": ["PHYSICAL", "VERBAL"],
        "description": "He waited at the stairs and hit her.",
        "victimId": await participant(table, "R." if case_id == story.QUIET_CASE else "M.", case_id),
        **known,
        "audience": agencies(table),
        **more,
    }


async def happened(client: Client, table: Table, case_id: UUID = story.CASE, **more: Any) -> Payload:
    """A new incident."""
    payload = await client.act("RecordIncident", **await told(table, case_id, **more))
    assert payload["problems"] == [], payload["problems"]
    made: Payload = payload["incident"]
    return made


async def incidents(client: Client, table: Table) -> list[Payload]:
    """Those of the case that one is shown."""
    found: list[Payload] = (await client.ask("CaseIncidents", caseId=table.case_id)).data["incidents"]["nodes"]
    return found


async def shown(client: Client, key: str) -> Payload | None:
    """An incident as its page shows it; null for whom it is not there."""
    found: Payload | None = (await client.ask("IncidentPage", incidentId=key)).data["incident"]
    return found
