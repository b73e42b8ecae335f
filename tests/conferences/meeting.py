"""What tests of conferences share: one that is planned, called, and held, by the requests of its people."""

from dataclasses import dataclass, field
from typing import Any

from tests.messaging.room import BASIS
from tests.support.closing import closed
from tests.support.table import Client, Table

Payload = dict[str, Any]
PLAN = {
    "title": "Monthly conference",
    "type": "ROUTINE",
    "startsAt": "2027-01-14T10:00",
    "timeZone": "Europe/Bucharest",
}
REFERRAL = {"criterion": "ESCALATION", "reason": "Worse each week.", "grounds": BASIS}


async def done(client: Client, operation: str, **given: Any) -> Payload:
    """What an act answers that is not refused."""
    payload = await client.act(operation, **given)
    assert payload["problems"] == [], payload["problems"]
    return payload


@dataclass
class Meeting:
    """A conference that Corina plans, chairs and leads, and its one item."""

    table: Table
    id: str
    item: str = ""
    people: dict[str, Client] = field(default_factory=dict)

    async def by(self, key: str) -> Client:
        if key not in self.people:
            self.people[key] = await self.table.by(key)
        return self.people[key]

    async def page(self, key: str) -> Payload:
        """What somebody's page of it shows."""
        found: Payload = (await (await self.by(key)).ask("ConferencePage", conferenceId=self.id)).data
        return found

    async def shown(self, key: str) -> Payload | None:
        """The item on that page, if it is there."""
        nodes = (await self.page(key))["agenda"]["nodes"]
        found: Payload | None = next((node for node in nodes if node["id"] == self.item), None)
        return found

    async def act(self, key: str, operation: str, **given: Any) -> Payload:
        return await (await self.by(key)).act(operation, **given)

    async def done(self, key: str, operation: str, **given: Any) -> Payload:
        return await done(await self.by(key), operation, **given)

    async def attendance(self, key: str) -> Payload:
        """How somebody attends, as Corina sees it."""
        there = (await self.page("corina"))["conference"]["attendance"]
        post = self.table.membership_id(key)
        (found,) = [each for each in there if each["membership"]["id"] == post]
        attends: Payload = found
        return attends

    async def arrive(self, *keys: str) -> None:
        for key in keys:
            there = await self.attendance(key)
            await self.done("corina", "RecordArrival", attendanceId=there["id"], confidential=True)

    async def close(self, *, over: bool = False) -> None:
        """It is over, if it was not before; its minutes stand, and it is closed."""
        await closed(await self.by("corina"), self.id, over=over)

    async def asked(self, key: str, agency: str) -> Payload:
        """What an agency was asked over the item, as somebody is shown it."""
        item = (await (await self.by(key)).ask("AgendaItemPage", agendaItemId=self.item)).data["agendaItem"]
        (found,) = [each for each in item["returns"] if each["agency"]["id"] == self.table.agency_id(agency)]
        asked: Payload = found
        return asked


async def planned(table: Table, *agencies: str, **more: Any) -> Meeting:
    """Corina's, and these agencies are asked to it."""
    asked = [table.agency_id(key) for key in agencies]
    made = await done(await table.by("corina"), "PlanConference", **{**PLAN, "agencyIds": asked, **more})
    return Meeting(table, made["conference"]["id"])


async def referred(table: Table, *agencies: str, **more: Any) -> Meeting:
    """The demo's case is on its list."""
    meeting = await planned(table, *agencies)
    given = {**REFERRAL, "conferenceId": meeting.id, "caseId": table.case_id, **more}
    meeting.item = (await meeting.done("corina", "ReferCase", **given))["agendaItem"]["id"]
    return meeting


async def on_agenda(table: Table, **more: Any) -> Meeting:
    """The case is on its agenda, and the hospital comes."""
    meeting = await referred(table, "hospital", **more)
    await meeting.done("corina", "AcceptAgendaItem", agendaItemId=meeting.item)
    await meeting.done("emil", "AcceptConference", conferenceId=meeting.id)
    return meeting


async def in_session(table: Table, *there: str) -> Meeting:
    meeting = await on_agenda(table)
    await meeting.done("corina", "BeginConference", conferenceId=meeting.id)
    await meeting.arrive(*there)
    return meeting


async def heard(table: Table) -> Meeting:
    """Its item is heard now, and Corina and Emil are there."""
    meeting = await in_session(table, "corina", "emil")
    await meeting.done("corina", "BeginAgendaItem", agendaItemId=meeting.item)
    return meeting
