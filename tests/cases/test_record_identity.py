"""Recording who a person in a case is, and who reads it."""

import asyncio
import re
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, text, update

from roundtable.access.models import BreakGlass, Compartment, GlassReason
from roundtable.cases.commands import erase_identities
from roundtable.cases.models import CaseKey, ParticipantIdentity
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from tests.cases.people import ADDRESS, MARIA, entitle, identities, participant, record, recorded, seat
from tests.messaging.room import left_behind, nothing, refusals
from tests.support.table import Table


async def test_who_someone_is_is_recorded_and_another_agency_reads_it(table: Table) -> None:
    corina, bogdan = await table.by("corina"), await table.by("bogdan")

    identity = await recorded(corina, table, **MARIA)

    assert identity.pop("recordedAt")
    assert identity == {**MARIA, "address": None, "recordedBy": {"id": table.membership_id("corina")}}
    read = await identities(bogdan, table)
    assert read and read["M."]
    assert read["M."].pop("recordedAt")
    assert read == {"M.": identity, "V.": None, "Elder child, 9": None, "Younger child, 4": None}


async def test_one_identity_and_one_key_are_kept_and_nothing_of_it_can_be_read_in_them(table: Table) -> None:
    corina = await table.by("corina")
    await entitle(table, "social")

    async with left_behind(table) as added:
        await recorded(corina, table, **MARIA, address=ADDRESS)

    # The five agencies on her side are told that it was.
    told_of = {"fact": 5, "stream_entry": 5}
    looked = {"person_look": 1}
    assert added == {"participant_identity": 1, "case_key": 1, "performed": 1, **told_of, **looked}
    async with table.database.reading() as connection:
        rows = [str((await connection.execute(text(f"SELECT * FROM {name}"))).all()) for name in added]  # noqa: S608
    for told in (*MARIA.values(), ADDRESS, "2900501123456", "Maria"):
        assert all(told not in row for row in rows)
    # So few digits stand in a key or a moment by chance.
    assert not any(re.search(r"(?<!\w)1990(?!\w)", row) for row in rows)


async def test_another_identity_of_the_case_is_kept_under_the_same_key(table: Table) -> None:
    corina, ana = await table.by("corina"), await table.by("ana")
    await recorded(corina, table, **MARIA)

    async with left_behind(table) as added:
        await recorded(ana, table, "V.", fullName="Vasile Pop")

    assert added == {"participant_identity": 1, "performed": 1, "fact": 5, "stream_entry": 5}
    read = await identities(corina, table)
    assert read and [(read[label] or {}).get("fullName") for label in ("M.", "V.")] == [
        MARIA["fullName"],
        "Vasile Pop",
    ]


async def test_what_is_left_out_stays_and_a_blank_takes_away(table: Table) -> None:
    corina, ana = await table.by("corina"), await table.by("ana")
    await recorded(corina, table, **MARIA)

    identity = await recorded(ana, table, phone="0733 111 111", nationalId=" ")

    assert identity.pop("recordedAt")
    changed = {"phone": "0733 111 111", "nationalId": None, "recordedBy": {"id": table.membership_id("ana")}}
    assert identity == {**MARIA, "address": None, **changed}


async def test_an_address_is_for_who_is_entitled_to_locations(table: Table) -> None:
    corina, ana, dalia = [await table.by(key) for key in ("corina", "ana", "dalia")]

    async with left_behind(table) as added:
        refused = await record(ana, table, fullName="Maria Pop", address=ADDRESS)
    assert (refusals(refused), refused["participant"], added) == ([("CATEGORY_NOT_HELD", ["address"])], None, {})

    assert (await recorded(dalia, table, **MARIA, address=ADDRESS))["address"] == ADDRESS
    read = [await identities(client, table) for client in (corina, ana, dalia)]
    assert [(people or {}).get("M.", {})["address"] for people in read] == [ADDRESS, None, ADDRESS]  # type: ignore[index]
    assert (await recorded(ana, table, phone="0733 111 111"))["address"] is None
    assert ((await identities(dalia, table)) or {})["M."]["address"] == ADDRESS  # type: ignore[index]


async def test_the_perpetrator_s_side_reads_who_that_is_and_records_nobody(table: Table) -> None:
    corina, felicia = await table.by("corina"), await table.by("felicia")
    await entitle(table, "programme")
    await entitle(table, "social")
    await seat(table, "felicia", compartment=Compartment.PERPETRATOR)
    await recorded(corina, table, **MARIA, address=ADDRESS)
    await recorded(corina, table, "V.", fullName="Vasile Pop", address="Strada Mare 1")
    await recorded(corina, table, "Elder child, 9", fullName="Ilinca Pop")

    read = await identities(felicia, table)

    assert read and read["V."]
    assert (read["V."]["fullName"], read["V."]["address"]) == ("Vasile Pop", "Strada Mare 1")
    assert [read[label] for label in ("M.", "Elder child, 9", "Younger child, 4")] == [None] * 3
    async with left_behind(table) as added:
        answers = [await record(felicia, table, label, fullName="Other") for label in ("V.", "M.")]
    assert ([refusals(answer) for answer in answers], added) == ([[("FORBIDDEN", [])]] * 2, {})


async def test_an_outsider_cannot_tell_that_the_person_exists(table: Table) -> None:
    corina = await table.by("corina")
    await recorded(corina, table, **MARIA)

    given: list[dict[str, Any]] = [{"fullName": "Maria Pop"}, {"phone": "\u202e"}, {"dateOfBirth": "2999-01-01"}]
    async with left_behind(table) as added:
        for client in (
            await table.by("horia"),
            await table.by("gelu"),
            await table.by("emil"),
            await table.by_script(),
        ):
            for told in given:
                there = await record(client, table, **told)
                not_there = await client.act("RecordIdentity", participantId=nothing("participant"), **told)
                assert there == not_there
                assert refusals(there) == [("NOT_FOUND", ["participantId"])]
            assert await identities(client, table) is None

    assert added == {}


async def test_through_a_glass_one_reads_and_records_nothing(table: Table) -> None:
    corina, horia, now = await table.by("corina"), await table.by("horia"), table.services.clock.now()
    await recorded(corina, table, **MARIA)
    await table.add(
        BreakGlass(
            case_id=story.CASE,
            membership_id=PEOPLE["horia"].posts[0].id,
            reason=GlassReason.THREAT_TO_LIFE,
            explanation="She called from the street.",
            opened_at=now,
            ends_at=now + timedelta(hours=3),
        )
    )

    read = await identities(horia, table)

    assert read and read["M."]
    assert read["M."]["fullName"] == MARIA["fullName"]
    assert refusals(await record(horia, table, phone="0744 222 222")) == [("NOT_FOUND", ["participantId"])]


async def test_what_cannot_be_is_refused_and_nothing_is_recorded(table: Table) -> None:
    corina = await table.by("corina")
    await entitle(table, "social")
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({"fullName": "x" * 201}, "TOO_LONG", "fullName"),
        ({"nationalId": "1" * 41}, "TOO_LONG", "nationalId"),
        ({"phone": "\x00"}, "CONTROL_CHARACTERS", "phone"),
        ({"address": "\u202ealpha"}, "CONTROL_CHARACTERS", "address"),
        (
            {"dateOfBirth": (table.services.clock.now() + timedelta(days=2)).date().isoformat()},
            "INVALID_DATE",
            "dateOfBirth",
        ),
    ]

    async with left_behind(table) as added:
        for told, code, field in wrong:
            assert refusals(await record(corina, table, **told)) == [(code, [field])]
        answer = await corina.ask(
            "RecordIdentity",
            input={
                "clientMutationId": "0190c6f0-0000-7000-8000-000000000001",
                "participantId": "x",
                "dateOfBirth": "1",
            },
        )
        assert answer.codes == ["INVALID_OPERATION"]

    assert added == {}


async def test_recorded_at_once_by_two_both_are_kept(table: Table) -> None:
    corina, ana = await table.by("corina"), await table.by("ana")

    await asyncio.gather(
        recorded(corina, table, fullName="Maria Pop"),
        recorded(ana, table, phone="0722 000 000"),
        recorded(ana, table, "V.", fullName="Vasile Pop"),
    )

    read = await identities(corina, table)
    assert read and read["M."] and read["V."]
    assert (read["M."]["fullName"], read["M."]["phone"]) == ("Maria Pop", "0722 000 000")
    assert read["V."]["fullName"] == "Vasile Pop"


async def test_a_field_moved_to_another_row_is_an_error_and_is_not_shown(table: Table) -> None:
    corina, identity = await table.by("corina"), table_of(ParticipantIdentity)
    await recorded(corina, table, **MARIA)
    await recorded(corina, table, "V.", fullName="Vasile Pop", phone="0733 111 111")
    async with table.database.writing() as session:
        theirs = select(identity.c.full_name).where(identity.c.participant_id == await _key(table, "M."))
        moved = update(identity).where(identity.c.participant_id == await _key(table, "V."))
        await session.execute(moved.values(full_name=theirs.scalar_subquery()))

    answer = await corina.ask("CaseIdentities", caseId=table.case_id)

    assert answer.codes == ["INTERNAL"]
    shown = {person["label"]: person["identity"] for person in answer.body["data"]["case"]["participants"]}
    assert (shown["V."]["fullName"], shown["V."]["phone"]) == (None, "0733 111 111")
    assert shown["M."]["fullName"] == MARIA["fullName"]


async def test_without_its_key_a_case_s_identities_are_gone_and_can_be_recorded_anew(table: Table) -> None:
    corina = await table.by("corina")
    await recorded(corina, table, **MARIA)
    async with table.services.database.writing() as session:
        work = await Work.begin(session, story.actor("corina"), table.services.clock.now())
        await erase_identities(work, story.CASE)

    read = await identities(corina, table)

    assert read and read["M."]
    assert [read["M."][name] for name in MARIA] == [None] * len(MARIA)
    identity = table_of(ParticipantIdentity)
    async with table.database.reading() as connection:
        hashes = (await connection.execute(select(identity.c.national_id_hash, identity.c.person_hash))).one()
    assert tuple(hashes) == (None, None)
    anew = await recorded(corina, table, phone="0744 222 222")
    assert (anew["fullName"], anew["phone"]) == (None, "0744 222 222")


async def test_a_key_that_is_lost_with_nothing_else_hides_everything_too(table: Table) -> None:
    corina = await table.by("corina")
    await recorded(corina, table, **MARIA)
    async with table.database.writing() as session:
        await session.execute(delete(table_of(CaseKey)))

    read = await identities(corina, table)

    assert read and read["M."]
    assert [read["M."][name] for name in MARIA] == [None] * len(MARIA)


async def _key(table: Table, label: str) -> Any:
    return ids.decode("participant", await participant(table, label))
