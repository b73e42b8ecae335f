"""A login is withdrawn: its sessions and streams end at once, and nobody enters by it any more."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from roundtable.core.actor import Role
from roundtable.demo.cast import NGO_SCRIPT
from roundtable.identity import commands as identity
from roundtable.identity import queries
from roundtable.identity.commands import SignedIn
from tests.administration.office import (
    ADMINISTER,
    RESERVED,
    admin_of,
    done,
    in_days,
    logins,
    platform,
    posts,
    practitioner,
    refused,
)
from tests.messaging.room import nothing, posted
from tests.record.auditing import auditor
from tests.seats.chairs import in_role
from tests.streams.test_ended_rights import CASE, MINE
from tests.streams.wire import SOON, Wire, case_cursor, own_cursor
from tests.support.table import Table

GONE = [("NOT_FOUND", ["loginId"])]


async def _login(table: Table, key: str = "ana") -> str:
    (login,) = await logins(await platform(table), table, key)
    return login


@pytest.mark.parametrize("who", [platform, admin_of])
async def test_all_that_was_entered_by_it_ends_and_nobody_enters_by_it(table: Table, who: Any) -> None:
    here, there, login = await table.by("ana"), await table.by("ana"), await _login(table)
    client = await who(table)

    withdrawn = await done(client, "WithdrawLogin", loginId=login)

    assert (withdrawn["id"], withdrawn["withdrawnAt"] < in_days(table, 0)) == (login, True)
    for ana in (here, there):
        assert (await ana.ask("Viewer")).codes == ["UNAUTHENTICATED"]
    with pytest.raises(AssertionError):
        await table.by("ana")
    assert await refused(table, client, "WithdrawLogin", loginId=login) == [("WRONG_STATUS", ["loginId"])]


async def test_what_was_entered_by_another_stays(table: Table) -> None:
    horia, login = await platform(table), await _login(table)
    other = await done(horia, "InviteLogin", practitionerId=practitioner("ana"), subject="a-1")
    ana = await table.by("ana")

    await done(horia, "WithdrawLogin", loginId=other["id"])
    assert (await ana.ask("Viewer")).status == 200

    # A subject that was withdrawn may be invited again; what had ended does not come back.
    await done(horia, "WithdrawLogin", loginId=login)
    await done(horia, "InviteLogin", practitionerId=practitioner("ana"), subject="ana")
    assert (await ana.ask("Viewer")).codes == ["UNAUTHENTICATED"]
    assert (await (await table.by("ana")).ask("Viewer")).status == 200


async def test_streams_end_and_bring_nothing_of_what_came_after(wire: Wire) -> None:
    table = wire.table
    horia, ana, bogdan = await platform(table), await table.by("ana"), await table.by("bogdan")
    (login,) = await logins(horia, table, "bogdan")
    async with (
        wire.listening(bogdan, CASE, id=table.case_id, after=await case_cursor(bogdan, table)) as of_case,
        wire.listening(bogdan, MINE, after=await own_cursor(bogdan)) as own,
    ):
        await done(horia, "WithdrawLogin", loginId=login)
        await posted(ana, await table.thread_id(), "when he may no more")
        for stream in (of_case, own):
            codes, before, seconds = await stream.end()
            assert (codes, before, seconds < SOON) == (["ACCESS_ENDED"], [], True)


async def test_a_script_s_token_and_stream_end_with_its_client(wire: Wire) -> None:
    table = wire.table
    gelu, script = await admin_of(table, "ngo"), await table.by_script()
    (post,) = [each for each in await posts(gelu, table, "ngo") if each["holder"] == NGO_SCRIPT.name]
    async with wire.listening(script, MINE, after=await own_cursor(script)) as stream:
        withdrawn = await done(gelu, "WithdrawLogin", loginId=post["logins"][0]["id"])
        codes, before, seconds = await stream.end()

    assert (withdrawn["clientId"], withdrawn["withdrawnAt"] is not None) == (NGO_SCRIPT.client_id, True)
    assert (codes, before, seconds < SOON) == (["ACCESS_ENDED"], [], True)
    assert (await script.ask("Viewer")).codes == ["UNAUTHENTICATED"]


async def test_an_agency_s_administrator_withdraws_none_that_leads_elsewhere_or_to_a_reserved_post(
    table: Table,
) -> None:
    corina, ana = await _login(table, "corina"), await _login(table)
    denied = [("FORBIDDEN", ["loginId"])]

    of_legal_aid = await admin_of(table, "legal")
    assert await refused(table, of_legal_aid, "WithdrawLogin", loginId=corina) == denied
    assert await refused(table, of_legal_aid, "WithdrawLogin", loginId=ana) == GONE
    gelu = await admin_of(table)
    for role in RESERVED:
        await in_role(table, "ana", role)
        assert await refused(table, gelu, "WithdrawLogin", loginId=ana) == denied


async def test_to_all_others_no_login_is_there(table: Table) -> None:
    login = await _login(table)
    for role in sorted(set(Role) - ADMINISTER - {Role.SERVICE_ACCOUNT}):
        client = await auditor(table, "police", role)
        assert await refused(table, client, "WithdrawLogin", loginId=login) == GONE
        assert await refused(table, client, "WithdrawLogin", loginId=nothing("login")) == GONE
    assert await refused(table, await table.by_script(), "WithdrawLogin", loginId=login) == GONE


async def test_one_that_is_not_there_is_not_found(table: Table) -> None:
    horia = await platform(table)

    assert await refused(table, horia, "WithdrawLogin", loginId=nothing("login")) == GONE
    wrong = await refused(table, horia, "WithdrawLogin", loginId=practitioner("ana"))
    assert wrong == [("INVALID_ID", ["loginId"])]


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["postgres"], indirect=True)
async def test_who_is_entering_meanwhile_is_waited_for_and_ended(table: Table) -> None:
    horia, login, services = await platform(table), await _login(table), table.services
    now, span = services.clock.now(), timedelta(hours=1)
    async with services.database.writing() as session:
        who = SignedIn(services.terms.issuer, "ana", "no token")
        cookie = await identity.start_session(session, services.seal, who, now, span, span)
        assert cookie is not None
        withdrawing = asyncio.create_task(done(horia, "WithdrawLogin", loginId=login))
        await asyncio.sleep(0.3)
        assert not withdrawing.done()
    await withdrawing

    async with table.database.reading() as connection:
        assert await queries.session_by_hash(connection, identity.hash_of(cookie), now) is None
