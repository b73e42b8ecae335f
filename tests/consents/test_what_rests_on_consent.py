"""What is disclosed on consent needs one that covers it, and is closed with it, by the rule itself and at once."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from roundtable.access.models import Category, Disclosure, Entitlement
from roundtable.core import ids
from roundtable.core.facts import FactName
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.consents.room import break_glass, listed, on_consent, person, recorded, seat_programme, withdrawn
from tests.facts.ledger import facts_of, head_of
from tests.messaging.room import agencies, left_behind, opened, page, persons, posted, refusals, seen_by, unread
from tests.streams.wire import Wire, case_cursor, own_cursor
from tests.support.table import Client, Table
from tests.tasks.desk import assigned, in_hours, shifted, shown

pytestmark = pytest.mark.slow

CASE = "subscription ($id: ID!, $after: String) { caseEvents(caseId: $id, after: $after) { __typename } }"
MINE = """
subscription ($after: String) {
  myEvents(after: $after) { __typename by { id } ... on AccessChanged { case { id } } }
}
"""
NODE = "query ($id: ID!) { node(id: $id) { id } }"
REVIEW = "query ($id: ID!) { thread(id: $id) { audience { disclosures { lawfulBasis needsReview agency { id } } } } }"
NEEDED = [("CONSENT_REQUIRED", ["audience", "lawfulBasis"])]
GONE = {"__typename": "AccessChanged"}


async def _asked(table: Table, client: Client, audience: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """What opening a conversation for this audience is refused with, if it is."""
    given: dict[str, Any] = {"caseId": table.case_id, "subject": "A question", "audience": audience}
    async with left_behind(table) as added:
        payload = await client.act("OpenThread", **given)
    assert (added == {}) == bool(payload["problems"])
    return refusals(payload)


async def _reviews(client: Client, thread: str) -> list[tuple[str, bool]]:
    namings = (await client.ask(REVIEW, id=thread)).data["thread"]["audience"]["disclosures"]
    return [(naming["lawfulBasis"], naming["needsReview"]) for naming in namings]


async def _is_there(client: Client, table: Table, thread: str, message: str) -> list[bool]:
    """Whether a conversation is found in the list, by its page, and it and its message by their ids."""
    listed = (await client.ask("CaseThreads", caseId=table.case_id)).data["threads"]["nodes"]
    nodes = [(await client.ask(NODE, id=key)).data["node"] is not None for key in (thread, message)]
    return [thread in [each["id"] for each in listed], await page(client, thread) is not None, *nodes]


async def _rests_on(table: Table, thread: str) -> set[tuple[UUID | None, UUID | None]]:
    """Which agency each naming of a conversation's audience names, and the consent it rests on."""
    disclosure, threads = table_of(Disclosure), table_of(Disclosure).metadata.tables["thread"]
    statement = (
        select(disclosure.c.agency_id, disclosure.c.consent_id)
        .join(threads, threads.c.audience_id == disclosure.c.audience_id)
        .where(threads.c.id == ids.decode("thread", thread))
    )
    async with table.database.reading() as connection:
        return {(agency, consent) for agency, consent in await connection.execute(statement)}


async def test_without_a_consent_nothing_is_disclosed_on_it(table: Table) -> None:
    ana = await table.by("ana")
    assert await _asked(table, ana, on_consent(table, "ngo")) == NEEDED

    await recorded(ana, table, decision="REFUSED")

    assert await _asked(table, ana, on_consent(table, "ngo")) == NEEDED


async def test_nothing_rests_on_what_a_child_agreed_to(table: Table) -> None:
    ana = await table.by("ana")
    await recorded(ana, table, participantId=await person(ana, table, "Elder child, 9"))

    assert await _asked(table, ana, on_consent(table, "ngo")) == NEEDED


async def test_a_refusal_closes_what_rested_on_all_that_was_given_before(table: Table) -> None:
    ana, dalia = await table.by("ana"), await table.by("dalia")
    limited = await recorded(ana, table, decision="GIVEN_WITH_LIMITS", purposes=["SAFETY"])
    whole = await recorded(ana, table)
    child_s = await recorded(ana, table, participantId=await person(ana, table, "Elder child, 9"))
    thread = await opened(ana, table, on_consent(table, "ngo"))
    assert await page(dalia, thread) is not None

    await recorded(await table.by("corina"), table, decision="REFUSED")

    assert await page(dalia, thread) is None
    shown = {each["id"]: each for each in await listed(ana, table)}
    by = table.membership_id("corina")
    for consent in (limited, whole):
        after = shown[consent["id"]]
        assert (after["inForce"], after["withdrawnBy"]["id"], after["withdrawalNote"]) == (False, by, None)
    assert shown[child_s["id"]]["inForce"] is True


async def test_one_that_ended_covers_nothing(table: Table) -> None:
    ana = await table.by("ana")
    await withdrawn(ana, await recorded(ana, table))
    await recorded(ana, table, expiresAt=in_hours(table, 0.5))

    with shifted(table, 0.75):
        assert await _asked(table, ana, on_consent(table, "ngo")) == NEEDED


async def test_one_for_another_purpose_covers_nothing(table: Table) -> None:
    ana = await table.by("ana")
    await recorded(ana, table, decision="GIVEN_WITH_LIMITS", purposes=["SUPPORT"])

    assert await _asked(table, ana, on_consent(table, "ngo", purposeKind="INVESTIGATION")) == NEEDED
    assert await _asked(table, ana, on_consent(table, "ngo", purposeKind="SUPPORT")) == []


async def test_one_for_other_agencies_covers_nothing(table: Table) -> None:
    ana = await table.by("ana")
    await recorded(ana, table, decision="GIVEN_WITH_LIMITS", agencyIds=[table.agency_id("ngo")])
    basis = {"lawfulBasis": "CONSENT", "purpose": "She asked for it", "rationale": None}
    everyone = {**basis, "sensitivity": "CASE_AGENCIES"}

    for audience in (on_consent(table, "ngo", "social"), persons(table, "corina", **basis), everyone):
        assert await _asked(table, ana, audience) == NEEDED
    for audience in (on_consent(table, "ngo"), persons(table, "dalia", **basis)):
        assert await _asked(table, ana, audience) == []


async def test_one_that_does_not_cover_its_category_covers_nothing(table: Table) -> None:
    ana = await table.by("ana")
    for category in (Category.HEALTH, Category.LOCATION):
        police, now = AGENCIES["police"].id, table.services.clock.now()
        await table.add(Entitlement(category=category, bit=category.bit, agency_id=police, starts_at=now))
    await recorded(ana, table, categories=["HEALTH"])

    assert await _asked(table, ana, on_consent(table, "ngo", categories=["LOCATION", "HEALTH"])) == NEEDED
    assert await _asked(table, ana, on_consent(table, "ngo", categories=["HEALTH"])) == []


async def test_the_one_that_covers_it_is_kept_with_the_naming(table: Table) -> None:
    ana = await table.by("ana")
    await recorded(ana, table, decision="GIVEN_WITH_LIMITS", purposes=["SUPPORT"])
    covers = await recorded(ana, table, decision="GIVEN_WITH_LIMITS", agencyIds=[table.agency_id("ngo")])

    thread = await opened(ana, table, on_consent(table, "ngo"))

    kept = ids.decode("consent", covers["id"])
    assert await _rests_on(table, thread) == {(AGENCIES["police"].id, None), (AGENCIES["ngo"].id, kept)}


async def test_with_its_consent_a_conversation_is_gone_for_whom_it_was_disclosed_to_and_not_for_whose_it_is(
    table: Table,
) -> None:
    corina, dalia = await table.by("corina"), await table.by("dalia")
    consent = await recorded(corina, table)
    thread = await opened(corina, table, on_consent(table, "ngo"))
    message = await posted(corina, thread)
    assert await _is_there(dalia, table, thread, message["id"]) == [True] * 4
    assert await unread(dalia, thread) == 1

    await withdrawn(await table.by("ana"), consent)

    assert await _is_there(dalia, table, thread, message["id"]) == [False] * 4
    assert refusals(await dalia.act("PostMessage", threadId=thread, body="Hello?")) == [("NOT_FOUND", ["threadId"])]
    assert await _is_there(corina, table, thread, message["id"]) == [True] * 4
    assert await seen_by(corina, thread) == {table.membership_id("corina")}


async def test_it_is_gone_by_itself_when_the_consent_expires(table: Table) -> None:
    corina, dalia = await table.by("corina"), await table.by("dalia")
    await recorded(corina, table, expiresAt=in_hours(table, 0.5))
    thread = await opened(corina, table, on_consent(table, "ngo"))
    message = await posted(corina, thread)

    assert await _is_there(dalia, table, thread, message["id"]) == [True] * 4
    with shifted(table, 0.75):
        assert await _is_there(dalia, table, thread, message["id"]) == [False] * 4
        assert await _is_there(corina, table, thread, message["id"]) == [True] * 4


async def test_another_consent_does_not_take_the_place_of_the_one_it_rests_on(table: Table) -> None:
    corina, dalia = await table.by("corina"), await table.by("dalia")
    consent = await recorded(corina, table)
    thread = await opened(corina, table, on_consent(table, "ngo"))

    await recorded(corina, table)
    await withdrawn(corina, consent)

    assert await page(dalia, thread) is None


async def test_what_rests_on_another_basis_stays_and_is_marked_for_review(table: Table) -> None:
    corina, dalia = await table.by("corina"), await table.by("dalia")
    consent = await recorded(corina, table)
    thread = await opened(corina, table, agencies(table, "ngo"))
    assert await _reviews(dalia, thread) == [("PUBLIC_TASK", False)] * 2

    await withdrawn(corina, consent)
    later = await opened(corina, table, agencies(table, "ngo"), "Since then")

    assert await _reviews(dalia, thread) == [("PUBLIC_TASK", True)] * 2
    # What was disclosed since, was disclosed knowing that.
    assert await _reviews(dalia, later) == [("PUBLIC_TASK", False)] * 2
    found = (await corina.ask("CaseReviews", caseId=table.case_id)).data["threads"]["nodes"]
    marked = {one["id"]: {naming["needsReview"] for naming in one["audience"]["disclosures"]} for one in found}
    assert (marked[thread], marked[later]) == ({True}, {False})


async def test_it_is_marked_for_review_when_a_consent_expires(table: Table) -> None:
    corina, dalia = await table.by("corina"), await table.by("dalia")
    await recorded(corina, table, expiresAt=in_hours(table, 0.5))
    thread = await opened(corina, table, agencies(table, "ngo"))

    assert await _reviews(dalia, thread) == [("PUBLIC_TASK", False)] * 2
    with shifted(table, 0.75):
        assert await _reviews(dalia, thread) == [("PUBLIC_TASK", True)] * 2


async def test_who_was_asked_for_a_task_keeps_it_and_who_saw_it_on_consent_does_not(table: Table) -> None:
    corina, dalia, emil = [await table.by(key) for key in ("corina", "dalia", "emil")]
    consent = await recorded(corina, table)
    thread = await opened(corina, table, on_consent(table, "ngo"))
    task = (await assigned(corina, table, thread, "hospital"))["id"]
    assert [await shown(client, task) is not None for client in (corina, dalia, emil)] == [True] * 3

    await withdrawn(corina, consent)

    assert [await shown(client, task) is not None for client in (corina, dalia, emil)] == [True, False, True]


async def test_who_loses_sight_is_told_by_name_and_those_who_are_left_that_somebody_did(table: Table) -> None:
    corina = await table.by("corina")
    await seat_programme(table)
    consent = await recorded(corina, table)
    await opened(corina, table, on_consent(table, "ngo", "programme"))
    before = {key: await head_of(table, AGENCIES[key].id) for key in AGENCIES}
    of_case = await head_of(table, story.CASE)

    await withdrawn(corina, consent)

    lost = {PEOPLE[key].posts[0].id for key in ("dalia", "felicia", "ilie")}
    told = await facts_of(table, story.CASE, of_case)
    assert {fact.name for fact in told} == {FactName.ACCESS_CHANGED}
    supporting = {AGENCIES[key].id for key in ("social", "police", "forensic", "ngo", "prosecution")}
    assert {fact.to_agency_id for fact in told if fact.to_agency_id} == supporting
    assert {fact.to_membership_id for fact in told if fact.to_membership_id} == lost
    # Those who are left are told as those of the conversation, and not by whom.
    assert [fact.membership_id for fact in told if fact.audience_id] == [None]
    assert len(told) == 5 + 3 + 1
    # Inboxes bring it to who lost sight; a colleague without a seat does not hear that there is a case.
    assert {key for key in AGENCIES if await head_of(table, AGENCIES[key].id) > before[key]} == {"ngo", "programme"}
    for key in ("ngo", "programme"):
        assert {fact.to_membership_id for fact in await facts_of(table, AGENCIES[key].id, before[key])} <= lost


async def test_its_events_end_with_the_consent_and_who_heard_them_hears_that_sight_has_changed(wire: Wire) -> None:
    table = wire.table
    corina, dalia = await table.by("corina"), await table.by("dalia")
    consent = await recorded(corina, table)
    thread = await opened(corina, table, on_consent(table, "ngo"))
    after = await case_cursor(dalia, table)
    async with (
        wire.listening(dalia, CASE, id=table.case_id, after=after) as of_case,
        wire.listening(dalia, MINE, after=await own_cursor(dalia)) as own,
    ):
        await posted(corina, thread, "while she agrees")
        assert await of_case.event() == {"__typename": "MessagePosted"}

        await withdrawn(corina, consent)
        await posted(corina, thread, "when she does no more")

        # Once for the agency, as consents changed; once by name, as something is gone.
        assert await of_case.events(2) == [GONE, GONE]
        assert await own.event() == {**GONE, "by": {"id": table.membership_id("corina")}, "case": {"id": table.case_id}}
        assert await of_case.is_silent()
        assert await own.is_silent()


async def test_its_events_end_by_themselves_when_the_consent_expires(wire: Wire) -> None:
    table = wire.table
    corina, dalia = await table.by("corina"), await table.by("dalia")
    await recorded(corina, table, expiresAt=in_hours(table, 0.5))
    thread = await opened(corina, table, on_consent(table, "ngo"))
    async with wire.listening(dalia, CASE, id=table.case_id, after=await case_cursor(dalia, table)) as stream:
        await posted(corina, thread, "while she agrees")
        assert await stream.event() == {"__typename": "MessagePosted"}

        with shifted(table, 0.75):
            await posted(corina, thread, "when she does no more")
            assert await stream.is_silent()


async def test_who_looks_through_a_glass_hears_of_consents(wire: Wire) -> None:
    table = wire.table
    corina, horia = await table.by("corina"), await table.by("horia")
    await break_glass(table, "horia")
    async with wire.listening(horia, CASE, id=table.case_id, after=await case_cursor(horia, table)) as stream:
        await recorded(corina, table)
        assert await stream.event() == GONE


async def test_who_is_outside_hears_nothing_of_consents(wire: Wire) -> None:
    table = wire.table
    await seat_programme(table)
    corina, gelu, felicia = [await table.by(key) for key in ("corina", "gelu", "felicia")]
    after = await case_cursor(felicia, table)
    async with (
        wire.listening(gelu, MINE, after=await own_cursor(gelu)) as of_gelu,
        wire.listening(felicia, CASE, id=table.case_id, after=after) as of_felicia,
    ):
        consent = await recorded(corina, table)
        await opened(corina, table, on_consent(table, "ngo", "prosecution"))
        await withdrawn(corina, consent)
        assert await of_gelu.is_silent()
        assert await of_felicia.is_silent()
