"""Who oversees a case sees who opened it; nobody else does."""

from typing import Any

from roundtable.access.models import CaseAgency, CaseAgencyState, CaseMember, ConflictDeclaration, MemberFunction
from roundtable.core import ids
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.glass.emergency import broken
from tests.messaging.room import nothing, posted
from tests.record.auditing import OPENINGS, post_of
from tests.streams.record import recorded
from tests.support.table import Client, Table


async def openings(client: Client, case: str) -> list[tuple[str, str, bool]]:
    """Who, of which agency, by glass or not; oldest first."""
    nodes = (await client.ask(OPENINGS, caseId=case)).data["caseOpenings"]["nodes"]
    return [(n["by"]["practitioner"]["fullName"], n["agency"]["name"], n["byGlass"]) for n in nodes[::-1]]


async def test_the_case_s_manager_sees_who_of_all_agencies_opened_it(table: Table) -> None:
    ana, emil, corina = [await table.by(key) for key in ("ana", "emil", "corina")]
    await ana.ask("CasePage", caseId=table.case_id)
    await posted(ana, await table.thread_id())
    await ana.ask("CasePage", caseId=ids.encode("case", story.QUIET_CASE))
    await emil.ask("AssignedTasks")

    assert await openings(corina, table.case_id) == [
        ("Ana", AGENCIES["police"].name, False),
        ("Emil", AGENCIES["hospital"].name, False),
    ]


async def test_whoever_does_not_oversee_the_case_sees_nobody(table: Table) -> None:
    ana, corina = await table.by("ana"), await table.by("corina")
    await ana.ask("CasePage", caseId=table.case_id)

    for key in ("ana", "bogdan", "dalia", "emil", "horia"):
        assert await openings(await table.by(key), table.case_id) == []
    assert await openings(await table.by("corina", post=1), table.case_id) == []
    assert await openings(corina, nothing("case")) == []


async def test_a_conflict_hides_the_openings_with_the_case(table: Table) -> None:
    ana, corina = await table.by("ana"), await table.by("corina")
    await ana.ask("CasePage", caseId=table.case_id)
    now = table.services.clock.now()
    her = PEOPLE["corina"].id
    await table.add(
        ConflictDeclaration(case_id=story.CASE, practitioner_id=her, declared_by=post_of("corina"), declared_at=now)
    )

    assert await openings(corina, table.case_id) == []


async def test_what_was_seen_through_a_glass_stands_apart_from_what_was_not(table: Table) -> None:
    horia, corina = await table.by("horia"), await table.by("corina")
    glass = await broken(horia)

    async with recorded(table) as added:
        await horia.ask("CasePage", caseId=table.case_id)
        await horia.ask("MyCases")

    assert [(e.operation, e.case_ids, e.glass_id, e.purpose) for e in added] == [
        ("CasePage", [story.CASE.hex], ids.decode("glass", glass["id"]), "THREAT_TO_LIFE"),
        ("MyCases", [story.CASE.hex], ids.decode("glass", glass["id"]), "THREAT_TO_LIFE"),
    ]
    assert set(await openings(corina, table.case_id)) == {("Horia", AGENCIES["elsewhere"].name, True)}
    page = (await corina.ask("OpeningsPage", caseId=table.case_id)).data
    assert {opening["glassId"] for opening in page["caseOpenings"]["nodes"] if opening["byGlass"]} == {glass["id"]}
    assert [told["id"] for told in page["brokenGlasses"]["nodes"]] == [glass["id"]]
    assert await openings(horia, table.case_id) == []


async def test_a_glass_that_is_not_looked_through_is_on_no_entry(table: Table) -> None:
    """Who has a seat by now sees the case by it, whatever was broken before."""
    horia = await table.by("horia")
    await broken(horia)
    now = table.services.clock.now()
    seat: dict[str, Any] = {"agency_id": AGENCIES["elsewhere"].id, "state": CaseAgencyState.ACTIVE, "history_from": now}
    own: dict[str, Any] = {
        "membership_id": post_of("horia"),
        "function": MemberFunction.PRACTITIONER,
        "assumed_at": now,
    }
    await table.add(CaseAgency(case_id=story.CASE, **seat))
    await table.add(CaseMember(case_id=story.CASE, **own))

    async with recorded(table) as added:
        await horia.ask("CasePage", caseId=table.case_id)

    assert [(e.operation, e.glass_id, e.purpose) for e in added] == [("CasePage", None, None)]
