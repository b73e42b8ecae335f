"""Who plays a conference at the pages, and the cases that it hears."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import Locator, Page

from roundtable.access.models import CaseAgency, CaseAgencyState
from roundtable.cases.models import Case, CaseParticipant, CaseStatus, ParticipantRole, RiskLevel
from roundtable.core.db import Database
from roundtable.demo.cast import AGENCIES, fixed
from tests.browser.people import House

# What the cases are called: two of the demo's, and two that the social services have to themselves.
M, R, N, L = "M. and her two children", "R.", "N.", "L."
OWN = {N: fixed(0xE21), L: fixed(0xE22)}
CENTRE, PROGRAMME = "Cluj Sexual Violence Centre", "Cluj Perpetrator Programme"
TITLE = "March conference"
PATROL, SHELTER = "A patrol passes by each evening", "She moves to the shelter this week."
AGAIN, DOCTOR = "See her again", "Find her a doctor near the shelter"
HERE: dict[str, Any] = {"timezone_id": "Europe/Bucharest"}


@dataclass
class Room:
    """Each in a browser of their own: who chairs, two of other agencies, who is sent by a third, and who sends her."""

    house: House
    corina: Page
    ana: Page
    emil: Page
    felicia: Page
    ilie: Page
    # Of the conference, once it is planned.
    path: str = ""

    @property
    def comers(self) -> list[Page]:
        return [self.corina, self.ana, self.emil, self.felicia]


async def seat(house: House) -> Room:
    keys = ("corina", "ana", "emil", "felicia", "ilie")
    corina, ana, emil, felicia, ilie = [await house.person(key, "/conferences", **HERE) for key in keys]
    return Room(house, corina, ana, emil, felicia, ilie)


async def open_cases(url: str) -> None:
    """There is no page for it."""
    database, at = Database(url, pool_size=1), datetime.now(UTC) - timedelta(days=3)
    kept: dict[str, Any] = {"status": CaseStatus.ACTIVE, "risk_level": RiskLevel.HIGH, "opened_at": at}
    lead: dict[str, Any] = {"agency_id": AGENCIES["social"].id, "state": CaseAgencyState.ACTIVE, "history_from": at}
    async with database.writing() as session:
        for number, (title, key) in enumerate(OWN.items(), start=3):
            session.add(Case(id=key, reference=f"CJ-0000-000{number}", title=title, **kept))
            await session.flush()
            session.add(CaseAgency(case_id=key, lead=True, **lead))
            session.add(CaseParticipant(case_id=key, role=ParticipantRole.VICTIM, label=title))
    await database.close()


def agenda(page: Page) -> Locator:
    """The cases on it, in their order."""
    return page.get_by_role("region", name="Agenda").get_by_role("heading", level=3)


def now(page: Page) -> Locator:
    return page.locator("section.now")
