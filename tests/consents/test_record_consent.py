"""Recording what a person of the case decided."""

from typing import Any

import pytest

from roundtable.agencies.models import Agency
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES
from tests.consents.room import asked, break_glass, listed, person, recorded, seat_programme
from tests.messaging.room import left_behind, nothing, refusals
from tests.support.table import Client, Table
from tests.tasks.desk import in_hours
from tests.viewer.nodes import nodes_of

NOT_GIVEN = ("NOT_SOUGHT", "REFUSED", "UNSAFE_TO_ASK", "LACKS_CAPACITY")


async def _refused(table: Table, client: Client, given: dict[str, Any]) -> list[tuple[str, list[str]]]:
    async with left_behind(table) as added:
        payload = await client.act("RecordConsent", **given)
    assert payload["consent"] is None
    assert added == {}
    return refusals(payload)


async def test_a_consent_is_kept_with_its_scope_and_its_end(table: Table) -> None:
    dalia = await table.by("dalia")
    end = in_hours(table, 24)
    given = await asked(
        dalia,
        table,
        decision="GIVEN_WITH_LIMITS",
        purposes=["SAFETY", "HEALTH_CARE", "SAFETY"],
        agencyIds=[table.agency_id("ngo"), table.agency_id("hospital")],
        categories=["LOCATION", "HEALTH"],
        note="  She wants no police. ",
        expiresAt=end,
    )

    async with left_behind(table) as added:
        payload = await dalia.act("RecordConsent", **given)

    assert payload["problems"] == []
    (shown,) = await listed(await table.by("ana"), table)
    assert shown == payload["consent"]
    assert (shown["expiresAt"][:19], shown["participant"]["label"]) == (end[:19], "M.")
    assert [agency["name"] for agency in shown["agencies"]] == ["Casa Speranței", "Cluj Sexual Violence Centre"]
    assert shown["recordedBy"]["id"] == table.membership_id("dalia")
    plain = {name: shown[name] for name in ("decision", "inForce", "expired", "purposes", "categories", "note")}
    assert plain == {
        "decision": "GIVEN_WITH_LIMITS",
        "inForce": True,
        "expired": False,
        "purposes": ["HEALTH_CARE", "SAFETY"],
        "categories": ["LOCATION", "HEALTH"],
        "note": "She wants no police.",
    }
    assert [shown[name] for name in ("withdrawnAt", "withdrawnBy", "withdrawalNote")] == [None, None, None]
    # Each of the five agencies on her side is told, in the case's stream.
    assert added == {"consent": 1, "fact": 5, "stream_entry": 5, "performed": 1}


async def test_a_consent_to_everything_names_nothing(table: Table) -> None:
    consent = await recorded(await table.by("corina"), table)

    assert [consent[name] for name in ("inForce", "purposes", "agencies", "categories")] == [True, [], [], []]


async def test_a_child_s_consent_is_recorded_too(table: Table) -> None:
    ana = await table.by("ana")

    consent = await recorded(ana, table, participantId=await person(ana, table, "Elder child, 9"))

    assert (consent["participant"]["role"], consent["inForce"]) == ("CHILD", True)


async def test_what_was_not_given_is_recorded_and_in_force_for_nothing(table: Table) -> None:
    corina = await table.by("corina")

    for decision in NOT_GIVEN:
        consent = await recorded(corina, table, decision=decision, note="On Monday.")
        assert (consent["decision"], consent["inForce"], consent["note"]) == (decision, False, "On Monday.")


async def test_what_was_not_given_has_no_scope_and_no_end(table: Table) -> None:
    ana = await table.by("ana")
    scopes: dict[str, Any] = {
        "purposes": ["SAFETY"],
        "agencyIds": [table.agency_id("ngo")],
        "categories": ["HEALTH"],
        "expiresAt": in_hours(table, 1),
    }

    for decision in NOT_GIVEN:
        for name, scope in scopes.items():
            given = await asked(ana, table, decision=decision, **{name: scope})
            assert await _refused(table, ana, given) == [("WRONG_STATUS", [name])]


async def test_a_withdrawal_is_not_recorded_but_comes_by_withdrawing(table: Table) -> None:
    ana = await table.by("ana")

    refused = await _refused(table, ana, await asked(ana, table, decision="WITHDRAWN"))

    assert refused == [("WRONG_STATUS", ["decision"])]


async def test_limits_have_to_be_said(table: Table) -> None:
    ana = await table.by("ana")

    refused = await _refused(table, ana, await asked(ana, table, decision="GIVEN_WITH_LIMITS", categories=["HEALTH"]))

    assert refused == [("REQUIRED", ["purposes"])]


async def test_an_end_that_is_past_or_now_is_refused(table: Table) -> None:
    ana = await table.by("ana")

    for hours in (0, -24):
        given = await asked(ana, table, expiresAt=in_hours(table, hours))
        assert await _refused(table, ana, given) == [("INVALID_DATE", ["expiresAt"])]


async def test_an_agency_that_is_unknown_or_inactive_is_refused(table: Table) -> None:
    ana, agency = await table.by("ana"), table_of(Agency)
    async with table.database.writing() as session:
        await session.execute(agency.update().where(agency.c.id == AGENCIES["legal"].id).values(active=False))

    for wrong in (nothing("agency"), table.agency_id("legal")):
        given = await asked(ana, table, agencyIds=[table.agency_id("ngo"), wrong])
        assert await _refused(table, ana, given) == [("INVALID_AUDIENCE", ["agencyIds"])]


async def test_a_person_of_another_case_is_refused_as_one_that_is_not_there(table: Table) -> None:
    ana = await table.by("ana")
    (elsewhere,) = await nodes_of(table, "participant", story.QUIET_CASE)

    for wrong in (elsewhere, nothing("participant")):
        given = await asked(ana, table, participantId=wrong)
        assert await _refused(table, ana, given) == [("NOT_FOUND", ["participantId"])]


async def test_nothing_is_disclosed_on_the_alleged_perpetrator_s_word(table: Table) -> None:
    ana = await table.by("ana")

    refused = await _refused(table, ana, await asked(ana, table, participantId=await person(ana, table, "V.")))

    assert refused == [("WRONG_STATUS", ["participantId"])]


async def test_ids_of_the_wrong_kind_and_wrong_texts_are_refused(table: Table) -> None:
    ana = await table.by("ana")
    wrong: list[tuple[str, Any, str]] = [
        ("caseId", table.agency_id("ngo"), "INVALID_ID"),
        ("participantId", "M.", "INVALID_ID"),
        ("agencyIds", [table.case_id], "INVALID_ID"),
        ("note", "x" * 2_001, "TOO_LONG"),
        ("note", "a\u202eb", "CONTROL_CHARACTERS"),
    ]

    for name, value, code in wrong:
        assert await _refused(table, ana, await asked(ana, table, **{name: value})) == [(code, [name])]


async def test_the_perpetrator_s_side_is_refused_and_nothing_is_recorded(table: Table) -> None:
    await seat_programme(table)
    felicia = await table.by("felicia")

    assert await _refused(table, felicia, await asked(felicia, table)) == [("FORBIDDEN", [])]


@pytest.mark.parametrize("key", ["horia", "felicia"])
async def test_a_glass_lets_nobody_record_one(table: Table, key: str) -> None:
    await break_glass(table, key)
    looker = await table.by(key)

    assert await _refused(table, looker, await asked(looker, table)) == [("NOT_FOUND", ["caseId"])]


async def test_a_glass_brings_the_perpetrator_s_side_no_nearer(table: Table) -> None:
    await seat_programme(table)
    await break_glass(table, "felicia")
    felicia = await table.by("felicia")

    assert await _refused(table, felicia, await asked(felicia, table)) == [("FORBIDDEN", [])]


async def test_who_is_not_at_the_table_cannot_tell_that_the_case_exists(table: Table) -> None:
    given = await asked(await table.by("ana"), table)

    for client in [*[await table.by(key) for key in ("emil", "felicia", "gelu", "horia")], await table.by_script()]:
        there = await _refused(table, client, given)
        assert there == await _refused(table, client, {**given, "caseId": nothing("case")})
        assert there == [("NOT_FOUND", ["caseId"])]
