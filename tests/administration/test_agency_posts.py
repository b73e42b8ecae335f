"""The posts of an agency with their holders' logins, for administrators alone."""

from typing import Any

import pytest

from roundtable.core.actor import Role
from roundtable.demo.cast import NGO_SCRIPT, PEOPLE
from tests.administration.office import ADMINISTER, admin_of, done, platform, posts, practitioner
from tests.messaging.room import nothing
from tests.record.auditing import auditor
from tests.streams.record import recorded, whole_record
from tests.support.table import Table


def _shown(found: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(post["holder"], [login["subject"] for login in post["logins"]]) for post in found]


@pytest.mark.parametrize("who", [platform, admin_of])
async def test_posts_are_listed_by_who_holds_them_with_their_logins(table: Table, who: Any) -> None:
    client = await who(table)
    await done(client, "InviteLogin", practitionerId=practitioner("ana"), subject="a-2")

    found = await posts(client, table)

    assert _shown(found)[0] == ("Ana", ["ana", "a-2"])
    assert found[0]["membership"]["id"] == table.membership_id("ana")
    assert [post["holder"] for post in found] == (["Ana", "Gelu"] if who is admin_of else ["Ana"])


async def test_a_script_enters_as_its_client(table: Table) -> None:
    found = await posts(await platform(table), table, "ngo")

    assert _shown(found) == [(NGO_SCRIPT.name, [NGO_SCRIPT.client_id]), ("Dalia", ["dalia"])]
    assert found[0]["logins"][0]["clientId"] == NGO_SCRIPT.client_id


async def test_who_is_at_two_agencies_is_shown_at_both_with_the_same_logins(table: Table) -> None:
    for agency in ("social", "legal"):
        assert ("Corina", ["corina"]) in _shown(await posts(await admin_of(table, agency), table, agency))


async def test_they_are_asked_for_by_whether_they_have_ended(table: Table) -> None:
    gelu = await admin_of(table)
    await done(gelu, "EndPost", membershipId=table.membership_id("ana"))

    ended, unended = await posts(gelu, table, ended=True), await posts(gelu, table, ended=False)

    # How those enter who are at an agency no more is not for it to know.
    assert (_shown(ended), _shown(unended)) == ([("Ana", [])], [("Gelu", ["gelu"])])
    assert len(await posts(gelu, table)) == 2


async def test_they_are_walked_page_by_page(table: Table) -> None:
    horia = await platform(table)
    for name in ("Zoe", "Bela", "Bela", "Maria"):
        given = {"fullName": name, "agencyId": table.agency_id("police"), "role": "PRACTITIONER"}
        await done(horia, "AddPractitioner", **given, namesake=True)

    names, after, more = list[str](), None, True
    while more:
        asked = {"agencyId": table.agency_id("police"), "first": 2, "after": after}
        page = (await horia.ask("AgencyPosts", **asked)).data["agencyPosts"]
        names += [post["holder"] for post in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert names == ["Ana", "Bela", "Bela", "Maria", "Zoe"]


async def test_everybody_else_is_shown_none(table: Table) -> None:
    assert await posts(await admin_of(table, "ngo"), table, "police") == []
    assert await posts(await table.by_script(), table, "ngo") == []
    for role in sorted(set(Role) - ADMINISTER - {Role.SERVICE_ACCOUNT}):
        assert await posts(await auditor(table, "police", role), table) == [], role
    stranger = await table.stranger().ask("AgencyPosts", agencyId=table.agency_id("police"))
    assert (stranger.status, stranger.codes) == (401, ["UNAUTHENTICATED"])


async def test_who_looks_is_on_the_record(table: Table) -> None:
    gelu = await admin_of(table)

    async with recorded(table) as added:
        await posts(gelu, table)

    police = table.agency_id("police").partition("_")[2]
    assert [(entry.operation, entry.membership_id, entry.items) for entry in added] == [
        ("AgencyPosts", PEOPLE["gelu"].posts[0].id, {police: []})
    ]
    async with recorded(table) as nothing_shown:
        await posts(gelu, table, "ngo")
    assert nothing_shown == []
    assert len(await whole_record(table)) == 1


async def test_bad_arguments_are_refused(table: Table) -> None:
    horia = await platform(table)

    assert (await horia.ask("AgencyPosts", agencyId="police")).codes == ["INVALID_ID"]
    assert (await horia.ask("AgencyPosts", agencyId=nothing("agency"))).data["agencyPosts"]["nodes"] == []
    police = table.agency_id("police")
    assert (await horia.ask("AgencyPosts", agencyId=police, first=101)).codes == ["INVALID_PAGE_SIZE"]
    assert (await horia.ask("AgencyPosts", agencyId=police, after="forged")).codes == ["INVALID_CURSOR"]
