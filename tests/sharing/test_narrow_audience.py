"""Letting fewer see, and taking back one naming: at once, told to who loses sight and to nobody else."""

from tests.messaging.room import agencies, everyone, left_behind, nothing, opened, posted, refusals
from tests.sharing.room import GROUNDS, audience_of, who_find
from tests.streams.wire import Wire, case_cursor, own_cursor
from tests.support.table import Table

KINDS = "subscription ($id: ID!, $after: String) { caseEvents(caseId: $id, after: $after) { __typename } }"
MINE = "subscription ($after: String) { myEvents(after: $after) { __typename } }"


async def test_only_who_is_left_in_goes_on_seeing(table: Table) -> None:
    ana = await table.by("ana")
    thread = await opened(ana, table, everyone())
    audience = await audience_of(ana, thread)

    payload = await ana.act(
        "NarrowAudience", audienceId=audience["id"], agencyIds=[table.agency_id("social")], reason="For two only"
    )

    assert payload["problems"] == []
    assert payload["audience"]["sensitivity"] == "NAMED_AGENCIES"
    assert {naming["purpose"] for naming in payload["audience"]["disclosures"]} == {"Coordination"}
    assert await who_find(table, thread) == ["ana", "corina"]


async def test_narrowing_does_not_widen(table: Table) -> None:
    ana = await table.by("ana")
    audience = await audience_of(ana, await opened(ana, table, agencies(table, "social")))

    async with left_behind(table) as added:
        payload = await ana.act(
            "NarrowAudience", audienceId=audience["id"], agencyIds=[table.agency_id("ngo")], reason="Another"
        )

    assert refusals(payload) == [("INVALID_AUDIENCE", ["agencyIds"])]
    assert added == {}


async def test_one_naming_is_taken_back_and_not_twice(table: Table) -> None:
    ana = await table.by("ana")
    thread = await opened(ana, table, agencies(table, "social", "ngo"))
    namings = (await audience_of(ana, thread))["disclosures"]
    (ngo,) = [naming["id"] for naming in namings if naming["agency"]["id"] == table.agency_id("ngo")]

    payload = await ana.act("RevokeDisclosure", disclosureId=ngo, reason="Not needed")

    assert payload["problems"] == []
    assert len(payload["audience"]["disclosures"]) == 2
    assert await who_find(table, thread) == ["ana", "corina"]
    again = await ana.act("RevokeDisclosure", disclosureId=ngo, reason="Not needed")
    assert refusals(again) == [("WRONG_STATUS", ["disclosureId"])]


async def test_others_may_not_take_it_back_nor_tell_that_it_is_there(table: Table) -> None:
    ana, corina, horia = [await table.by(key) for key in ("ana", "corina", "horia")]
    naming = (await audience_of(ana, await opened(ana, table, agencies(table, "social"))))["disclosures"][0]["id"]

    async with left_behind(table) as added:
        for document in ("RevokeDisclosure", "ReviewDisclosure"):
            more = {"reason": "Why not"} if document == "RevokeDisclosure" else {}
            seen = await corina.act(document, disclosureId=naming, **more)
            assert refusals(seen) == [("FORBIDDEN", [])]
            hidden = await horia.act(document, disclosureId=naming, **more)
            assert hidden == await horia.act(document, disclosureId=nothing("disclosure"), **more)
            assert refusals(hidden) == [("NOT_FOUND", ["disclosureId"])]

    assert added == {}


async def test_who_loses_sight_is_told_to_read_again_and_hears_no_more(wire: Wire) -> None:
    table = wire.table
    ana, dalia = await table.by("ana"), await table.by("dalia")
    thread = await opened(ana, table, everyone())
    audience = await audience_of(ana, thread)
    after = await case_cursor(dalia, table)
    async with wire.listening(dalia, KINDS, id=table.case_id, after=after) as stream:
        await ana.act("NarrowAudience", audienceId=audience["id"], agencyIds=[], reason="For us only")
        await posted(ana, thread, "Among us.")
        kinds = [(await stream.event())["__typename"]]
        assert await stream.is_silent()

    assert kinds == ["AccessChanged"]


async def test_who_gains_sight_is_told_in_their_own_stream_too(wire: Wire) -> None:
    table = wire.table
    ana, dalia = await table.by("ana"), await table.by("dalia")
    audience = await audience_of(ana, await opened(ana, table, agencies(table)))
    async with wire.listening(dalia, MINE, after=await own_cursor(dalia)) as stream:
        await ana.act("WidenAudience", audienceId=audience["id"], agencyIds=[table.agency_id("ngo")], grounds=GROUNDS)
        assert (await stream.event())["__typename"] == "AccessChanged"


async def test_a_message_is_not_sent_once_who_can_see_it_has_changed(table: Table) -> None:
    ana, corina = await table.by("ana"), await table.by("corina")
    thread = await opened(ana, table, agencies(table, "social"))
    audience = await audience_of(corina, thread)
    asked = {"threadId": thread, "body": "Between us.", "audienceVersion": audience["version"]}
    assert (await corina.act("PostMessage", **asked))["problems"] == []

    await ana.act("WidenAudience", audienceId=audience["id"], agencyIds=[table.agency_id("ngo")], grounds=GROUNDS)

    async with left_behind(table) as added:
        refused = await corina.act("PostMessage", **asked)
    assert refusals(refused) == [("AUDIENCE_CHANGED", ["audienceVersion"])]
    assert added == {}
    asked["audienceVersion"] = (await audience_of(corina, thread))["version"]
    assert (await corina.act("PostMessage", **asked))["problems"] == []
