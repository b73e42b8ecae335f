"""Changing the post one acts by."""

from datetime import timedelta

from roundtable.agencies.models import Agency, Membership
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.messaging.room import left_behind, nothing, refusals
from tests.support.table import Client, Table


async def acting_by(client: Client) -> str:
    post: str = (await client.ask("Viewer")).data["viewer"]["membership"]["id"]
    return post


async def test_one_acts_by_the_other_post_from_then_on_in_this_session_alone(table: Table) -> None:
    corina, elsewhere = await table.by("corina"), await table.by("corina")
    first, second = table.membership_id("corina"), table.membership_id("corina", 1)
    assert (await corina.ask("CasePage", caseId=table.case_id)).data["case"] is not None

    async with left_behind(table) as added:
        payload = await corina.act("SwitchMembership", membershipId=second)

    assert (payload["problems"], payload["membership"]["id"]) == ([], second)
    assert added == {"performed": 1}
    assert await acting_by(corina) == second
    assert await acting_by(elsewhere) == first
    # Rights of posts are never united.
    assert (await corina.ask("CasePage", caseId=table.case_id)).data["case"] is None
    assert (await elsewhere.ask("CasePage", caseId=table.case_id)).data["case"] is not None


async def test_one_comes_back_and_may_choose_the_post_one_has(table: Table) -> None:
    corina = await table.by("corina", post=1)

    for place in (1, 0, 0, 1):
        wanted = table.membership_id("corina", place)
        assert (await corina.act("SwitchMembership", membershipId=wanted))["problems"] == []
        assert await acting_by(corina) == wanted


async def test_another_s_post_is_answered_as_one_that_is_not_there(table: Table) -> None:
    corina, own = await table.by("corina"), table.membership_id("corina")

    async with left_behind(table) as added:
        for key in ("ana", "horia", "emil"):
            payload = await corina.act("SwitchMembership", membershipId=table.membership_id(key))
            assert payload == await corina.act("SwitchMembership", membershipId=nothing("membership"))
            assert (refusals(payload), payload["membership"]) == ([("NOT_FOUND", ["membershipId"])], None)

    assert added == {}
    assert await acting_by(corina) == own


async def test_a_post_of_one_s_own_that_is_not_live_is_not_there(table: Table) -> None:
    corina, wanted = await table.by("corina"), table.membership_id("corina", 1)
    now = table.services.clock.now()

    async with left_behind(table) as added:
        for starts, ends, active in (
            (timedelta(1), None, True),
            (timedelta(-2), timedelta(0), True),
            (None, None, False),
        ):
            async with table.database.writing() as session:
                post = await session.get_one(Membership, PEOPLE["corina"].posts[1].id)
                post.starts_at, post.ends_at = now + (starts or timedelta(-2)), now + ends if ends is not None else None
                (await session.get_one(Agency, AGENCIES["legal"].id)).active = active
            payload = await corina.act("SwitchMembership", membershipId=wanted)
            assert refusals(payload) == [("NOT_FOUND", ["membershipId"])]

    assert added == {}


async def test_a_script_has_no_post_to_change_to(table: Table) -> None:
    script = await table.by_script()

    async with left_behind(table) as added:
        payload = await script.act("SwitchMembership", membershipId=table.membership_id("dalia"))

    assert refusals(payload) == [("NOT_FOUND", ["membershipId"])]
    assert added == {}


async def test_an_id_of_another_type_or_of_none_is_malformed(table: Table) -> None:
    corina = await table.by("corina")

    for wrong in ("", "membership_1", table.agency_id("legal")):
        payload = await corina.act("SwitchMembership", membershipId=wrong)
        assert refusals(payload) == [("INVALID_ID", ["membershipId"])]


async def test_a_retry_after_the_change_changes_nothing_more(table: Table) -> None:
    corina, wanted = await table.by("corina"), table.membership_id("corina", 1)
    mutation = "0190c6f0-0000-7000-8000-000000000001"

    for _ in range(3):
        payload = await corina.act("SwitchMembership", client_mutation_id=mutation, membershipId=wanted)
        assert (payload["problems"], payload["membership"]["id"]) == ([], wanted)

    assert await acting_by(corina) == wanted
