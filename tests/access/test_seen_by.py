"""The line "who can see this": exactly those whom the rule lets, said to those who see the item themselves."""

from datetime import timedelta

from tests.messaging.room import SCRIPT_POST, agencies, everyone, nothing, opened, page, persons, seen_by
from tests.messaging.room import thread_of_task as thread_of
from tests.support.table import Table


def _posts(table: Table, *keys: str) -> set[str]:
    return {table.membership_id(key) for key in keys}


async def test_it_names_every_seat_and_no_one_else_for_what_all_see(table: Table) -> None:
    ana = await table.by("ana")

    assert await seen_by(ana, await opened(ana, table, everyone())) == _posts(table, "ana", "bogdan", "corina", "dalia")


async def test_it_narrows_with_the_audience(table: Table) -> None:
    ana = await table.by("ana")

    assert await seen_by(ana, await opened(ana, table, agencies(table, "ngo"))) == _posts(table, "ana", "dalia")
    assert await seen_by(ana, await opened(ana, table, persons(table, "bogdan"))) == _posts(table, "ana", "bogdan")
    assert await seen_by(ana, await opened(ana, table, persons(table))) == _posts(table, "ana")


async def test_of_a_task_it_names_the_agency_that_has_it_its_script_too(table: Table) -> None:
    corina = await table.by("corina")
    conference = _posts(table, "ana", "bogdan", "corina", "dalia")
    ngo = await thread_of(corina, await table.task_id("Accompany her to the court hearing"))
    hospital = await thread_of(corina, await table.task_id("Medical follow-up appointment"))

    assert await seen_by(corina, ngo) == conference | {SCRIPT_POST}
    assert await seen_by(corina, hospital) == conference | _posts(table, "emil") | {SCRIPT_POST}


async def test_it_follows_the_clock(table: Table) -> None:
    ana = await table.by("ana")
    soon = (table.services.clock.now() + timedelta(minutes=10)).isoformat()
    thread = await opened(ana, table, agencies(table, "ngo", expiresAt=soon))
    dalia = await table.by("dalia")
    assert await seen_by(dalia, thread) == _posts(table, "ana", "dalia")

    table.services.clock.shift = timedelta(minutes=11)

    assert [await page(client, thread) for client in (ana, dalia)] == [None, None]


async def test_it_is_told_to_nobody_who_does_not_see_the_item(table: Table) -> None:
    ana, query = await table.by("ana"), "query ($id: ID!) { node(id: $id) { id ... on Audience { seenBy { id } } } }"
    shown = await page(ana, await opened(ana, table))
    assert shown
    audience, naming = shown["audience"]["id"], shown["audience"]["disclosures"][0]["id"]

    for key in ("horia", "emil", "gelu", "bogdan", "corina"):
        client = await table.by(key)
        for hidden, kind in ((audience, "audience"), (naming, "disclosure")):
            there, not_there = await client.ask(query, id=hidden), await client.ask(query, id=nothing(kind))
            assert there.body == not_there.body
            assert there.data == {"node": None}
