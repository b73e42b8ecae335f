"""Who answers for a case, or for who breaks its glass, hears of it at once and sees nothing more of the case."""

from datetime import timedelta
from typing import Any

import pytest

from roundtable.access.models import CaseMember, MemberFunction
from roundtable.core.actor import Role
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from tests.glass.emergency import REFERENCE, bring_who_are_told, broken, conflict, listed, move
from tests.streams.wire import open_wire, own_cursor
from tests.support.table import Client, Table

pytestmark = pytest.mark.slow

EVENTS = """
subscription ($after: String) {
  myEvents(after: $after) {
    __typename
    by { id }
    ... on GlassBroken { glass { id caseReference explanation case { id title } } }
    ... on GlassReviewed { glass { id verdict case { id title } } }
  }
}
"""


async def review(client: Client, glass: str) -> None:
    payload = await client.act("ReviewGlass", glassId=glass, verdict="JUSTIFIED", findings="It was urgent.")
    assert payload["problems"] == []


@pytest.mark.parametrize("key", ["corina", "felicia", "gelu", "jana"])
async def test_they_hear_of_it_and_of_its_review(table: Table, key: str) -> None:
    await bring_who_are_told(table)
    client, horia = await table.by(key), await table.by("horia")
    reviewer = await table.by("felicia" if key == "corina" else "corina")
    async with open_wire(table) as wire, wire.listening(client, EVENTS, after=await own_cursor(client)) as stream:
        glass = await broken(horia)
        await review(reviewer, glass["id"])
        told, reviewed = await stream.events(2)

    assert (told["__typename"], told["by"]["id"]) == ("GlassBroken", table.membership_id("horia"))
    content = {"id": table.case_id, "title": "M. and her two children"} if key == "corina" else None
    assert told["glass"] == {
        "id": glass["id"],
        "caseReference": REFERENCE,
        "explanation": glass["explanation"],
        "case": content,
    }
    assert reviewed["__typename"] == "GlassReviewed"
    assert reviewed["glass"] == {"id": glass["id"], "verdict": "JUSTIFIED", "case": content}


async def test_who_broke_it_hears_of_it_in_all_their_windows_and_of_the_review(table: Table) -> None:
    horia, corina = await table.by("horia"), await table.by("corina")
    async with open_wire(table) as wire, wire.listening(horia, EVENTS, after=await own_cursor(horia)) as stream:
        glass = await broken(horia)
        await review(corina, glass["id"])
        events = await stream.events(2)

    assert [event["__typename"] for event in events] == ["GlassBroken", "GlassReviewed"]
    assert events[1]["glass"]["verdict"] == "JUSTIFIED"


async def test_others_and_who_has_a_conflict_hear_nothing(table: Table) -> None:
    await bring_who_are_told(table)
    await conflict(table, person="felicia")
    ana, felicia, volunteer = await table.by("ana"), await table.by("felicia"), await table.by("corina", 1)
    async with (
        open_wire(table) as wire,
        wire.listening(ana, EVENTS, after=await own_cursor(ana)) as at_the_table,
        wire.listening(felicia, EVENTS, after=await own_cursor(felicia)) as in_conflict,
        wire.listening(volunteer, EVENTS, after=await own_cursor(volunteer)) as by_another_post,
    ):
        await broken(await table.by("horia"))
        assert [await stream.is_silent() for stream in (at_the_table, in_conflict, by_another_post)] == [True] * 3


async def test_a_case_s_manager_by_name_hears_of_it_too(table: Table) -> None:
    now = table.services.clock.now()
    await table.add(
        CaseMember(
            case_id=story.CASE,
            membership_id=PEOPLE["ana"].posts[0].id,
            function=MemberFunction.CASE_MANAGER,
            assumed_at=now,
        )
    )
    await broken(await table.by("horia"))

    assert [glass["reviewable"] for glass in await listed(await table.by("ana"))] == [False]


async def test_a_supervisor_of_another_agency_of_the_table_does_not_hear_of_it(table: Table) -> None:
    await move(table, "felicia", "forensic", Role.SUPERVISOR)
    await broken(await table.by("horia"))

    assert await listed(await table.by("felicia")) == []


async def test_they_are_listed_newest_first_and_by_whether_they_were_reviewed(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    first = await broken(horia)
    await horia.act("CloseGlass", glassId=first["id"])
    table.services.clock.shift = timedelta(seconds=1)
    second = await broken(horia)
    await review(corina, first["id"])

    found: list[Any] = [await listed(corina, reviewed) for reviewed in (None, True, False)]

    assert [[glass["id"] for glass in glasses] for glasses in found] == [
        [second["id"], first["id"]],
        [first["id"]],
        [second["id"]],
    ]
    assert await listed(horia) == []
