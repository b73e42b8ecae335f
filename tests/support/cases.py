"""Further cases beside the demo's one, with the same agencies and people at their tables."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from roundtable.access.models import CaseAgency, CaseAgencyState, CaseMember, MemberFunction
from roundtable.cases.models import Case, CaseStatus, RiskLevel
from roundtable.core.db import Database
from roundtable.core.tables import new_id
from roundtable.demo.cast import AGENCIES, PEOPLE

CAST = ("ana", "bogdan", "corina", "dalia")


async def cases(url: str, count: int) -> list[UUID]:
    """So many cases at whose table the agencies of the cast are."""
    database, now, made = Database(url, pool_size=1), datetime.now(UTC) - timedelta(days=1), []
    async with database.writing() as session:
        for number in range(count):
            kept: dict[str, Any] = {"status": CaseStatus.ACTIVE, "risk_level": RiskLevel.HIGH, "opened_at": now}
            case = Case(id=new_id(), reference=f"SO-{number:08X}", **kept)
            session.add(case)
            await session.flush()
            for agency in ("social", "police", "forensic", "ngo"):
                seat: dict[str, Any] = {
                    "agency_id": AGENCIES[agency].id,
                    "state": CaseAgencyState.ACTIVE,
                    "history_from": now,
                }
                session.add(CaseAgency(case_id=case.id, lead=agency == "social", **seat))
            for key in CAST:
                post, function = PEOPLE[key].posts[0].id, MemberFunction.PRACTITIONER
                session.add(CaseMember(case_id=case.id, membership_id=post, function=function, assumed_at=now))
            made.append(case.id)
    await database.close()
    return made
