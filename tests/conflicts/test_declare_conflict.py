"""Declaring a conflict of interest: one's own, a colleague's, an agency's."""

import asyncio
from typing import Any

import pytest

from roundtable.core.actor import Role
from tests.conflicts.room import declared, finds, listed, own, who_find
from tests.consents.room import break_glass
from tests.messaging.room import SCRIPT_POST, left_behind, nothing, refusals
from tests.seats.chairs import colleague, conflicted, in_role
from tests.support.table import Client, Table
from tests.tasks.desk import COURT, MEDICAL, assigned, shown, titles

GONE: list[tuple[str, list[str]]] = [("NOT_FOUND", [])]


async def _refused(table: Table, client: Client, **given: Any) -> list[tuple[str, list[str]]]:
    async with left_behind(table) as added:
        payload = await client.act(
            "DeclareConflict", **{"caseId": table.case_id, "reason": "They are related."} | given
        )
    assert (payload["case"], payload["conflict"]) == (None, None)
    assert added == {}
    return refusals(payload)


async def test_who_declares_their_own_finds_the_case_no_more(table: Table) -> None:
    ana = await table.by("ana")

    async with left_behind(table) as added:
        await own(ana, table)

    assert await who_find(table) == ["bogdan", "corina", "dalia"]
    (conflict,) = await listed(await table.by("corina"), table)
    assert (conflict["practitioner"]["fullName"], conflict["agency"], conflict["stands"]) == ("Ana", None, True)
    assert (conflict["reason"], conflict["declaredBy"]["id"]) == ("She is my sister.", table.membership_id("ana"))
    # Told is who manages it, and nobody of Ana's: a word of it would tell that there is a case. The table and who has a
    # task hear that who sees something has changed.
    assert added == {"conflict_declaration": 1, "fact": 3, "stream_entry": 4, "performed": 1}


async def test_a_practitioner_on_the_case_declares_their_own(table: Table) -> None:
    await own(await table.by("bogdan"), table)

    assert await who_find(table) == ["ana", "corina", "dalia"]


async def test_it_is_a_person_s_whichever_post_they_act_by(table: Table) -> None:
    corina, volunteer = await table.by("corina"), await table.by("corina", post=1)
    await assigned(await table.by("ana"), table, await table.thread_id(), "legal", title="Advise her")
    assert await titles(volunteer) == ["Advise her"]

    await own(corina, table)

    assert not await finds(corina, table)
    assert await titles(volunteer) == []


async def test_who_looks_through_a_glass_declares_their_own_and_sees_no_more(table: Table) -> None:
    await break_glass(table, "horia")
    horia = await table.by("horia")
    assert await finds(horia, table)

    await own(horia, table)

    assert not await finds(horia, table)


async def test_a_supervisor_declares_a_colleague_s(table: Table) -> None:
    dalia = await in_role(table, "dalia", Role.SUPERVISOR)
    horia = await colleague(table, "dalia", Role.CONTACT_POINT)
    assert await finds(horia, table)

    conflict = await declared(dalia, table, membershipId=table.membership_id("horia"))

    assert (conflict["practitioner"]["fullName"], conflict["declaredBy"]["id"]) == (
        "Horia",
        table.membership_id("dalia"),
    )
    assert await who_find(table) == ["ana", "bogdan", "corina", "dalia"]


async def test_a_supervisor_declares_the_whole_agency_s_and_is_out_as_well(table: Table) -> None:
    dalia = await in_role(table, "dalia", Role.SUPERVISOR)

    payload = await dalia.act(
        "DeclareConflict", caseId=table.case_id, reason="We house him too.", agencyId=table.agency_id("ngo")
    )

    assert (refusals(payload), payload["case"], payload["conflict"]) == (GONE, None, None)
    assert await who_find(table) == ["ana", "bogdan", "corina"]
    (conflict,) = await listed(await table.by("corina"), table)
    assert (conflict["practitioner"], conflict["agency"]["name"]) == (None, "Casa Speranței")


async def test_the_case_s_manager_declares_that_of_any_agency_or_post_near_it(table: Table) -> None:
    corina = await table.by("corina")

    person = await declared(corina, table, membershipId=table.membership_id("dalia"))
    agency = await declared(corina, table, agencyId=table.agency_id("forensic"))

    assert (person["practitioner"]["fullName"], agency["agency"]["id"]) == ("Dalia", table.agency_id("forensic"))
    assert await who_find(table) == ["ana", "corina"]


async def test_an_agency_that_has_only_a_task_loses_it(table: Table) -> None:
    corina, emil, task = await table.by("corina"), await table.by("emil"), await table.task_id(MEDICAL)
    assert await shown(emil, task) is not None

    await declared(corina, table, agencyId=table.agency_id("hospital"))

    assert await shown(emil, task) is None
    assert await titles(emil) == []


async def test_open_tasks_and_conversations_stay_for_the_others(table: Table) -> None:
    corina, ana = await table.by("corina"), await table.by("ana")
    task, thread = await table.task_id(COURT), await table.thread_id()
    before = await shown(ana, task)
    assert before and before["case"].pop("eventsCursor")

    async with left_behind(table) as added:
        await declared(corina, table, agencyId=table.agency_id("ngo"))

    after = await shown(ana, task)
    assert after and after["case"].pop("eventsCursor")
    # Who can see it has changed, and that alone: who writes about it is told so.
    assert after["audience"].pop("version") != before["audience"].pop("version")
    gone = [post for post in before["audience"].pop("seenBy") if post not in after["audience"]["seenBy"]]
    assert {post["agency"]["id"] for post in gone} == {table.agency_id("ngo")}
    assert after["audience"].pop("seenBy")
    assert after == before
    assert before["status"] == "REQUESTED"
    assert (await ana.ask("ThreadPage", threadId=thread)).data["thread"]["closedAt"] is None
    assert added == {"conflict_declaration": 1, "fact": 3, "stream_entry": 4, "performed": 1}


async def test_a_post_that_does_not_manage_conflicts_declares_nobody_else_s_and_nothing_is_recorded(
    table: Table,
) -> None:
    ana = await table.by("ana")
    parties = [
        {"agencyId": table.agency_id("police")},
        {"agencyId": table.agency_id("ngo")},
        {"membershipId": table.membership_id("dalia")},
        {"membershipId": nothing("membership")},
    ]

    for party in parties:
        assert await _refused(table, ana, **party) == [("FORBIDDEN", [])]


@pytest.mark.parametrize("stands", [False, True])
async def test_a_party_that_is_not_one_s_to_name_answers_as_an_unknown_one_whether_a_conflict_stands_or_not(
    table: Table, stands: bool
) -> None:
    dalia, corina = await in_role(table, "dalia", Role.SUPERVISOR), await table.by("corina")
    if stands:
        for agency, person in (("police", "ana"), ("elsewhere", "horia")):
            await conflicted(table, agency=agency)
            await conflicted(table, person=person)
    # Dalia's agency does not lead the case; Horia's is not near it; a script is nobody.
    of_others = [table.agency_id(key) for key in ("police", "elsewhere")] + [nothing("agency")]
    for client, agencies in ((dalia, of_others), (corina, of_others[1:])):
        for agency in agencies:
            assert await _refused(table, client, agencyId=agency) == [("NOT_FOUND", ["agencyId"])]
    elsewhere = [table.membership_id("ana"), table.membership_id("horia"), SCRIPT_POST, nothing("membership")]
    for client, posts in ((dalia, elsewhere), (corina, elsewhere[1:])):
        for post in posts:
            assert await _refused(table, client, membershipId=post) == [("NOT_FOUND", ["membershipId"])]


async def test_one_that_stands_is_not_declared_again(table: Table) -> None:
    corina = await table.by("corina")
    parties = [{"membershipId": table.membership_id("dalia")}, {"agencyId": table.agency_id("ngo")}]
    for party in parties:
        await declared(corina, table, **party)

    for party in parties:
        assert await _refused(table, corina, **party) == [("WRONG_STATUS", [])]


async def test_of_two_who_declare_it_at_once_one_does(table: Table) -> None:
    corina = await table.by("corina")
    given = {"caseId": table.case_id, "reason": "They are related.", "agencyId": table.agency_id("ngo")}

    payloads = await asyncio.gather(*(corina.act("DeclareConflict", **given) for _ in range(2)))

    assert sorted(refusals(payload) for payload in payloads) == [[], [("WRONG_STATUS", [])]]


async def test_wrong_ids_texts_and_two_parties_at_once_are_refused(table: Table) -> None:
    corina = await table.by("corina")
    police, post = table.agency_id("police"), table.membership_id("ana")

    assert await _refused(table, corina, caseId=police) == [("INVALID_ID", ["caseId"])]
    assert await _refused(table, corina, agencyId=post) == [("INVALID_ID", ["agencyId"])]
    assert await _refused(table, corina, membershipId=police) == [("INVALID_ID", ["membershipId"])]
    assert await _refused(table, corina, membershipId=post, agencyId=police) == [("INVALID_ID", ["agencyId"])]
    for text, code in ((" ", "REQUIRED"), ("x" * 501, "TOO_LONG"), ("a\u202eb", "CONTROL_CHARACTERS")):
        assert await _refused(table, corina, reason=text) == [(code, ["reason"])]


async def test_who_does_not_see_the_case_or_sees_it_no_more_cannot_tell_that_it_exists(table: Table) -> None:
    ana = await table.by("ana")
    await own(ana, table)
    outside = [ana, *[await table.by(key) for key in ("emil", "felicia", "gelu", "horia")], await table.by_script()]

    for client in outside:
        there = await _refused(table, client)
        assert there == await _refused(table, client, caseId=nothing("case"))
        assert there == [("NOT_FOUND", ["caseId"])]


async def test_a_glass_lets_nobody_declare_for_others(table: Table) -> None:
    horia = await in_role(table, "horia", Role.SUPERVISOR)
    await break_glass(table, "horia")

    for agency in ("elsewhere", "ngo"):
        assert await _refused(table, horia, agencyId=table.agency_id(agency)) == [("NOT_FOUND", ["agencyId"])]
    for post in ("horia", "dalia"):
        refused = await _refused(table, horia, membershipId=table.membership_id(post))
        assert refused == [("NOT_FOUND", ["membershipId"])]
