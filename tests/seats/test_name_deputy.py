"""Naming a deputy: a colleague has a post's own seats for a time, and never those that post has as a deputy."""

from datetime import timedelta
from typing import Any

import pytest

from roundtable.agencies.models import Deputyship, Membership
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.core.tables import new_id
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.messaging.room import left_behind, nothing, page, refusals
from tests.seats.chairs import colleague, conflicted, deputised, in_role, inactive, sees
from tests.support.table import Table
from tests.tasks.desk import in_hours, shifted


def _posts(table: Table) -> tuple[str, str]:
    return table.membership_id("bogdan"), table.membership_id("horia")


async def test_a_deputy_has_the_seat_while_it_lasts_and_not_the_namings(table: Table) -> None:
    bogdan, horia, (post, deputy) = await table.by("bogdan"), await colleague(table, "bogdan"), _posts(table)
    assert not await sees(horia, table)

    made = await deputised(bogdan, table, post, deputy, startsAt=in_hours(table, 0.2), endsAt=in_hours(table, 0.4))

    assert (made["membership"]["id"], made["deputy"]["id"], made["namedBy"]["id"]) == (post, deputy, post)
    assert not await sees(horia, table)
    with shifted(table, 0.3):
        assert await sees(horia, table)
        assert await page(horia, await table.thread_id("Practical questions")) is not None
    with shifted(table, 0.5):
        assert not await sees(horia, table)


async def test_a_contact_point_names_a_colleague_s_deputy_from_now_on(table: Table) -> None:
    horia, (post, deputy) = await colleague(table, "bogdan", Role.CONTACT_POINT), _posts(table)
    gelu = await table.by("gelu")

    made = await deputised(horia, table, post, deputy)

    assert made["namedBy"]["id"] == deputy
    assert made["startsAt"] < in_hours(table, 0)
    assert not await sees(gelu, table)


async def test_an_administrator_names_deputies_and_sees_no_case_by_it(table: Table) -> None:
    horia, (post, deputy) = await colleague(table, "bogdan", Role.AGENCY_ADMIN), _posts(table)

    payload = await horia.act("NameDeputy", membershipId=post, deputyMembershipId=deputy, endsAt=in_hours(table, 24))

    # Not for themselves either: who administers stands in for nobody.
    assert refusals(payload) == [("NOT_FOUND", ["deputyMembershipId"])]
    assert not await sees(horia, table)


async def _third(table: Table) -> str:
    """Another post of the forensic service, Gelu's."""
    third = Membership(
        id=new_id(),
        practitioner_id=PEOPLE["gelu"].id,
        agency_id=AGENCIES["forensic"].id,
        role=Role.PRACTITIONER,
        starts_at=table.services.clock.now(),
    )
    await table.add(third)
    return ids.encode("membership", third.id)


async def test_nobody_is_deputy_of_a_deputy(table: Table) -> None:
    bogdan, horia, (post, deputy) = await table.by("bogdan"), await colleague(table, "bogdan"), _posts(table)
    third = await _third(table)
    gelu = await table.by("gelu")
    await gelu.act("SwitchMembership", membershipId=third)
    await deputised(bogdan, table, post, deputy, startsAt=in_hours(table, 10), endsAt=in_hours(table, 20))
    span = {"startsAt": in_hours(table, 19), "endsAt": in_hours(table, 30)}

    async with left_behind(table) as added:
        below = await horia.act("NameDeputy", membershipId=deputy, deputyMembershipId=third, **span)
        above = await gelu.act("NameDeputy", membershipId=third, deputyMembershipId=post, **span)

    assert (refusals(below), below["deputyship"]) == ([("WRONG_STATUS", ["membershipId"])], None)
    assert (refusals(above), above["deputyship"]) == ([("WRONG_STATUS", ["deputyMembershipId"])], None)
    assert added == {}
    await deputised(horia, table, deputy, third, startsAt=in_hours(table, 20), endsAt=in_hours(table, 30))


async def test_a_chain_that_stands_nevertheless_reaches_no_further_than_its_first_deputy(table: Table) -> None:
    bogdan, horia, (post, deputy) = await table.by("bogdan"), await colleague(table, "bogdan"), _posts(table)
    third, now = await _third(table), table.services.clock.now()
    gelu = await table.by("gelu")
    await gelu.act("SwitchMembership", membershipId=third)
    await deputised(bogdan, table, post, deputy)
    below = {"membership_id": ids.decode("membership", deputy), "deputy_id": ids.decode("membership", third)}
    chained = Deputyship(**below, named_by=PEOPLE["horia"].posts[0].id, starts_at=now, ends_at=now + timedelta(hours=1))
    await table.add(chained)

    assert (await sees(horia, table), await sees(gelu, table)) == (True, False)


async def test_a_conflict_of_the_deputy_beats_the_deputyship(table: Table) -> None:
    bogdan, horia, (post, deputy) = await table.by("bogdan"), await colleague(table, "bogdan"), _posts(table)
    await deputised(bogdan, table, post, deputy)

    await conflicted(table, person="horia")

    assert not await sees(horia, table)


async def test_a_span_is_of_the_future_and_of_at_most_ninety_days(table: Table) -> None:
    bogdan, (post, deputy) = await table.by("bogdan"), _posts(table)
    await colleague(table, "bogdan")
    given = {"membershipId": post, "deputyMembershipId": deputy}
    spans: list[tuple[dict[str, Any], list[str]]] = [
        ({"endsAt": in_hours(table, -1)}, ["endsAt"]),
        ({"startsAt": in_hours(table, 2), "endsAt": in_hours(table, 1)}, ["endsAt"]),
        ({"startsAt": in_hours(table, 2), "endsAt": in_hours(table, 24 * 90 + 3)}, ["endsAt"]),
        ({"endsAt": in_hours(table, 24 * 91)}, ["endsAt"]),
        ({"startsAt": in_hours(table, -1), "endsAt": in_hours(table, 1)}, ["startsAt"]),
    ]

    async with left_behind(table) as added:
        for span, path in spans:
            payload = await bogdan.act("NameDeputy", **given, **span)
            assert (refusals(payload), payload["deputyship"]) == ([("INVALID_DATE", path)], None), span
    assert added == {}

    start = in_hours(table, 2)
    made = await deputised(bogdan, table, post, deputy, startsAt=start, endsAt=in_hours(table, 24 * 90 + 1.9))
    assert made["startsAt"] == start.replace("+00:00", "Z")


async def test_the_same_two_do_not_overlap(table: Table) -> None:
    bogdan, (post, deputy) = await table.by("bogdan"), _posts(table)
    await colleague(table, "bogdan")
    await deputised(bogdan, table, post, deputy, startsAt=in_hours(table, 10), endsAt=in_hours(table, 20))
    given = {"membershipId": post, "deputyMembershipId": deputy}

    async with left_behind(table) as added:
        for start, end in ((5, 11), (12, 13), (19, 30), (5, 30)):
            span = {"startsAt": in_hours(table, start), "endsAt": in_hours(table, end)}
            payload = await bogdan.act("NameDeputy", **given, **span)
            assert refusals(payload) == [("WRONG_STATUS", ["deputyMembershipId"])]
    assert added == {}

    await deputised(bogdan, table, post, deputy, startsAt=in_hours(table, 21), endsAt=in_hours(table, 30))


async def test_only_a_working_post_of_the_same_agency_stands_in(table: Table) -> None:
    bogdan, (post, deputy) = await table.by("bogdan"), _posts(table)
    given = {"membershipId": post, "endsAt": in_hours(table, 1)}

    async with left_behind(table) as added:
        for other in (nothing("membership"), deputy, table.membership_id("ana")):
            payload = await bogdan.act("NameDeputy", **given, deputyMembershipId=other)
            assert (refusals(payload), payload["deputyship"]) == ([("NOT_FOUND", ["deputyMembershipId"])], None)
        await colleague(table, "bogdan", Role.AUDITOR)
        payload = await bogdan.act("NameDeputy", **given, deputyMembershipId=deputy)
        assert refusals(payload) == [("NOT_FOUND", ["deputyMembershipId"])]
        for wrong in ("nonsense", post):
            payload = await bogdan.act("NameDeputy", **given, deputyMembershipId=wrong)
            assert refusals(payload) == [("INVALID_ID", ["deputyMembershipId"])]
        payload = await bogdan.act("NameDeputy", **given | {"membershipId": "nonsense"}, deputyMembershipId=deputy)
        assert refusals(payload) == [("INVALID_ID", ["membershipId"])]
        payload = await bogdan.act(
            "NameDeputy", **given | {"membershipId": nothing("membership")}, deputyMembershipId=deputy
        )
        assert refusals(payload) == [("NOT_FOUND", ["membershipId"])]

    assert added == {}


@pytest.mark.parametrize("key", ["ana", "horia", "felicia"])
async def test_others_are_refused_and_nothing_is_recorded(table: Table, key: str) -> None:
    # A contact point of another agency, a practitioner of the same one, a practitioner of another.
    await colleague(table, "bogdan")
    client, (post, deputy) = await table.by(key), _posts(table)

    async with left_behind(table) as added:
        payload = await client.act(
            "NameDeputy", membershipId=post, deputyMembershipId=deputy, endsAt=in_hours(table, 1)
        )

    assert (refusals(payload), payload["deputyship"]) == ([("FORBIDDEN", [])], None)
    assert added == {}


async def test_a_post_that_works_on_no_case_has_no_deputy(table: Table) -> None:
    bogdan, (post, deputy) = await in_role(table, "bogdan", Role.AGENCY_ADMIN), _posts(table)
    await colleague(table, "bogdan")

    payload = await bogdan.act("NameDeputy", membershipId=post, deputyMembershipId=deputy, endsAt=in_hours(table, 1))

    assert refusals(payload) == [("NOT_FOUND", ["membershipId"])]


async def test_nobody_acts_for_an_agency_that_is_gone(table: Table) -> None:
    bogdan = await table.by("bogdan")
    await inactive(table, "forensic")

    answer = await bogdan.ask("Deputyships")

    assert answer.status == 401
