"""What tests of safety plans share: one that was begun, written, signed off, by the requests of Corina's agency."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.messaging.room import agencies
from tests.support.table import Client, Table

Payload = dict[str, Any]


async def person(table: Table, role: str = "VICTIM") -> str:
    case = (await (await table.by("corina")).ask("CasePage", caseId=table.case_id)).data["case"]
    found: str = next(each["id"] for each in case["participants"] if each["role"] == role)
    return found


def said(**texts: str | None) -> list[Payload]:
    """Sections by their codes, in small letters here."""
    return [{"code": code.upper(), "text": text} for code, text in texts.items()]


def texts(version: Payload) -> Payload:
    """What a version says, by code."""
    return {section["code"]: section["text"] for section in version["sections"] if section["text"]}


async def plans(client: Client, table: Table) -> list[Payload]:
    found: list[Payload] = (await client.ask("CaseSafetyPlans", caseId=table.case_id)).data["safetyPlans"]["nodes"]
    return found


@dataclass
class Drawn:
    """A plan, and its newest version."""

    table: Table
    client: Client
    plan: str
    version: str
    revision: int = 0

    async def act(self, operation: str, **given: Any) -> Payload:
        """An act on the draft, or on the plan, as its people send it."""
        about = {"safetyPlanId": self.plan} if operation in _ON_PLANS else {"safetyPlanVersionId": self.version}
        payload = await self.client.act(operation, **{**about, **given})
        if payload["safetyPlanVersion"] is not None:
            self.version, self.revision = payload["safetyPlanVersion"]["id"], payload["safetyPlanVersion"]["revision"]
        return payload

    async def done(self, operation: str, **given: Any) -> Payload:
        payload = await self.act(operation, **given)
        assert payload["problems"] == [], payload["problems"]
        found: Payload = payload["safetyPlan"]
        return found

    async def save(self, **sections: str | None) -> Payload:
        return await self.done("SaveSafetyPlan", revision=self.revision, sections=said(**sections))

    async def sign(self, *shown_to: str, **more: Any) -> Payload:
        """To these agencies, where it is the first; to none else."""
        audience = {"audience": agencies(self.table, *shown_to)} if shown_to else {}
        return await self.done("SignOffSafetyPlan", **{**self.signing(), **audience, **more})

    def signing(self, **more: Any) -> Payload:
        due = (self.table.services.clock.now() + timedelta(days=30)).isoformat()
        return {"revision": self.revision, "agreement": "AGREED", "reviewDueAt": due, **more}


_ON_PLANS = {"ReviseSafetyPlan", "EndSafetyPlan"}


async def begun(table: Table, key: str = "corina") -> Drawn:
    client = await table.by(key)
    payload = await client.act("BeginSafetyPlan", caseId=table.case_id, participantId=await person(table))
    assert payload["problems"] == [], payload["problems"]
    return Drawn(table, client, payload["safetyPlan"]["id"], payload["safetyPlanVersion"]["id"])


async def signed(table: Table, *shown_to: str) -> Drawn:
    """In force, and shown to these agencies; the police, if none is named."""
    drawn = await begun(table)
    await drawn.save(at_home="The neighbour knocks at ten.", children="They go to their aunt.")
    await drawn.sign(*(shown_to or ("police",)))
    return drawn
