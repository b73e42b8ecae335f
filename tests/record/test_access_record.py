"""Auditors see who did what, as far as the own agency goes; of others, that they opened a case; never content."""

from typing import Any

import pytest

from roundtable.access.models import CaseAgency, CaseAgencyState, ConflictDeclaration
from roundtable.cases.models import Case
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.messaging.room import posted
from tests.record.auditing import GELU, auditor, post_of, record_of, told
from tests.streams.record import recorded
from tests.support.table import Table


async def references(table: Table) -> tuple[str, str]:
    """Of the case and of the quiet one."""
    case = table_of(Case)
    async with table.database.reading() as connection:
        rows = (await connection.execute(case.select())).all()
    known = {row.id: row.reference for row in rows}
    return known[story.CASE], known[story.QUIET_CASE]


async def test_an_auditor_sees_what_the_own_agency_s_people_did_to_which_items(table: Table) -> None:
    ana, thread, gelu = await table.by("ana"), await table.thread_id(), await auditor(table, "police")
    case, quiet = await references(table)

    message = (await posted(ana, thread))["id"]
    await ana.ask("ThreadPage", threadId=thread)
    await ana.ask("MyCases")

    entries = await record_of(gelu)
    assert told(entries) == [
        ("WRITE", "postMessage", {case: [message]}),
        ("ANSWER", "PostMessage", {case: [message]}),
        ("READ", "ThreadPage", {case: [thread]}),
        ("READ", "MyCases", {case: [], quiet: []}),
    ]
    assert {entry["by"]["id"] for entry in entries} == {ids.encode("membership", post_of("ana"))}
    page = (await gelu.ask("AccessRecord", caseReference=quiet)).data["accessRecord"]["nodes"]
    assert [(entry["by"]["practitioner"]["fullName"], entry["operation"]) for entry in page] == [
        ("Gelu", "Record"),
        ("Ana", "MyCases"),
    ]
    assert {entry["agency"]["name"] for entry in entries} == {AGENCIES["police"].name}
    assert {(entry["glassId"], entry["purpose"]) for entry in entries} == {(None, None)}


async def test_of_other_agencies_an_auditor_sees_that_they_opened_the_case_and_nothing_more(table: Table) -> None:
    bogdan, thread, gelu = await table.by("bogdan"), await table.thread_id(), await auditor(table, "police")
    case, _ = await references(table)

    await posted(bogdan, thread)
    await bogdan.ask("ThreadPage", threadId=thread)

    entries = await record_of(gelu)
    assert told(entries) == [("READ", None, {case: []})]
    assert entries[0]["by"]["id"] == ids.encode("membership", post_of("bogdan"))


@pytest.mark.parametrize("state", [CaseAgencyState.TASKED, CaseAgencyState.LEFT, CaseAgencyState.INVITED])
async def test_an_agency_that_is_not_active_on_a_case_sees_nobody_else_open_it(
    table: Table, state: CaseAgencyState
) -> None:
    bogdan, gelu, part = await table.by("bogdan"), await auditor(table, "police"), table_of(CaseAgency)
    async with table.database.writing() as session:
        own = part.update().where(part.c.agency_id == AGENCIES["police"].id)
        await session.execute(own.values(state=state))

    await bogdan.ask("CasePage", caseId=table.case_id)

    assert await record_of(gelu) == []


async def test_an_agency_sees_who_opened_a_case_since_it_came_to_it(table: Table) -> None:
    bogdan, gelu, part = await table.by("bogdan"), await auditor(table, "police"), table_of(CaseAgency)
    await bogdan.ask("CasePage", caseId=table.case_id)
    async with table.database.writing() as session:
        own = part.update().where(part.c.agency_id == AGENCIES["police"].id)
        await session.execute(own.values(history_from=table.services.clock.now()))
    await bogdan.ask("MyCases")

    assert len(await record_of(gelu)) == 1


@pytest.mark.parametrize("party", [{"practitioner_id": PEOPLE["gelu"].id}, {"agency_id": AGENCIES["police"].id}])
async def test_a_conflict_hides_the_case_and_what_was_only_about_it(table: Table, party: dict[str, Any]) -> None:
    ana, gelu = await table.by("ana"), await auditor(table, "police")
    case, quiet = await references(table)
    await ana.ask("MyCases")
    await ana.ask("CasePage", caseId=table.case_id)
    now = table.services.clock.now()
    await table.add(ConflictDeclaration(case_id=story.CASE, declared_by=GELU, declared_at=now, **party))

    assert told(await record_of(gelu)) == [("READ", "MyCases", {quiet: []})]
    assert await record_of(gelu, caseReference=case) == []
    assert await record_of(gelu, caseId=table.case_id) == []


async def test_an_auditor_asks_for_a_case_a_post_and_a_time(table: Table) -> None:
    ana, gelu, clock = await table.by("ana"), await auditor(table, "police"), table.services.clock
    case, quiet = await references(table)
    await ana.ask("CasePage", caseId=table.case_id)
    between = clock.now()
    await ana.ask("CasePage", caseId=ids.encode("case", story.QUIET_CASE))
    moment = between.isoformat()

    async def found(**asked: str) -> list[str]:
        return [name for _, _, cases in told(await record_of(gelu, **asked)) for name in cases]

    assert await found(membershipId=ids.encode("membership", post_of("ana"))) == [case, quiet]
    assert await found(membershipId=ids.encode("membership", post_of("bogdan"))) == []
    of_ana = {"membershipId": ids.encode("membership", post_of("ana"))}
    assert await found(caseReference=quiet, **of_ana) == [quiet]
    assert await found(caseId=table.case_id, **of_ana) == [case]
    assert await found(to=moment, **of_ana) == [case]
    assert await found(**{"from": moment}, **of_ana) == [quiet]


async def test_the_record_is_walked_page_by_page(table: Table) -> None:
    ana, gelu = await table.by("ana"), await auditor(table, "police")
    for _ in range(5):
        await ana.ask("CasePage", caseId=table.case_id)
    own = {"membershipId": ids.encode("membership", post_of("ana")), "first": 2}

    seen, after, from_here = list[str](), None, dict[str, Any]()
    for _ in range(3):
        from_here = (await gelu.ask(RECORD_PAGE, after=after, **own)).data["accessRecord"]
        seen += [entry["id"] for entry in from_here["nodes"]]
        after = from_here["pageInfo"]["endCursor"]

    assert (len(seen), len(set(seen)), from_here["pageInfo"]["hasNextPage"]) == (5, 5, False)


async def test_whoever_is_no_auditor_sees_nothing_of_it(table: Table) -> None:
    ana = await table.by("ana")
    await ana.ask("CasePage", caseId=table.case_id)

    async with recorded(table) as added:
        for key in ("ana", "bogdan", "corina", "dalia", "horia"):
            assert await record_of(await table.by(key)) == []
        for role in (Role.AGENCY_ADMIN, Role.ANALYST, Role.SUPERVISOR):
            assert await record_of(await auditor(table, "police", role)) == []

    assert added == []


async def test_what_an_auditor_was_shown_is_on_the_record_too(table: Table) -> None:
    ana, gelu = await table.by("ana"), await auditor(table, "police")
    await ana.ask("CasePage", caseId=table.case_id)

    async with recorded(table) as added:
        await record_of(gelu)

    assert [(entry.membership_id, entry.case_ids) for entry in added] == [(GELU, [story.CASE.hex])]


RECORD_PAGE = """
query Page($membershipId: ID, $first: Int!, $after: String) {
  accessRecord(membershipId: $membershipId, first: $first, after: $after) {
    nodes { id } pageInfo { hasNextPage endCursor }
  }
}
"""
