"""Who is asking, as the page is told."""

from datetime import timedelta

import pytest

from roundtable.agencies.models import Agency, Membership
from roundtable.core import streams
from roundtable.core.actor import Role
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE
from tests.seats.chairs import in_role
from tests.support.table import Table

# What each role may do, written apart from the table that grants it.
WORKS = sorted(
    [
        *("case:read", "message:post", "thread:open", "task:read", "task:assign", "task:answer", "audience:change"),
        *("conflict:declare", "consent:record", "glass:break", "involvement:check", "conference:attend", "return:give"),
        *("risk:assess", "plan:write", "incident:record"),
    ]
)
SPEAKS = sorted([*WORKS, "deputy:name", "invitation:answer", "member:name", "case:refer", "conference:answer"])
LEADS = sorted(
    [
        *SPEAKS,
        *("agency:invite", "case:oversee", "conference:lead", "conflict:manage", "entitlement:grant"),
        *("glass:review", "message:redact", "plan:sign", "incident:join"),
    ]
)
AUDITS = ["record:read", "record:witness"]
ADMINISTERS = ["entitlement:grant", "login:manage", "post:manage"]
WITHOUT_CASES = {
    Role.AUDITOR: AUDITS,
    Role.ANALYST: ["figures:read"],
    Role.DIRECTORY_EDITOR: [],
    Role.AGENCY_ADMIN: sorted([*ADMINISTERS, "deputy:name", "record:witness"]),
    Role.PLATFORM_ADMIN: sorted([*ADMINISTERS, "agency:manage"]),
}
BY_ROLE = {
    **{Role.PRACTITIONER: WORKS, Role.CONTACT_POINT: SPEAKS, Role.CASE_MANAGER: LEADS},
    **{Role.SUPERVISOR: LEADS, Role.AUDITOR: AUDITS},
}
PERMISSIONS = {key: BY_ROLE[person.posts[0].role] for key, person in PEOPLE.items()}


async def test_each_of_the_cast_is_told_who_they_are_and_what_they_may_do(table: Table) -> None:
    for key, person in PEOPLE.items():
        viewer = (await (await table.by(key)).ask("Viewer")).data["viewer"]
        post = person.posts[0]
        assert viewer["practitioner"]["fullName"] == person.name
        assert viewer["membership"]["id"] == table.membership_id(key)
        assert (viewer["membership"]["role"], viewer["membership"]["title"]) == (post.role, post.title)
        assert viewer["membership"]["agency"]["name"] == AGENCIES[post.agency].name
        assert [own["id"] for own in viewer["memberships"]] == [
            table.membership_id(key, place) for place in range(len(person.posts))
        ]
        assert viewer["permissions"] == [_name(right) for right in PERMISSIONS[key]]


async def test_rights_are_those_of_the_post_one_acts_by(table: Table) -> None:
    viewer = (await (await table.by("corina", post=1)).ask("Viewer")).data["viewer"]

    assert viewer["membership"]["id"] == table.membership_id("corina", 1)
    assert viewer["membership"]["agency"]["name"] == "Cluj Legal Aid"
    assert viewer["permissions"] == [_name(right) for right in WORKS]
    assert len(viewer["memberships"]) == 2


@pytest.mark.parametrize("role", WITHOUT_CASES)
async def test_who_works_on_no_case_has_no_right_to_one(table: Table, role: Role) -> None:
    viewer = (await (await in_role(table, "ana", role)).ask("Viewer")).data["viewer"]

    assert viewer["permissions"] == [_name(right) for right in WITHOUT_CASES[role]]


async def test_a_script_is_nobody_s_post_and_reads_tasks(table: Table) -> None:
    viewer = (await (await table.by_script()).ask("Viewer")).data["viewer"]

    assert viewer["practitioner"] is None
    assert (viewer["membership"]["role"], viewer["membership"]["title"]) == ("SERVICE_ACCOUNT", "Task export")
    assert viewer["membership"]["agency"]["name"] == "Casa Speranței"
    assert viewer["permissions"] == ["RECORD_WITNESS", "TASK_READ"]
    assert viewer["memberships"] == []


async def test_the_cursor_of_one_s_events_is_of_one_s_own_streams(table: Table) -> None:
    dalia, script = await table.by("dalia"), await table.by_script()
    ngo = AGENCIES["ngo"].id
    of = {"dalia": [ngo, PEOPLE["dalia"].id], NGO_SCRIPT.client_id: [ngo]}

    for client in (dalia, script):
        cursor = (await client.ask("Viewer")).data["viewer"]["eventsCursor"]
        assert set(streams.positions(cursor, of[client.key], table.services.seal)) == set(of[client.key])


async def test_cursors_of_one_place_tell_nothing_by_being_equal(table: Table) -> None:
    horia = await table.by("horia")

    cursors = {(await horia.ask("Viewer")).data["viewer"]["eventsCursor"] for _ in range(5)}

    assert len(cursors) == 5


async def test_someone_not_signed_in_is_told_only_to_sign_in(table: Table) -> None:
    answer = await table.stranger().ask("Viewer")

    assert (answer.status, answer.codes, "data" in answer.body) == (401, ["UNAUTHENTICATED"], False)


@pytest.mark.parametrize("ended", ["the post", "the agency"])
async def test_who_has_no_live_post_any_more_is_not_signed_in(table: Table, ended: str) -> None:
    ana = await table.by("ana")
    async with table.database.writing() as session:
        if ended == "the post":
            post = await session.get_one(Membership, PEOPLE["ana"].posts[0].id)
            post.ends_at = table.services.clock.now()
        else:
            (await session.get_one(Agency, AGENCIES["police"].id)).active = False

    assert (await ana.ask("Viewer")).status == 401


async def test_posts_that_have_ended_or_not_begun_are_not_to_choose_from(table: Table) -> None:
    corina, other = await table.by("corina"), PEOPLE["corina"].posts[1].id
    now = table.services.clock.now()

    for starts, ends in ((timedelta(1), None), (timedelta(-2), timedelta(-1))):
        async with table.database.writing() as session:
            post = await session.get_one(Membership, other)
            post.starts_at, post.ends_at = now + starts, now + ends if ends else None
        viewer = (await corina.ask("Viewer")).data["viewer"]
        assert [own["id"] for own in viewer["memberships"]] == [table.membership_id("corina")]


def _name(right: str) -> str:
    """How the schema writes a right."""
    return right.replace(":", "_").upper()
