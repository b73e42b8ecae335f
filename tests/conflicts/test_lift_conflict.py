"""Lifting a conflict of interest."""

from typing import Any

from roundtable.core.actor import Role
from tests.conflicts.room import declared, finds, listed, own, who_find
from tests.consents.room import break_glass
from tests.messaging.room import left_behind, nothing, refusals
from tests.seats.chairs import colleague, in_role
from tests.support.table import Client, Table
from tests.tasks.desk import assigned


async def _refused(table: Table, client: Client, conflict: str, **more: Any) -> list[tuple[str, list[str]]]:
    async with left_behind(table) as added:
        payload = await client.act("LiftConflict", **{"conflictId": conflict, "reason": "A namesake."} | more)
    assert payload["conflict"] is None
    assert added == {}
    return refusals(payload)


async def test_the_case_is_there_again_for_whom_it_was_about_and_the_conflict_stays_on_record(table: Table) -> None:
    ana, corina = await table.by("ana"), await table.by("corina")
    await own(ana, table)
    (conflict,) = await listed(corina, table)

    async with left_behind(table) as added:
        payload = await corina.act("LiftConflict", conflictId=conflict["id"], reason=" A namesake. ")

    assert payload["problems"] == []
    after = payload["conflict"]
    assert (after["stands"], after["liftedBy"]["id"]) == (False, table.membership_id("corina"))
    assert (after["liftingReason"], after["reason"]) == ("A namesake.", "She is my sister.")
    assert await listed(corina, table) == [after]
    assert await finds(ana, table)
    # Corina is told, who manages it, and Ana, who sees the case again; the table and who has a task that one does.
    assert added == {"fact": 4, "stream_entry": 6, "performed": 1}


async def test_an_agency_s_is_lifted_for_all_of_it(table: Table) -> None:
    corina = await table.by("corina")
    conflict = await declared(corina, table, agencyId=table.agency_id("ngo"))
    assert await who_find(table) == ["ana", "bogdan", "corina"]

    await corina.act("LiftConflict", conflictId=conflict["id"], reason="He has moved out.")

    assert await who_find(table) == ["ana", "bogdan", "corina", "dalia"]


async def test_a_supervisor_lifts_a_colleague_s(table: Table) -> None:
    dalia, horia = await in_role(table, "dalia", Role.SUPERVISOR), await colleague(table, "dalia", Role.CONTACT_POINT)
    await own(horia, table)
    (conflict,) = await listed(dalia, table)

    payload = await dalia.act("LiftConflict", conflictId=conflict["id"], reason="A namesake.")

    assert payload["problems"] == []
    assert await finds(horia, table)


async def test_that_of_the_agency_that_leads_is_lifted_by_another_at_the_table(table: Table) -> None:
    corina, ana = await table.by("corina"), await in_role(table, "ana", Role.SUPERVISOR)
    about = {"agencyId": table.agency_id("social"), "reason": "He is our director."}
    await corina.act("DeclareConflict", caseId=table.case_id, **about)
    assert not await finds(corina, table)
    (conflict,) = await listed(ana, table)

    payload = await ana.act("LiftConflict", conflictId=conflict["id"], reason="He has left us.")

    assert payload["problems"] == []
    assert await finds(corina, table)


async def test_once_lifted_it_can_be_declared_again_but_not_lifted_again(table: Table) -> None:
    corina, dalia = await table.by("corina"), table.membership_id("dalia")
    conflict = (await declared(corina, table, membershipId=dalia))["id"]
    await corina.act("LiftConflict", conflictId=conflict, reason="A namesake.")

    assert await _refused(table, corina, conflict) == [("WRONG_STATUS", [])]

    await declared(corina, table, membershipId=dalia)
    assert [each["stands"] for each in await listed(corina, table)] == [True, False]


async def test_nobody_lifts_their_own(table: Table) -> None:
    corina, gelu = await table.by("corina"), await table.by("gelu")
    await own(corina, table)
    manager = await colleague(table, "corina", Role.SUPERVISOR)
    (conflict,) = await listed(manager, table)

    # To her there is neither a conflict nor a case, as for Gelu.
    for client in (corina, gelu):
        assert await _refused(table, client, conflict["id"]) == [("NOT_FOUND", ["conflictId"])]


async def test_nobody_lifts_that_of_an_agency_where_they_have_a_post_too(table: Table) -> None:
    corina = await table.by("corina")
    await assigned(corina, table, await table.thread_id(), "legal")
    conflict = await declared(corina, table, agencyId=table.agency_id("legal"))

    assert await _refused(table, corina, conflict["id"]) == [("FORBIDDEN", [])]

    manager = await colleague(table, "corina", Role.SUPERVISOR)
    assert (await manager.act("LiftConflict", conflictId=conflict["id"], reason="It is over."))["problems"] == []


async def test_wrong_ids_and_texts_are_refused(table: Table) -> None:
    corina = await table.by("corina")
    conflict = (await declared(corina, table, agencyId=table.agency_id("ngo")))["id"]

    for wrong in (table.case_id, "conflict", ""):
        assert await _refused(table, corina, wrong) == [("INVALID_ID", ["conflictId"])]
    for text, code in ((" ", "REQUIRED"), ("x" * 501, "TOO_LONG"), ("a\u202eb", "CONTROL_CHARACTERS")):
        assert await _refused(table, corina, conflict, reason=text) == [(code, ["reason"])]


async def test_who_does_not_manage_it_cannot_tell_that_it_exists_and_nothing_is_recorded(table: Table) -> None:
    corina = await table.by("corina")
    conflict = (await declared(corina, table, membershipId=table.membership_id("bogdan")))["id"]
    await break_glass(table, "horia")
    supervisors = [await in_role(table, key, Role.SUPERVISOR) for key in ("dalia", "horia")]
    others = [await table.by(key) for key in ("ana", "bogdan", "emil", "felicia", "gelu")]

    for client in [*supervisors, *others, await table.by_script()]:
        there = await _refused(table, client, conflict)
        assert there == await _refused(table, client, nothing("conflict"))
        assert there == [("NOT_FOUND", ["conflictId"])]
