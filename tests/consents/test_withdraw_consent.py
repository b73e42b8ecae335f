"""Withdrawing a consent."""

import asyncio
from typing import Any

from tests.consents.room import break_glass, listed, recorded, seat_programme, withdrawn
from tests.messaging.room import left_behind, nothing, refusals
from tests.support.table import Client, Table
from tests.tasks.desk import in_hours, shifted


async def _refused(table: Table, client: Client, **given: Any) -> list[tuple[str, list[str]]]:
    async with left_behind(table) as added:
        payload = await client.act("WithdrawConsent", **given)
    assert payload["consent"] is None
    assert added == {}
    return refusals(payload)


async def test_a_consent_is_withdrawn_by_any_agency_on_her_side_and_stays_on_record(table: Table) -> None:
    consent = await recorded(await table.by("corina"), table)
    dalia = await table.by("dalia")

    async with left_behind(table) as added:
        payload = await dalia.act("WithdrawConsent", consentId=consent["id"], note=" She told me. ")

    assert payload["problems"] == []
    after = payload["consent"]
    assert (after["withdrawnBy"]["id"], after["withdrawalNote"]) == (table.membership_id("dalia"), "She told me.")
    changed = ("inForce", "withdrawnAt", "withdrawnBy", "withdrawalNote")
    assert {**consent, **{name: after[name] for name in changed}} == after
    assert (after["inForce"], after["withdrawnAt"] > consent["recordedAt"]) == (False, True)
    assert await listed(await table.by("ana"), table) == [after]
    # Nothing rests on it, so only the five agencies on her side are told.
    assert added == {"fact": 5, "stream_entry": 5, "performed": 1}


async def test_it_is_withdrawn_once(table: Table) -> None:
    ana = await table.by("ana")
    consent = await withdrawn(ana, await recorded(ana, table))

    assert await _refused(table, ana, consentId=consent["id"]) == [("WRONG_STATUS", [])]


async def test_of_two_who_withdraw_it_at_once_one_does(table: Table) -> None:
    ana, dalia = await table.by("ana"), await table.by("dalia")
    consent = await recorded(ana, table)

    payloads = await asyncio.gather(
        *(client.act("WithdrawConsent", consentId=consent["id"]) for client in (ana, dalia))
    )

    assert sorted(refusals(payload) for payload in payloads) == [[], [("WRONG_STATUS", [])]]


async def test_what_was_not_given_or_is_expired_cannot_be_withdrawn(table: Table) -> None:
    ana = await table.by("ana")
    refusal = await recorded(ana, table, decision="REFUSED")
    ended = await recorded(ana, table, expiresAt=in_hours(table, 0.5))

    with shifted(table, 0.75):
        for consent in (refusal, ended):
            assert await _refused(table, ana, consentId=consent["id"]) == [("WRONG_STATUS", [])]


async def test_wrong_ids_and_texts_are_refused(table: Table) -> None:
    ana = await table.by("ana")
    consent = await recorded(ana, table)

    for wrong in (table.case_id, "consent", ""):
        assert await _refused(table, ana, consentId=wrong) == [("INVALID_ID", ["consentId"])]
    for text, code in (("x" * 501, "TOO_LONG"), ("a\u202eb", "CONTROL_CHARACTERS")):
        assert await _refused(table, ana, consentId=consent["id"], note=text) == [(code, ["note"])]


async def test_the_perpetrator_s_side_a_glass_and_outsiders_cannot_tell_that_it_exists(table: Table) -> None:
    consent = await recorded(await table.by("ana"), table)
    await seat_programme(table)
    for key in ("felicia", "horia"):
        await break_glass(table, key)

    for client in [*[await table.by(key) for key in ("felicia", "emil", "gelu", "horia")], await table.by_script()]:
        there = await _refused(table, client, consentId=consent["id"])
        assert there == await _refused(table, client, consentId=nothing("consent"))
        assert there == [("NOT_FOUND", ["consentId"])]
