"""Who oversees a case sees who opened it; nobody else does."""

from roundtable.access.models import ConflictDeclaration
from roundtable.core import ids
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.messaging.room import nothing, posted
from tests.record.auditing import OPENINGS, post_of
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
