"""Who the people of the demo's cases are: invented, so that an emergency or an involvement check finds them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from roundtable.cases.commands import record_identity
from roundtable.cases.models import CaseParticipant
from roundtable.core import ids
from roundtable.core.db import Database
from roundtable.core.standing import DEMO, reaching
from roundtable.core.tables import table_of
from roundtable.core.vault import Vault
from roundtable.demo.case import CASE, QUIET_CASE
from roundtable.demo.telling import Telling

HINT = "To be found in an emergency or an involvement check: Mara, born on 12 April 1990; the case CJ-7K4M-2QX8."
_WHO: dict[tuple[UUID, str], dict[str, Any]] = {
    (CASE, "M."): {"full_name": "Mara", "date_of_birth": date(1990, 4, 12), "national_id": "DEMO-0001"},
    (CASE, "V."): {"full_name": "Viorel", "date_of_birth": date(1986, 9, 30), "national_id": "DEMO-0002"},
    (CASE, "Elder child, 9"): {"full_name": "Teo", "date_of_birth": date(2017, 5, 2)},
    (CASE, "Younger child, 4"): {"full_name": "Ina", "date_of_birth": date(2022, 3, 14)},
    (QUIET_CASE, "R."): {"full_name": "Rodica", "date_of_birth": date(1979, 1, 25), "national_id": "DEMO-0003"},
}


async def identify(database: Database, vault: Vault, now: datetime) -> None:
    """Record them all, as Corina would."""
    person = table_of(CaseParticipant)
    async with database.writing() as session, reaching(session, DEMO):
        people = (await session.execute(select(person.c.id, person.c.case_id, person.c.label))).all()
    told, given = Telling(database, now), {"vault": vault, "looks_an_hour": len(_WHO)}
    for key, case_id, label in people:
        who = {"participant_id": ids.encode("participant", key), **_WHO[case_id, label]}
        await told.act("corina", 0, record_identity, **given, **who)
