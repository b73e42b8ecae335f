"""What tests of consents share: the people of the case, a consent that was given, and who else looks at the case."""

from datetime import timedelta
from typing import Any

from roundtable.access.models import (
    BreakGlass,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    Compartment,
    GlassReason,
    MemberFunction,
)
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.support.table import Client, Table

Payload = dict[str, Any]


async def person(client: Client, table: Table, label: str = "M.") -> str:
    """The id of a person of the case, by what the table calls them; the victim if nothing is said."""
    people = (await client.ask("CasePage", caseId=table.case_id)).data["case"]["participants"]
    (found,) = [each["id"] for each in people if each["label"] == label]
    key: str = found
    return key


async def asked(client: Client, table: Table, **more: Any) -> Payload:
    """The input of a consent of the victim's, to everything unless more is said."""
    return {"caseId": table.case_id, "participantId": await person(client, table), "decision": "GIVEN", **more}


async def recorded(client: Client, table: Table, **more: Any) -> Payload:
    """A new consent."""
    payload = await client.act("RecordConsent", **await asked(client, table, **more))
    assert payload["problems"] == []
    consent: Payload = payload["consent"]
    return consent


async def withdrawn(client: Client, consent: Payload) -> Payload:
    """A consent once it is withdrawn."""
    payload = await client.act("WithdrawConsent", consentId=consent["id"])
    assert payload["problems"] == []
    after: Payload = payload["consent"]
    return after


async def listed(client: Client, table: Table) -> list[Payload]:
    """The consents of the case, as one is shown them."""
    answer = await client.ask("CaseConsents", caseId=table.case_id)
    consents: list[Payload] = answer.data["consents"]["nodes"]
    return consents


def on_consent(table: Table, *keys: str, **more: Any) -> Payload:
    """An audience of these agencies, resting on consent."""
    chosen = [table.agency_id(key) for key in keys]
    return {"agencyIds": chosen, "purpose": "She asked for it", "lawfulBasis": "CONSENT", **more}


async def seat_programme(table: Table) -> None:
    """Felicia, at the table on the perpetrator's side."""
    now = table.services.clock.now()
    programme = CaseAgency(
        case_id=story.CASE,
        agency_id=AGENCIES["programme"].id,
        state=CaseAgencyState.ACTIVE,
        history_from=now,
        compartment=Compartment.PERPETRATOR,
    )
    felicia = CaseMember(
        case_id=story.CASE,
        membership_id=PEOPLE["felicia"].posts[0].id,
        function=MemberFunction.PRACTITIONER,
        assumed_at=now,
    )
    await table.add(programme, felicia)


async def break_glass(table: Table, key: str) -> None:
    """Somebody of the cast looks at the case through a glass."""
    now = table.services.clock.now()
    glass = BreakGlass(
        case_id=story.CASE,
        membership_id=PEOPLE[key].posts[0].id,
        reason=GlassReason.THREAT_TO_LIFE,
        explanation="He is on his way to her.",
        opened_at=now,
        ends_at=now + timedelta(hours=3),
    )
    await table.add(glass)
