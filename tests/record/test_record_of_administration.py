"""Every act on the directory is on the record: who did it, and to what; auditors of the agency it is about see it."""

from typing import Any

import pytest

from roundtable.admin import Act, transact
from roundtable.administration import agencies, logins, posts
from roundtable.core import ids
from roundtable.core.actor import OPERATOR, Role
from roundtable.core.audit.entries import EntryKind
from roundtable.core.errors import Problem
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.settings import Settings
from tests.administration.office import admin_of, done, in_days, platform, practitioner
from tests.administration.office import logins as logins_of
from tests.messaging.room import left_behind
from tests.record.auditing import auditor
from tests.seats.chairs import colleague, deputised
from tests.streams.record import Record, whole_record
from tests.support.table import AUDIT_KEY, Client, Table

POLICE, NGO = AGENCIES["police"].id.hex, AGENCIES["ngo"].id.hex


async def _acts(table: Table) -> list[tuple[str, dict[str, list[str]]]]:
    """Each act's name, and what it wrote of which agency."""
    return [(e.operation, e.items) for e in await whole_record(table) if e.kind is EntryKind.WRITE]


async def _told(client: Client, **asked: Any) -> list[tuple[str, bool, dict[str, list[str]]]]:
    """What an auditor sees of acts: by which operation, whether by the operator, and what of which agency."""
    page = (await client.ask("DirectoryRecord", **asked)).data["accessRecord"]["nodes"]
    return [
        (
            entry["operation"],
            entry["byOperator"],
            {
                about["agency"]["name"]: [item.partition("_")[0] for item in about["itemIds"]]
                for about in entry["agencies"]
            },
        )
        for entry in reversed(page)
        if entry["kind"] == "WRITE"
    ]


def _settings(table: Table) -> Settings:
    given: dict[str, Any] = {"secret_key": "a secret of the tests", "audit_key": AUDIT_KEY}
    return Settings(database_url=table.services.database.url, **given)


async def test_every_act_names_who_did_it_and_what_of_which_agency(table: Table) -> None:
    horia, ngo, ana = await platform(table), table.agency_id("ngo"), practitioner("ana")
    (login,) = await logins_of(horia, table, "ana")

    made = await done(horia, "AddAgency", name="Cluj Shelter", type="SHELTER")
    await done(horia, "ChangeAgency", agencyId=made["id"], name="Shelter")
    await done(horia, "RestAgency", agencyId=made["id"])
    await done(horia, "ResumeAgency", agencyId=made["id"])
    given = {"agencyId": ngo, "role": "PRACTITIONER"}
    ioana = await done(horia, "AddPractitioner", fullName="Ioana Pop", **given)
    more = await done(horia, "AddPost", practitionerId=ana, **given)
    await done(horia, "EndPost", membershipId=more["id"], endsAt=in_days(table, 1))
    script = await done(horia, "AddServiceAccount", name="Tasks", agencyId=ngo, clientId="tasks")
    invited = await done(horia, "InviteLogin", practitionerId=ana, subject="a-1")
    await done(horia, "WithdrawLogin", loginId=login)

    acts = await _acts(table)
    shelter = made["id"].partition("_")[2]
    assert acts[:4] == [(name, {shelter: []}) for name in ("addAgency", "changeAgency", "restAgency", "resumeAgency")]
    assert acts[4] == ("addPractitioner", {NGO: sorted([ioana["practitioner"]["id"], ioana["id"]])})
    assert acts[5:7] == [("addPost", {NGO: [more["id"]]}), ("endPost", {NGO: [more["id"]]})]
    (name, items) = acts[7]
    assert (name, [item.partition("_")[0] for item in items[NGO]]) == (
        "addServiceAccount",
        ["membership", "serviceaccount", "servicebinding"],
    )
    assert script["id"] in items[NGO]
    # Ana has posts at two agencies by now: it is about both.
    assert acts[8] == ("inviteLogin", {POLICE: [invited["id"]], NGO: [invited["id"]]})
    assert acts[9] == ("withdrawLogin", {POLICE: [login], NGO: [login]})
    writers = {e.membership_id for e in await whole_record(table) if e.kind is EntryKind.WRITE}
    assert writers == {PEOPLE["horia"].posts[0].id}


async def test_the_operator_s_acts_are_on_the_record_too_with_no_post(table: Table) -> None:
    settings, kind = _settings(table), ids.encode("agency", AGENCIES["police"].id)

    await transact(settings, Act("change-agency", agencies.change_agency, {"agency_id": kind, "name": "Police"}))
    given = {"agency_id": kind, "role": Role.AUDITOR, "full_name": "Ioana Pop"}
    refs = await transact(settings, Act("add-practitioner", posts.add_practitioner, given))

    first, second = await whole_record(table)
    assert (first.operation, first.membership_id, first.agency_id, first.session_id) == (
        "admin change-agency",
        OPERATOR.membership_id,
        OPERATOR.agency_id,
        None,
    )
    assert sorted(second.items[POLICE]) == sorted(ids.encode(name, key) for name, key in refs.items())
    assert len(second.fingerprint) == 64


async def test_what_the_operator_is_refused_leaves_nothing(table: Table) -> None:
    act = Act("withdraw-login", logins.withdraw_login, {"login_id": "login_" + "0" * 32})

    async with left_behind(table) as added:
        with pytest.raises(Problem) as refused:
            await transact(_settings(table), act)

    assert (refused.value.code, added, await whole_record(table)) == ("NOT_FOUND", {}, [])


async def test_nothing_is_done_that_cannot_be_recorded(table: Table, request: pytest.FixtureRequest) -> None:
    horia, record = await platform(table), Record(table, request)

    async with left_behind(table) as added, record.refusing(EntryKind.WRITE):
        given = {"clientMutationId": "0190c6f0-0000-7000-8000-000000000001", "name": "Shelter", "type": "SHELTER"}
        answer = await horia.ask("AddAgency", input=given)

    assert (answer.codes, added) == (["INTERNAL"], {})


async def test_an_auditor_sees_what_was_done_about_the_own_agency_whoever_did_it(table: Table) -> None:
    horia, name = await platform(table), AGENCIES["police"].name
    police = {"agencyId": table.agency_id("police"), "role": "PRACTITIONER"}
    await done(horia, "AddPost", practitionerId=practitioner("bogdan"), **police)
    await done(horia, "AddPost", practitionerId=practitioner("bogdan"), agencyId=table.agency_id("ngo"), role="ANALYST")
    given = {"membership_id": table.membership_id("ana")}
    await transact(_settings(table), Act("end-post", posts.end_post, given))

    of_police = await auditor(table, "police")
    seen = [
        ("addPost", False, {name: ["membership"]}),
        ("admin end-post", True, {name: ["membership"]}),
    ]
    assert await _told(of_police) == seen
    assert await _told(of_police, agencyId=table.agency_id("police")) == seen
    assert await _told(of_police, agencyId=table.agency_id("ngo")) == []
    of_ngo = await auditor(table, "ngo")
    assert await _told(of_ngo) == [("addPost", False, {AGENCIES["ngo"].name: ["membership"]})]
    # Where those are who did it, all of it is seen.
    assert [act for act, _, _ in await _told(await auditor(table, "elsewhere"))] == ["addPost", "addPost"]


async def test_what_is_given_in_all_cases_is_about_the_agency_too(table: Table) -> None:
    horia = await platform(table)
    police = {"agencyId": table.agency_id("police"), "category": "HEALTH"}
    entitlement = (await horia.act("GrantEntitlement", **police))["entitlement"]["id"]
    await horia.act("EndEntitlement", entitlementId=entitlement)

    name = AGENCIES["police"].name
    assert await _told(await auditor(table, "police")) == [
        (act, False, {name: ["entitlement"]}) for act in ("grantEntitlement", "endEntitlement")
    ]


async def test_who_stands_in_for_whom_is_about_the_agency_too(table: Table) -> None:
    bogdan, post = await table.by("bogdan"), table.membership_id("bogdan")
    await colleague(table, "bogdan")

    made = await deputised(bogdan, table, post, table.membership_id("horia"))

    # And about the case that another sees by it.
    about = {AGENCIES["forensic"].id.hex: [made["id"]], story.CASE.hex: []}
    assert await _acts(table) == [("nameDeputy", about)]


async def test_an_auditor_s_own_look_is_about_the_agency(table: Table) -> None:
    horia = await platform(table)
    police = {"agencyId": table.agency_id("police"), "role": "PRACTITIONER"}
    await done(horia, "AddPost", practitionerId=practitioner("bogdan"), **police)
    gelu = await auditor(table, "police")

    await _told(gelu)

    last = (await whole_record(table))[-1]
    assert (last.kind, last.operation, last.items) == (EntryKind.READ, "DirectoryRecord", {POLICE: []})


async def test_who_is_no_auditor_sees_none_of_it(table: Table) -> None:
    horia = await platform(table)
    await done(horia, "RestAgency", agencyId=table.agency_id("ngo"))

    assert await _told(horia) == []
    for role in sorted(set(Role) - {Role.AUDITOR, Role.SERVICE_ACCOUNT}):
        assert await _told(await auditor(table, "police", role)) == []
    assert await _told(await admin_of(table, "police")) == []
