"""Letters to a post go to its work address, which its colleagues and who manages posts are shown, and nobody else."""

from typing import Any
from uuid import uuid4

import pytest

from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.demo.cast import NGO_SCRIPT
from tests.administration.office import (
    RESERVED,
    admin_of,
    done,
    no_other_role_may,
    platform,
    posts,
    practitioner,
    refused,
)
from tests.messaging.room import left_behind, nothing, posted
from tests.record.auditing import auditor
from tests.seats.chairs import in_role
from tests.streams.wire import Wire, case_cursor
from tests.support.table import Client, Table

OTHER = "ana.pop@ipj.example.org"
HEARD = """subscription ($id: ID!, $after: String) {
  caseEvents(caseId: $id, after: $after) { ... on MessagePosted { message { author { email } } } }
}"""
EMAIL = "query ($id: ID!) { node(id: $id) { ... on Membership { id email } } }"


def _given(table: Table, email: str | None = OTHER, key: str = "ana") -> dict[str, Any]:
    return {"membershipId": table.membership_id(key), "email": email}


async def _shown(client: Client, table: Table, key: str = "ana") -> str | None:
    """A post's address, as somebody is shown it."""
    node = (await client.ask(EMAIL, id=table.membership_id(key))).data["node"]
    assert node["id"] == table.membership_id(key)
    email: str | None = node["email"]
    return email


@pytest.mark.parametrize("who", [platform, admin_of])
async def test_a_post_gets_another_address_and_then_none(table: Table, who: Any) -> None:
    client = await who(table)

    async with left_behind(table) as added:
        post = await done(client, "ChangePostAddress", **_given(table, " Ana.Pop@IPJ.Example.org "))

    assert (post["id"], post["email"]) == (table.membership_id("ana"), "Ana.Pop@ipj.example.org")
    assert added == {"performed": 1}
    assert [each["membership"]["email"] for each in await posts(client, table) if each["holder"] == "Ana"] == [
        "Ana.Pop@ipj.example.org"
    ]
    for nowhere in (None, " "):
        assert (await done(client, "ChangePostAddress", **_given(table, nowhere)))["email"] is None


@pytest.mark.parametrize(
    ("email", "kept"),
    [
        ("o'brien+cases@example.org", "o'brien+cases@example.org"),
        ("ana@poliția.example.org", "ana@xn--poliia-lmc.example.org"),
        ("x" * 64 + "@example.org", "x" * 64 + "@example.org"),
    ],
)
async def test_it_is_kept_as_every_mail_server_takes_it(table: Table, email: str, kept: str) -> None:
    post = await done(await platform(table), "ChangePostAddress", **_given(table, email))

    assert post["email"] == kept


async def test_colleagues_and_who_manages_posts_are_shown_it_and_nobody_else(table: Table) -> None:
    ana = "ana@police.example.org"
    for role in sorted(set(Role) - {Role.SERVICE_ACCOUNT}):
        assert await _shown(await auditor(table, "police", role), table) == ana, role
        shown = await _shown(await auditor(table, "ngo", role), table)
        assert shown == (ana if role is Role.PLATFORM_ADMIN else None), role
    for key in ("bogdan", "corina", "dalia", "emil", "felicia", "jana"):
        assert await _shown(await table.by(key), table) is None, key
    assert await _shown(await table.by_script(), table, "dalia") is None
    assert await _shown(await table.by("ana"), table) == ana


async def test_it_is_shown_by_the_post_one_acts_by(table: Table) -> None:
    by_social, by_legal = await table.by("corina"), await table.by("corina", post=1)

    assert (await _shown(by_social, table, "corina"), await _shown(by_legal, table, "corina")) == (
        "corina@social.example.org",
        None,
    )


async def test_an_agency_s_administrator_changes_none_elsewhere_and_none_that_is_reserved(table: Table) -> None:
    gelu, denied = await admin_of(table), [("FORBIDDEN", ["membershipId"])]

    assert await refused(table, gelu, "ChangePostAddress", **_given(table, key="bogdan")) == denied
    for role in RESERVED:
        await in_role(table, "ana", role)
        assert await refused(table, gelu, "ChangePostAddress", **_given(table)) == denied


async def test_nobody_else_changes_one_not_even_their_own(table: Table) -> None:
    await no_other_role_may(table, "ChangePostAddress", **_given(table, key="gelu"))


async def test_one_that_is_not_there_is_not_found(table: Table) -> None:
    for client in (await platform(table), await admin_of(table), await table.by("ana")):
        for post, code in ((nothing("membership"), "NOT_FOUND"), (practitioner("ana"), "INVALID_ID")):
            given = {"membershipId": post, "email": OTHER}
            assert await refused(table, client, "ChangePostAddress", **given) == [(code, ["membershipId"])]


async def test_no_letter_goes_to_a_script_or_a_post_that_has_ended(table: Table) -> None:
    horia = await platform(table)
    await done(horia, "EndPost", membershipId=table.membership_id("ana"))
    script = {"membershipId": ids.encode("membership", NGO_SCRIPT.post.id), "email": OTHER}

    assert await refused(table, horia, "ChangePostAddress", **script) == [("INVALID_ROLE", ["membershipId"])]
    assert await refused(table, horia, "ChangePostAddress", **_given(table)) == [("WRONG_STATUS", ["membershipId"])]


@pytest.mark.parametrize(
    ("email", "code"),
    [
        *((email, "INVALID_ADDRESS") for email in ("ana", "ana@", "@example.org", "ana@localhost", "ana@police")),
        *((email, "INVALID_ADDRESS") for email in ("a b@example.org", "a@b@example.org", "Ana <a@example.org>")),
        *((email, "INVALID_ADDRESS") for email in ("a,b@example.org", '"a b"@example.org', "a@[127.0.0.1]")),
        *((email, "INVALID_ADDRESS") for email in ("ană@example.org", "a@example.org\r\nBcc: b@example.org")),
        *((email, "INVALID_ADDRESS") for email in ("a@-example.org", "a..b@example.org", "x" * 65 + "@example.org")),
        ("a@example.org\x00", "CONTROL_CHARACTERS"),
        ("a@" + "x" * 250 + ".org", "TOO_LONG"),
    ],
)
async def test_what_cannot_be_an_address_is_refused(table: Table, email: str, code: str) -> None:
    assert await refused(table, await platform(table), "ChangePostAddress", **_given(table, email)) == [
        (code, ["email"])
    ]


async def test_the_same_id_changes_it_once(table: Table) -> None:
    horia, mutation = await platform(table), str(uuid4())

    first = await done(horia, "ChangePostAddress", client_mutation_id=mutation, **_given(table))
    await done(horia, "ChangePostAddress", **_given(table, None))
    again = await done(horia, "ChangePostAddress", client_mutation_id=mutation, **_given(table))

    assert (first["email"], again["email"], await _shown(horia, table)) == (OTHER, None, None)


async def test_of_those_who_hear_the_same_each_is_told_what_is_for_them(wire: Wire) -> None:
    table = wire.table
    ana, bogdan, corina = [await table.by(key) for key in ("ana", "bogdan", "corina")]
    asked = {"id": table.case_id, "after": await case_cursor(ana, table)}
    async with (
        wire.listening(ana, HEARD, **asked) as hers,
        wire.listening(bogdan, HEARD, **asked) as his,
        wire.listening(corina, HEARD, **asked) as leads,
    ):
        await posted(ana, await table.thread_id(), "Who writes?")
        told = [(await stream.event())["message"]["author"]["email"] for stream in (hers, his, leads)]

    assert told == ["ana@police.example.org", None, None]
