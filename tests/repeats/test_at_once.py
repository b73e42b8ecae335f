"""What is found while the item that it goes on is put off is on the next agenda, whichever of the two comes first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from roundtable.access.commands import AudienceChoice
from roundtable.access.models import LawfulBasis
from roundtable.agenda.commands import defer_agenda_item
from roundtable.core import facts
from roundtable.core.sequels import follow, sequels_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.incidents.commands import record_incident
from roundtable.incidents.models import ViolenceType
from tests.cases.people import participant
from tests.conferences.meeting import REFERRAL, Meeting, planned
from tests.repeats.room import here, repeats
from tests.support.table import Table

# Seconds in which another, if nothing held it, would be done.
WAITS = 0.5


@asynccontextmanager
async def begun(table: Table, who: str) -> AsyncIterator[Work]:
    """An act that is done, with what follows from it, when the block ends."""
    services = table.services
    async with services.database.writing() as session:
        work = Work(session, story.actor(who), services.clock.now(), clock=services.clock.now)
        yield work
        await facts.write(session, work.facts)


async def followed(work: Work) -> None:
    await follow(work, sequels_of(work))


async def referred(table: Table) -> tuple[Meeting, Meeting, str]:
    """Two conferences, the case on the first's agenda by people; and an incident of the two before."""
    first, second = await planned(table), await planned(table, startsAt="2027-02-11T10:00")
    given = {"conferenceId": first.id, "caseId": table.case_id, **REFERRAL}
    item: str = (await first.done("corina", "ReferCase", **given))["agendaItem"]["id"]
    await here(table)
    return first, second, item


async def again(work: Work, table: Table, people: dict[str, Any]) -> None:
    """It happened again, by Dalia's record: with what follows from it, and not committed yet."""
    audience = AudienceChoice("Safety planning", LawfulBasis.VITAL_INTERESTS, "They plan for her safety by it.")
    await record_incident(
        work, 20, table.case_id, work.now, [ViolenceType.PHYSICAL], "He hit her.", audience=audience, **people
    )
    await followed(work)


async def people_of(table: Table) -> dict[str, Any]:
    return {"victim_id": await participant(table, "M."), "perpetrator_id": await participant(table, "V.")}


async def where(table: Table) -> list[str | None]:
    """At which conferences what was found is on the agenda."""
    shown = await repeats(await table.by("corina"))
    return [each["agendaItem"] and each["agendaItem"]["conference"]["id"] for each in shown]


async def test_found_before_it_is_put_off_and_committed_after(table: Table) -> None:
    first, second, item = await referred(table)
    people = await people_of(table)
    corina = await table.by("corina")
    async with begun(table, "dalia") as finds:
        await again(finds, table, people)
        given = {"agendaItemId": item, "reason": "Not this time."}
        defers = asyncio.create_task(corina.act("DeferAgendaItem", **given))
        await asyncio.sleep(WAITS)
        assert not defers.done()

    assert (await defers)["problems"] == []
    assert await where(table) == [second.id]
    assert first.id != second.id


@pytest.mark.parametrize("has_looked", [True, False], ids=["after it looked", "before it looks"])
async def test_put_off_and_not_committed_when_it_is_found(table: Table, has_looked: bool) -> None:
    _, second, item = await referred(table)
    people = await people_of(table)

    async def find() -> None:
        async with begun(table, "dalia") as finds:
            await again(finds, table, people)

    async with begun(table, "corina") as defers:
        await defer_agenda_item(defers, item, "Not this time.")
        await defers.flush()
        if has_looked:
            await followed(defers)
        finding = asyncio.create_task(find())
        await asyncio.sleep(WAITS)
        # Who looks later has to wait, on SQLite for the one writer.
        assert finding.done() != (has_looked or table.database.is_sqlite)
        if not has_looked:
            await followed(defers)
    await finding

    assert await where(table) == [second.id]
