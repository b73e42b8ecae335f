"""Letting more see: an explicit act with grounds, of the agency that contributed the thing."""

from datetime import UTC, datetime
from typing import Any

from roundtable.access.models import CaseAgency
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES
from tests.messaging.room import agencies, consented, everyone, left_behind, nothing, opened, persons, posted, refusals
from tests.sharing.room import GROUNDS, audience_of, who_find
from tests.support.table import Table


async def test_who_is_named_as_well_sees_it_from_then_on(table: Table) -> None:
    ana = await table.by("ana")
    thread = await opened(ana, table, agencies(table, "social"))
    audience = await audience_of(ana, thread)

    async with left_behind(table) as added:
        payload = await ana.act(
            "WidenAudience", audienceId=audience["id"], agencyIds=[table.agency_id("ngo")], grounds=GROUNDS
        )

    assert payload["problems"] == []
    assert payload["audience"]["version"] != audience["version"]
    named = payload["audience"]["disclosures"][-1]
    assert (named["agency"]["id"], named["purpose"]) == (table.agency_id("ngo"), "The hearing")
    assert await who_find(table, thread) == ["ana", "corina", "dalia"]
    assert added == {"disclosure": 1, "fact": 2, "stream_entry": 3, "performed": 1}


async def test_what_is_for_persons_becomes_wider_only_as_far_as_is_said(table: Table) -> None:
    ana = await table.by("ana")
    thread = await opened(ana, table, persons(table, "corina"))
    audience = await audience_of(ana, thread)

    post = await ana.act(
        "WidenAudience", audienceId=audience["id"], membershipIds=[table.membership_id("dalia")], grounds=GROUNDS
    )
    assert post["audience"]["sensitivity"] == "NAMED_PERSONS"
    agency = await ana.act(
        "WidenAudience", audienceId=audience["id"], agencyIds=[table.agency_id("forensic")], grounds=GROUNDS
    )
    assert agency["audience"]["sensitivity"] == "NAMED_AGENCIES"
    all_of_them = await ana.act("WidenAudience", audienceId=audience["id"], everyone=True, grounds=GROUNDS)

    assert all_of_them["audience"]["sensitivity"] == "CASE_AGENCIES"
    assert await who_find(table, thread) == ["ana", "bogdan", "corina", "dalia"]


async def test_a_newcomer_is_let_see_what_came_before_by_being_named(table: Table) -> None:
    ana = await table.by("ana")
    thread = await opened(ana, table, everyone())
    part = table_of(CaseAgency)
    async with table.database.writing() as session:
        ngo = part.c.case_id == story.CASE, part.c.agency_id == AGENCIES["ngo"].id
        await session.execute(part.update().where(*ngo).values(history_from=datetime(2100, 1, 1, tzinfo=UTC)))
    assert await who_find(table, thread) == ["ana", "bogdan", "corina"]
    audience = await audience_of(ana, thread)

    await ana.act("WidenAudience", audienceId=audience["id"], agencyIds=[table.agency_id("ngo")], grounds=GROUNDS)

    assert await who_find(table, thread) == ["ana", "bogdan", "corina", "dalia"]


async def test_on_consent_it_needs_one_that_is_in_force(table: Table) -> None:
    ana = await table.by("ana")
    audience = await audience_of(ana, await opened(ana, table, agencies(table)))
    asked: dict[str, Any] = {
        "audienceId": audience["id"],
        "agencyIds": [table.agency_id("ngo")],
        "grounds": {"purpose": "She asked for it", "lawfulBasis": "CONSENT"},
    }
    assert refusals(await ana.act("WidenAudience", **asked)) == [("CONSENT_REQUIRED", ["lawfulBasis"])]

    await consented(table)

    assert (await ana.act("WidenAudience", **asked))["problems"] == []


async def test_another_agency_that_sees_it_may_not_and_nothing_is_recorded(table: Table) -> None:
    ana, corina = await table.by("ana"), await table.by("corina")
    audience = await audience_of(ana, await opened(ana, table, agencies(table, "social")))

    async with left_behind(table) as added:
        payload = await corina.act(
            "WidenAudience", audienceId=audience["id"], agencyIds=[table.agency_id("ngo")], grounds=GROUNDS
        )

    assert (refusals(payload), payload["audience"]) == ([("FORBIDDEN", [])], None)
    assert added == {}


async def test_who_is_not_in_it_cannot_tell_that_it_exists(table: Table) -> None:
    ana = await table.by("ana")
    audience = await audience_of(ana, await opened(ana, table, agencies(table)))
    asked: dict[str, Any] = {"agencyIds": [table.agency_id("ngo")], "grounds": GROUNDS}

    async with left_behind(table) as added:
        for key in ("corina", "dalia", "horia"):
            client = await table.by(key)
            there = await client.act("WidenAudience", audienceId=audience["id"], **asked)
            assert there == await client.act("WidenAudience", audienceId=nothing("audience"), **asked)
            assert refusals(there) == [("NOT_FOUND", ["audienceId"])]

    assert added == {}


async def test_bad_input_is_told_and_nothing_is_recorded(table: Table) -> None:
    ana = await table.by("ana")
    audience = await audience_of(ana, await opened(ana, table, agencies(table, "social")))
    ngo, past = table.agency_id("ngo"), "2020-01-01T00:00:00Z"
    asked: list[tuple[dict[str, Any], list[tuple[str, list[str]]]]] = [
        ({"agencyIds": []}, [("WRONG_STATUS", ["agencyIds"])]),
        ({"agencyIds": [table.agency_id("social")]}, [("WRONG_STATUS", ["agencyIds"])]),
        ({"agencyIds": [table.agency_id("elsewhere")]}, [("INVALID_AUDIENCE", ["agencyIds"])]),
        ({"agencyIds": [table.agency_id("hospital")]}, [("INVALID_AUDIENCE", ["agencyIds"])]),
        ({"membershipIds": [table.membership_id("horia")]}, [("INVALID_AUDIENCE", ["membershipIds"])]),
        ({"agencyIds": ["ngo"]}, [("INVALID_ID", ["agencyIds"])]),
        ({"agencyIds": [ngo], "grounds": GROUNDS | {"rationale": " "}}, [("RATIONALE_REQUIRED", ["rationale"])]),
        ({"agencyIds": [ngo], "grounds": GROUNDS | {"purpose": ""}}, [("REQUIRED", ["purpose"])]),
        ({"agencyIds": [ngo], "grounds": GROUNDS | {"expiresAt": past}}, [("INVALID_DATE", ["expiresAt"])]),
    ]

    async with left_behind(table) as added:
        for given, expected in asked:
            payload = await ana.act("WidenAudience", audienceId=audience["id"], **({"grounds": GROUNDS} | given))
            assert refusals(payload) == expected

    assert added == {}


async def test_a_message_may_be_for_fewer_than_its_conversation(table: Table) -> None:
    ana = await table.by("ana")
    thread = await opened(ana, table, everyone())

    message = await posted(ana, thread, "Only for the social service.", audience=agencies(table, "social"))

    seen = [key for key in ("ana", "bogdan", "corina", "dalia") if message["id"] in await _messages(table, key, thread)]
    assert seen == ["ana", "corina"]


async def _messages(table: Table, key: str, thread: str) -> list[str]:
    document = "query ($id: ID!) { thread(id: $id) { messages { nodes { id } } } }"
    found = (await (await table.by(key)).ask(document, id=thread)).data["thread"]
    return [message["id"] for message in found["messages"]["nodes"]]
