"""An agency gets a service account, by whose post a client of the identity provider acts."""

from typing import Any

import pytest

from roundtable.core import ids
from roundtable.demo.cast import NGO_SCRIPT
from tests.administration.office import admin_of, done, in_days, logins, no_other_role_may, platform, posts, refused
from tests.administration.office import resting as rests
from tests.messaging.room import left_behind, nothing
from tests.support.table import Table


def _given(table: Table, agency: str = "police", **more: Any) -> dict[str, Any]:
    return {"name": "Task list", "agencyId": table.agency_id(agency), "clientId": "tasks", **more}


@pytest.mark.parametrize("who", [platform, admin_of])
async def test_an_agency_gets_a_service_account_with_its_client(table: Table, who: Any) -> None:
    client = await who(table)

    async with left_behind(table) as added:
        post = await done(client, "AddServiceAccount", **_given(table, name=" Task list", subject="service-7"))

    assert (post["practitioner"], post["role"], post["agency"]["id"]) == (
        None,
        "SERVICE_ACCOUNT",
        table.agency_id("police"),
    )
    assert (added["service_account"], added["membership"], added["service_binding"], added["fact"]) == (1, 1, 1, 1)
    shown = next(each for each in await posts(client, table) if each["membership"]["id"] == post["id"])
    ((login,), issuer) = shown["logins"], table.services.terms.issuer
    assert shown["holder"] == "Task list"
    assert (login["issuer"], login["subject"], login["clientId"]) == (issuer, "service-7", "tasks")


async def test_a_client_acts_for_one_agency_until_it_is_withdrawn(table: Table) -> None:
    horia, script = await platform(table), await table.by_script()
    given = _given(table, clientId=NGO_SCRIPT.client_id)
    assert await refused(table, horia, "AddServiceAccount", **given) == [("ALREADY_THERE", ["clientId"])]

    (old,) = [each for each in await posts(horia, table, "ngo") if each["holder"] == NGO_SCRIPT.name]
    await done(horia, "WithdrawLogin", loginId=old["logins"][0]["id"])
    post = await done(horia, "AddServiceAccount", **given)

    # The very token that it has now stands for its new post.
    assert (await script.ask("Viewer")).data["viewer"]["membership"]["id"] == post["id"]


async def test_the_same_name_at_the_agency_is_there_already(table: Table) -> None:
    given = _given(table, "ngo", name=NGO_SCRIPT.name)
    assert await refused(table, await platform(table), "AddServiceAccount", **given) == [("ALREADY_THERE", ["name"])]


async def test_an_agency_s_administrator_adds_none_elsewhere(table: Table) -> None:
    refusal = await refused(table, await admin_of(table), "AddServiceAccount", **_given(table, "ngo"))
    assert refusal == [("FORBIDDEN", ["agencyId"])]


async def test_nobody_else_adds_one(table: Table) -> None:
    await no_other_role_may(table, "AddServiceAccount", **_given(table))


async def test_bad_input_has_its_codes(table: Table) -> None:
    horia = await platform(table)
    await rests(table, "ngo")
    wrong: list[tuple[dict[str, Any], str, str]] = [
        (_given(table, name=""), "REQUIRED", "name"),
        (_given(table, name="x" * 201), "TOO_LONG", "name"),
        (_given(table, clientId=" "), "REQUIRED", "clientId"),
        (_given(table, clientId="x" * 256), "TOO_LONG", "clientId"),
        (_given(table, subject="s\x00"), "CONTROL_CHARACTERS", "subject"),
        (_given(table, agencyId=nothing("agency")), "NOT_FOUND", "agencyId"),
        (_given(table, agencyId=ids.encode("membership", NGO_SCRIPT.post.id)), "INVALID_ID", "agencyId"),
        (_given(table, "ngo"), "WRONG_STATUS", "agencyId"),
    ]
    for given, code, path in wrong:
        assert await refused(table, horia, "AddServiceAccount", **given) == [(code, [path])]
    await done(horia, "AddServiceAccount", **_given(table, startsAt=in_days(table, 3)))
    assert len(await logins(horia, table, "ana")) == 1
