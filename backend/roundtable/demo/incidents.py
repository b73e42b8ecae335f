"""What happened in the demo's case: two nights, the second as two agencies tell it; and the conference to come, on
whose agenda the rule on repeats puts it.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from roundtable.access.commands import AudienceChoice
from roundtable.access.models import LawfulBasis
from roundtable.cases.models import CaseParticipant, ParticipantRole
from roundtable.conferences.commands import plan_conference
from roundtable.conferences.models import ConferenceType
from roundtable.core import ids
from roundtable.core.db import Database
from roundtable.core.standing import DEMO, reaching
from roundtable.core.tables import table_of
from roundtable.demo import case
from roundtable.demo.cast import AGENCIES
from roundtable.demo.telling import Telling
from roundtable.incidents.commands import record_incident
from roundtable.incidents.models import ViolenceType

_K = ViolenceType


async def happen(database: Database, now: datetime) -> None:
    """Ana records both nights, and Bogdan the second as he heard of it; by then the next conference is planned."""
    told, people = Telling(database, now), await _people(database)
    first: dict[str, Any] = {
        "began_at": now - timedelta(days=12, hours=2),
        "kinds": [_K.VERBAL, _K.PSYCHOLOGICAL],
        "description": "A neighbour called: he shouted at her on the stairs, and would not let her leave.",
        "children_present": True,
        "reported_by": "A neighbour",
    }
    second: dict[str, Any] = {
        "began_at": now - timedelta(days=3, hours=1, minutes=30),
        "kinds": [_K.VERBAL, _K.PHYSICAL],
        "description": "He broke the door in and hit her; a patrol took him away.",
        "children_present": True,
        "reported_by": "The emergency number",
    }
    heard: dict[str, Any] = {
        "began_at": now - timedelta(days=3, hours=1),
        "kinds": [_K.PHYSICAL],
        "description": "Bruises on both arms, of the night the police were called, as she says.",
        "reported_by": "She herself",
    }
    await told.act("ana", 46, record_incident, **first, **people)
    await told.act("corina", 45, plan_conference, **_next_week(now))
    await told.act("ana", 44, record_incident, **second, **people)
    await told.act("bogdan", 29, record_incident, **heard, **people)


def _next_week(now: datetime) -> dict[str, Any]:
    return {
        "title": "Weekly case conference",
        "type": ConferenceType.ROUTINE,
        "starts_at": f"{now + timedelta(days=5):%Y-%m-%d}T10:00",
        "time_zone": "Europe/Bucharest",
    }


async def _people(database: Database) -> dict[str, Any]:
    """Of whom it is told, to whom, and by what right."""
    person = table_of(CaseParticipant)
    found = select(person.c.role, person.c.id).where(person.c.case_id == case.CASE)
    async with database.writing() as session, reaching(session, DEMO):
        by_role = {role: ids.encode("participant", key) for role, key in await session.execute(found)}
    audience = AudienceChoice(
        "Safety planning",
        LawfulBasis.VITAL_INTERESTS,
        "They plan for her safety by it.",
        agency_ids=[ids.encode("agency", AGENCIES[key].id) for key in case.TABLE],
    )
    return {
        "case_id": ids.encode("case", case.CASE),
        "victim_id": by_role[ParticipantRole.VICTIM],
        "perpetrator_id": by_role[ParticipantRole.ALLEGED_PERPETRATOR],
        "audience": audience,
        # As many as an installation lets somebody record in an hour.
        "looks_an_hour": 20,
    }
