"""Reviewing a glass that another broke."""

from typing import Any

import pytest

from roundtable.agencies.models import Membership
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.glass.emergency import REFERENCE, act, bring_who_are_told, broken, conflict, listed, move, open_glasses, sees
from tests.messaging.room import left_behind, nothing, refusals
from tests.support.table import Client, Table

Refusals = list[tuple[str, list[str]]]
_FORBIDDEN: Refusals = [("FORBIDDEN", [])]
_WRONG_STATUS: Refusals = [("WRONG_STATUS", [])]


async def review(client: Client, glass: str, verdict: str = "JUSTIFIED", findings: str = "It was urgent.") -> Any:
    return await client.act("ReviewGlass", glassId=glass, verdict=verdict, findings=findings)


@pytest.mark.parametrize("key", ["corina", "felicia"])
async def test_the_case_s_manager_and_the_supervisor_of_who_broke_it_review_it(table: Table, key: str) -> None:
    await bring_who_are_told(table)
    glass, reviewer = await broken(await table.by("horia")), await table.by(key)
    assert [told["reviewable"] for told in await listed(reviewer, reviewed=False)] == [True]

    async with left_behind(table) as added:
        payload = await review(reviewer, glass["id"], "FOLLOW_UP", " Ask the\r\nstation. ")

    assert payload["problems"] == []
    reviewed = payload["glass"]
    assert (reviewed["verdict"], reviewed["findings"]) == ("FOLLOW_UP", "Ask the\nstation.")
    assert (reviewed["reviewedBy"]["id"], reviewed["reviewable"]) == (table.membership_id(key), False)
    # To who broke it and the four who are told; and to the table and who has a task, who may see it no longer.
    assert (added["fact"], added["stream_entry"]) == (7, 7)
    assert [told["id"] for told in await listed(reviewer, reviewed=True)] == [glass["id"]]
    assert await listed(reviewer, reviewed=False) == []


async def test_a_justified_one_lasts_on(table: Table) -> None:
    horia, corina = await table.by("horia"), await table.by("corina")
    glass = await broken(horia)

    payload = await review(corina, glass["id"])

    assert (payload["glass"]["open"], payload["glass"]["closedAt"]) == (True, None)
    assert await sees(horia)


async def test_one_that_was_not_justified_ends_at_once_and_cannot_be_broken_again_by_the_same_post(
    table: Table,
) -> None:
    horia, corina = await table.by("horia"), await table.by("corina")
    glass = await broken(horia)

    payload = await review(corina, glass["id"], "NOT_JUSTIFIED", "It was his neighbour.")

    assert payload["glass"]["open"] is False
    assert not await sees(horia)
    assert await open_glasses(horia) == []
    async with left_behind(table) as added:
        assert refusals(await act(horia)) == [("WRONG_STATUS", ["reference"])]
    # That she looked is counted, as for whoever looks.
    assert added == {"glass_attempt": 1, "performed": 1}
    assert (await broken(await table.by("felicia")))["caseReference"] == REFERENCE


async def test_one_that_was_justified_may_be_broken_again_once_it_is_over(table: Table) -> None:
    horia, corina = await table.by("horia"), await table.by("corina")
    glass = await broken(horia)
    await horia.act("CloseGlass", glassId=glass["id"])
    await review(corina, glass["id"])

    assert (await broken(horia))["id"] != glass["id"]


async def test_it_is_reviewed_once(table: Table) -> None:
    await bring_who_are_told(table)
    glass = await broken(await table.by("horia"))
    await review(await table.by("felicia"), glass["id"])

    async with left_behind(table) as added:
        again = [await review(await table.by(key), glass["id"], "NOT_JUSTIFIED") for key in ("felicia", "corina")]

    assert ([refusals(payload) for payload in again], added) == ([_WRONG_STATUS] * 2, {})


async def test_auditors_see_it_and_do_not_review_it(table: Table) -> None:
    await bring_who_are_told(table)
    glass = await broken(await table.by("horia"))

    async with left_behind(table) as added:
        for key in ("gelu", "jana"):
            auditor = await table.by(key)
            assert [told["reviewable"] for told in await listed(auditor)] == [False]
            assert refusals(await review(auditor, glass["id"])) == _FORBIDDEN

    assert added == {}


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.CASE_MANAGER])
async def test_nobody_reviews_their_own(table: Table, role: Role) -> None:
    await move(table, "horia", "elsewhere", role)
    horia = await table.by("horia")
    glass = await broken(horia)

    assert glass["reviewable"] is False
    assert await listed(horia) == []
    assert refusals(await review(horia, glass["id"])) == _FORBIDDEN


async def test_nobody_reviews_themselves_by_another_post(table: Table) -> None:
    post = Membership(
        practitioner_id=PEOPLE["horia"].id,
        agency_id=AGENCIES["social"].id,
        role=Role.CASE_MANAGER,
        starts_at=table.services.clock.now(),
    )
    await table.add(post)
    horia = await table.by("horia")
    glass = await broken(horia)
    await horia.act("SwitchMembership", membershipId=ids.encode("membership", post.id))

    assert [told["reviewable"] for told in await listed(horia)] == [False]
    assert refusals(await review(horia, glass["id"])) == _FORBIDDEN


async def test_who_manages_cases_elsewhere_cannot_tell_that_it_exists(table: Table) -> None:
    await move(table, "felicia", "hospital", Role.CASE_MANAGER)
    glass, felicia = await broken(await table.by("horia")), await table.by("felicia")

    async with left_behind(table) as added:
        there, not_there = [await review(felicia, key) for key in (glass["id"], nothing("glass"))]

    assert (refusals(there), added) == ([("NOT_FOUND", ["glassId"])], {})
    assert there == not_there


async def test_a_conflict_keeps_it_from_who_would_review_it(table: Table) -> None:
    await bring_who_are_told(table)
    glass = await broken(await table.by("horia"))
    await conflict(table, person="felicia")

    assert refusals(await review(await table.by("felicia"), glass["id"])) == [("NOT_FOUND", ["glassId"])]


@pytest.mark.parametrize(
    ("findings", "code"), [(" ", "REQUIRED"), ("x" * 2_001, "TOO_LONG"), ("\u202e", "CONTROL_CHARACTERS")]
)
async def test_a_review_says_what_it_found(table: Table, findings: str, code: str) -> None:
    glass, corina = await broken(await table.by("horia")), await table.by("corina")

    async with left_behind(table) as added:
        assert refusals(await review(corina, glass["id"], findings=findings)) == [(code, ["findings"])]

    assert added == {}
    assert [told["reviewedAt"] for told in await listed(corina)] == [None]
