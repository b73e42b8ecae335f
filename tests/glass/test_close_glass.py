"""Closing a glass of one's own before it ends."""

from datetime import timedelta

from tests.glass.emergency import bring_who_are_told, broken, listed, open_glasses, sees
from tests.messaging.room import left_behind, nothing, refusals
from tests.support.table import Table


async def test_who_broke_it_looks_no_longer(table: Table) -> None:
    horia, corina = await table.by("horia"), await table.by("corina")
    glass = await broken(horia)

    payload = await horia.act("CloseGlass", glassId=glass["id"])

    assert payload["problems"] == []
    assert (payload["glass"]["open"], payload["glass"]["closedAt"] is None) == (False, False)
    assert not await sees(horia)
    assert await open_glasses(horia) == []
    assert [seen["open"] for seen in await listed(corina)] == [False]


async def test_those_who_were_told_of_it_are_told_that_it_is_closed(table: Table) -> None:
    await bring_who_are_told(table)
    horia = await table.by("horia")
    glass = await broken(horia)

    async with left_behind(table) as added:
        await horia.act("CloseGlass", glassId=glass["id"])

    # Corina, Felicia, Gelu, Jana and Horia; and that somebody sees less, for the table and for who has a task.
    assert added == {"fact": 7, "stream_entry": 7, "performed": 1}


async def test_it_is_closed_once(table: Table) -> None:
    horia = await table.by("horia")
    glass = await broken(horia)
    await horia.act("CloseGlass", glassId=glass["id"])

    async with left_behind(table) as added:
        assert refusals(await horia.act("CloseGlass", glassId=glass["id"])) == [("WRONG_STATUS", [])]

    assert added == {}


async def test_one_that_ended_by_itself_cannot_be_closed(table: Table) -> None:
    glass = await broken(await table.by("horia"))
    table.services.clock.shift = timedelta(hours=3)
    horia = await table.by("horia")

    assert refusals(await horia.act("CloseGlass", glassId=glass["id"])) == [("WRONG_STATUS", [])]


async def test_one_that_was_reviewed_cannot_be_closed(table: Table) -> None:
    horia, corina = await table.by("horia"), await table.by("corina")
    glass = await broken(horia)
    await corina.act("ReviewGlass", glassId=glass["id"], verdict="JUSTIFIED", findings="It was urgent.")

    assert refusals(await horia.act("CloseGlass", glassId=glass["id"])) == [("WRONG_STATUS", [])]
    assert await sees(horia)


async def test_who_is_told_of_it_does_not_close_it(table: Table) -> None:
    await bring_who_are_told(table)
    glass = await broken(await table.by("horia"))

    async with left_behind(table) as added:
        for key in ("corina", "felicia", "gelu", "jana"):
            assert refusals(await (await table.by(key)).act("CloseGlass", glassId=glass["id"])) == [("FORBIDDEN", [])]

    assert added == {}


async def test_others_cannot_tell_that_it_exists(table: Table) -> None:
    glass, ana = await broken(await table.by("horia")), await table.by("ana")

    async with left_behind(table) as added:
        there, not_there = [await ana.act("CloseGlass", glassId=key) for key in (glass["id"], nothing("glass"))]

    assert (refusals(there), added) == ([("NOT_FOUND", ["glassId"])], {})
    assert there == not_there
