"""Opening a conversation for a chosen audience."""

from datetime import UTC, datetime, timedelta
from typing import Any

from roundtable.access.models import ConflictDeclaration
from roundtable.agencies.models import Agency
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.messaging.room import (
    BASIS,
    SCRIPT_POST,
    agencies,
    consented,
    everyone,
    left_behind,
    nothing,
    opened,
    page,
    persons,
    refusals,
    seen_by,
)
from tests.support.table import Client, Table

CAST = ("ana", "bogdan", "corina", "dalia", "emil", "felicia", "gelu", "horia")


async def _who_finds(table: Table, thread: str) -> list[str]:
    found = [key for key in CAST if await page(await table.by(key), thread)]
    # The line "who can see this" says exactly what is so.
    assert await seen_by(await table.by(found[0]), thread) == {table.membership_id(key) for key in found}
    return found


async def _refused(table: Table, client: Client, audience: dict[str, Any], **more: Any) -> list[tuple[str, list[str]]]:
    given = {"caseId": table.case_id, "subject": "A question", "audience": audience, **more}
    async with left_behind(table) as added:
        payload = await client.act("OpenThread", **given)
    assert payload["thread"] is None
    assert added == {}
    return refusals(payload)


async def test_all_agencies_of_the_case_see_what_is_for_all(table: Table) -> None:
    ana = await table.by("ana")

    async with left_behind(table) as added:
        thread = await opened(ana, table, everyone())

    assert added == {"audience": 1, "disclosure": 1, "thread": 1, "fact": 1, "stream_entry": 1, "performed": 1}
    assert await _who_finds(table, thread) == ["ana", "bogdan", "corina", "dalia"]


async def test_named_agencies_and_one_s_own_see_what_is_for_them(table: Table) -> None:
    ana = await table.by("ana")

    async with left_behind(table) as added:
        thread = await opened(ana, table, agencies(table, "ngo"))

    assert added == {"audience": 1, "disclosure": 2, "thread": 1, "fact": 1, "stream_entry": 1, "performed": 1}
    assert await _who_finds(table, thread) == ["ana", "dalia"]


async def test_named_persons_and_oneself_see_what_is_for_them(table: Table) -> None:
    ana = await table.by("ana")

    thread = await opened(ana, table, persons(table, "corina"))

    assert await _who_finds(table, thread) == ["ana", "corina"]


async def test_nobody_named_means_one_s_own_agency_or_oneself(table: Table) -> None:
    ana = await table.by("ana")

    for audience in (agencies(table), persons(table)):
        assert await _who_finds(table, await opened(ana, table, audience)) == ["ana"]


async def test_named_agencies_are_the_default(table: Table) -> None:
    ana = await table.by("ana")

    thread = await opened(ana, table, dict(BASIS))

    shown = await page(ana, thread)
    assert shown and shown["audience"]["sensitivity"] == "NAMED_AGENCIES"


async def test_each_naming_carries_its_basis_purpose_rationale_and_end(table: Table) -> None:
    ana = await table.by("ana")
    end = (table.services.clock.now() + timedelta(days=3)).isoformat()

    thread = await opened(ana, table, agencies(table, "ngo", expiresAt=end))

    shown = await page(ana, thread)
    assert shown
    named = shown["audience"]["disclosures"]
    assert {naming["agency"]["id"] for naming in named} == {table.agency_id("police"), table.agency_id("ngo")}
    for naming in named:
        assert {name: naming[name] for name in BASIS} == BASIS
        assert naming["expiresAt"][:19] == end[:19]
        assert naming["membership"] is None


async def test_consent_needs_no_rationale_but_a_consent_that_is_in_force(table: Table) -> None:
    ana, asked = await table.by("ana"), {"purpose": "She asked for it", "lawfulBasis": "CONSENT"}
    assert await _refused(table, ana, asked) == [("CONSENT_REQUIRED", ["audience", "lawfulBasis"])]
    await consented(table)

    thread = await opened(ana, table, {**asked, "agencyIds": [table.agency_id("ngo")]})

    shown = await page(ana, thread)
    assert shown
    namings = {naming["agency"]["name"]: naming for naming in shown["audience"]["disclosures"]}
    assert {name: (naming["lawfulBasis"], naming["rationale"]) for name, naming in namings.items()} == {
        "Casa Speranței": ("CONSENT", None),
        # It does not rest on consent that one has what is one's own.
        "Cluj County Police": ("PUBLIC_TASK", "Who contributed it keeps it."),
    }


async def test_any_other_basis_needs_one(table: Table) -> None:
    ana = await table.by("ana")
    cases = [("LEGAL_OBLIGATION", None), ("VITAL_INTERESTS", ""), ("PUBLIC_TASK", " \n")]

    for basis, rationale in cases:
        audience = agencies(table, lawfulBasis=basis, rationale=rationale)
        assert await _refused(table, ana, audience) == [("RATIONALE_REQUIRED", ["audience", "rationale"])]


async def test_an_agency_that_is_not_at_the_table_is_refused_whatever_the_cause(table: Table) -> None:
    ana = await table.by("ana")
    await table.add(_conflict("ngo"))
    causes = {
        "not at the table": table.agency_id("programme"),
        "of another county": table.agency_id("elsewhere"),
        "with a task only": table.agency_id("hospital"),
        "in conflict": table.agency_id("ngo"),
        "unknown": nothing("agency"),
    }

    answers = [await _refused(table, ana, {**BASIS, "agencyIds": [agency]}) for agency in causes.values()]

    assert answers == [[("INVALID_AUDIENCE", ["audience", "agencyIds"])]] * len(causes)


async def test_an_agency_that_is_inactive_is_refused(table: Table) -> None:
    ana, agency = await table.by("ana"), table_of(Agency)
    async with table.database.writing() as session:
        await session.execute(agency.update().where(agency.c.id == AGENCIES["ngo"].id).values(active=False))

    refused = await _refused(table, ana, agencies(table, "ngo"))

    assert refused == [("INVALID_AUDIENCE", ["audience", "agencyIds"])]


async def test_one_agency_that_fits_does_not_carry_another_that_does_not(table: Table) -> None:
    ana = await table.by("ana")

    refused = await _refused(table, ana, agencies(table, "ngo", "programme"))

    assert refused == [("INVALID_AUDIENCE", ["audience", "agencyIds"])]


async def test_a_person_without_a_seat_is_refused_whatever_the_cause(table: Table) -> None:
    ana = await table.by("ana")
    await table.add(_conflict(None, "dalia"))
    without = [table.membership_id(key) for key in ("emil", "felicia", "gelu", "horia", "dalia")]
    without += [table.membership_id("corina", post=1), SCRIPT_POST, nothing("membership")]

    answers = [
        await _refused(table, ana, {"sensitivity": "NAMED_PERSONS", "membershipIds": [post], **BASIS})
        for post in without
    ]

    assert answers == [[("INVALID_AUDIENCE", ["audience", "membershipIds"])]] * len(without)


async def test_recipients_that_do_not_fit_the_sensitivity_are_refused(table: Table) -> None:
    ana = await table.by("ana")
    some, one = {"agencyIds": [table.agency_id("ngo")]}, {"membershipIds": [table.membership_id("corina")]}

    answers = [
        await _refused(table, ana, {"sensitivity": "CASE_AGENCIES", **BASIS, **some}),
        await _refused(table, ana, {"sensitivity": "CASE_AGENCIES", **BASIS, **one}),
        await _refused(table, ana, {"sensitivity": "NAMED_AGENCIES", **BASIS, **some, **one}),
        await _refused(table, ana, {"sensitivity": "NAMED_PERSONS", **BASIS, **some, **one}),
    ]

    assert answers == [
        [("INVALID_AUDIENCE", ["audience", "agencyIds"])],
        [("INVALID_AUDIENCE", ["audience", "membershipIds"])],
        [("INVALID_AUDIENCE", ["audience", "membershipIds"])],
        [("INVALID_AUDIENCE", ["audience", "agencyIds"])],
    ]


async def test_what_is_for_all_ends_for_all(table: Table) -> None:
    ana = await table.by("ana")
    end = (table.services.clock.now() + timedelta(minutes=3)).isoformat()
    thread = await opened(ana, table, everyone(expiresAt=end))

    table.services.clock.shift = timedelta(minutes=4)

    assert [key for key in CAST if await page(await table.by(key), thread)] == []


async def test_what_is_for_all_keeps_why(table: Table) -> None:
    ana = await table.by("ana")

    shown = await page(ana, await opened(ana, table, everyone()))

    assert shown
    (naming,) = shown["audience"]["disclosures"]
    assert {name: naming[name] for name in BASIS} == BASIS
    assert (naming["agency"], naming["membership"]) == (None, None)


async def test_an_end_that_is_past_or_now_is_refused(table: Table) -> None:
    ana = await table.by("ana")
    for end in (table.services.clock.now(), table.services.clock.now() - timedelta(days=1)):
        refused = await _refused(table, ana, agencies(table, "ngo", expiresAt=end.isoformat()))
        assert refused == [("INVALID_DATE", ["audience", "expiresAt"])]


async def test_ids_of_the_wrong_kind_are_refused(table: Table) -> None:
    ana = await table.by("ana")
    police, post = table.agency_id("police"), table.membership_id("ana")

    for wrong in (post, "police", "", police.upper()):
        refused = await _refused(table, ana, {**BASIS, "agencyIds": [wrong]})
        assert refused == [("INVALID_ID", ["audience", "agencyIds"])]
    for wrong in (police, "ana"):
        refused = await _refused(table, ana, {**persons(table), "membershipIds": [wrong]})
        assert refused == [("INVALID_ID", ["audience", "membershipIds"])]
    for wrong in (police, "case", ""):
        assert await _refused(table, ana, agencies(table), caseId=wrong) == [("INVALID_ID", ["caseId"])]


async def test_texts_are_checked(table: Table) -> None:
    ana = await table.by("ana")
    fields = {("subject",): 200, ("audience", "purpose"): 500, ("audience", "rationale"): 2_000}

    for path, longest in fields.items():
        for text, code in ((" ", "REQUIRED"), ("x" * (longest + 1), "TOO_LONG"), ("a\u202eb", "CONTROL_CHARACTERS")):
            wanted = "RATIONALE_REQUIRED" if path[-1] == "rationale" and code == "REQUIRED" else code
            given = {path[-1]: text}
            audience = agencies(table, **(given if len(path) == 2 else {}))
            refused = await _refused(table, ana, audience, **(given if len(path) == 1 else {}))
            assert refused == [(wanted, list(path))]


async def test_who_is_not_at_the_table_cannot_tell_that_the_case_exists(table: Table) -> None:
    clients = [await table.by(key) for key in ("emil", "felicia", "gelu", "horia")]

    for client in [*clients, await table.by_script()]:
        for audience in (everyone(), agencies(table, purpose="")):
            there = await _refused(table, client, audience)
            assert there == await _refused(table, client, audience, caseId=nothing("case"))
            assert there == [("NOT_FOUND", ["caseId"])]


def _conflict(agency: str | None, person: str | None = None) -> ConflictDeclaration:
    return ConflictDeclaration(
        case_id=story.CASE,
        agency_id=AGENCIES[agency].id if agency else None,
        practitioner_id=PEOPLE[person].id if person else None,
        declared_by=PEOPLE["corina"].posts[0].id,
        declared_at=datetime(2026, 2, 1, tzinfo=UTC),
    )
