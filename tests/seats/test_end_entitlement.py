"""Taking an entitlement back, by whoever may give it; and who sees which."""

from roundtable.core.actor import Role
from tests.messaging.room import everyone, left_behind, nothing, opened, page, refusals
from tests.seats.chairs import colleague, granted, in_role
from tests.support.table import Client, Table

HELD = "query ($case: ID) { entitlements(caseId: $case, first: 50) { nodes { id category agency { name } } } }"


async def _held(client: Client, case: str | None = None) -> list[tuple[str, str | None]]:
    nodes = (await client.ask(HELD, case=case)).data["entitlements"]["nodes"]
    return [(own["category"], own["agency"] and own["agency"]["name"]) for own in nodes]


async def _of_case(table: Table, corina: Client) -> str:
    made = await granted(corina, "CHILD", agencyId=table.agency_id("police"), caseId=table.case_id)
    entitlement: str = made["id"]
    return entitlement


async def test_what_rested_on_it_is_seen_no_more_at_once(table: Table) -> None:
    corina, ana = await table.by("corina"), await table.by("ana")
    thread = await opened(corina, table, everyone(categories=["CHILD"]), "School")
    entitlement = await _of_case(table, corina)
    assert await page(ana, thread) is not None

    payload = await corina.act("EndEntitlement", entitlementId=entitlement)

    assert (payload["problems"], payload["entitlement"]["id"]) == ([], entitlement)
    assert payload["entitlement"]["endsAt"] is not None
    assert await page(ana, thread) is None


async def test_it_is_ended_once(table: Table) -> None:
    corina = await table.by("corina")
    entitlement = await _of_case(table, corina)
    await corina.act("EndEntitlement", entitlementId=entitlement)

    async with left_behind(table) as added:
        payload = await corina.act("EndEntitlement", entitlementId=entitlement)

    assert (refusals(payload), payload["entitlement"]) == ([("WRONG_STATUS", [])], None)
    assert added == {}


async def test_who_is_entitled_is_refused_and_nothing_is_recorded(table: Table) -> None:
    corina, ana = await table.by("corina"), await in_role(table, "ana", Role.SUPERVISOR)
    entitlement = await _of_case(table, corina)

    async with left_behind(table) as added:
        payload = await ana.act("EndEntitlement", entitlementId=entitlement)

    assert refusals(payload) == [("FORBIDDEN", [])]
    assert added == {}


async def test_administrators_end_what_is_theirs_to_give(table: Table) -> None:
    admin = await colleague(table, "bogdan", Role.AGENCY_ADMIN)
    of_post = (await granted(admin, "HEALTH", membershipId=table.membership_id("bogdan")))["id"]
    nodes = (await admin.ask("Entitlements")).data["entitlements"]["nodes"]
    of_agency = [own["id"] for own in nodes if own["agency"]]

    ended = await admin.act("EndEntitlement", entitlementId=of_post)
    refused = await admin.act("EndEntitlement", entitlementId=of_agency[0])

    assert (ended["problems"], refusals(refused)) == ([], [("FORBIDDEN", [])])
    platform = await in_role(table, "horia", Role.PLATFORM_ADMIN)
    assert (await platform.act("EndEntitlement", entitlementId=of_agency[0]))["problems"] == []


async def test_what_its_posts_hold_of_a_category_ends_with_the_agency_s(table: Table) -> None:
    admin, bogdan = await colleague(table, "bogdan", Role.AGENCY_ADMIN), table.membership_id("bogdan")
    for category in ("HEALTH", "FORENSIC_EVIDENCE"):
        await granted(admin, category, membershipId=bogdan)
    nodes = (await admin.ask("Entitlements")).data["entitlements"]["nodes"]
    (health,) = [own["id"] for own in nodes if own["agency"] and own["category"] == "HEALTH"]
    platform = await in_role(table, "horia", Role.PLATFORM_ADMIN)

    async with left_behind(table) as added:
        assert (await platform.act("EndEntitlement", entitlementId=health))["problems"] == []

    # The agency and the post are told.
    assert added == {"fact": 2, "stream_entry": 2, "performed": 1}
    left = (await admin.ask("Entitlements")).data["entitlements"]["nodes"]
    assert [own["category"] for own in left if own["agency"] is None and own["endsAt"] is None] == ["FORENSIC_EVIDENCE"]


async def test_an_outsider_cannot_tell_that_one_of_a_case_exists(table: Table) -> None:
    corina = await table.by("corina")
    entitlement = await _of_case(table, corina)
    clients = [
        await table.by("emil"),
        await table.by("gelu"),
        await colleague(table, "ana", Role.AGENCY_ADMIN),
        await in_role(table, "felicia", Role.PLATFORM_ADMIN),
    ]
    node = "query ($id: ID!) { node(id: $id) { id } }"

    async with left_behind(table) as added:
        for client in clients:
            there = await client.act("EndEntitlement", entitlementId=entitlement)
            assert there == await client.act("EndEntitlement", entitlementId=nothing("entitlement"))
            assert refusals(there) == [("NOT_FOUND", ["entitlementId"])]
            assert (await client.ask(node, id=entitlement)).data == {"node": None}
            assert await _held(client, table.case_id) == []
        wrong = await corina.act("EndEntitlement", entitlementId="nonsense")
        assert refusals(wrong) == [("INVALID_ID", ["entitlementId"])]

    assert added == {}


async def test_each_sees_those_of_the_agency_and_of_the_cases_they_see(table: Table) -> None:
    corina, ana, emil = [await table.by(key) for key in ("corina", "ana", "emil")]
    await _of_case(table, corina)
    police, social = "Cluj County Police", "Cluj Social Services"

    assert await _held(ana) == [("CHILD", police), ("FORENSIC_EVIDENCE", police)]
    assert sorted(await _held(corina)) == [("CHILD", police), ("CHILD", social), ("LOCATION", social)]
    assert await _held(corina, table.case_id) == [("CHILD", police)]
    assert await _held(emil) == [("HEALTH", "Cluj Sexual Violence Centre")]


async def test_who_runs_the_platform_sees_those_of_every_agency_and_of_no_case(table: Table) -> None:
    corina, horia = await table.by("corina"), await in_role(table, "horia", Role.PLATFORM_ADMIN)
    await _of_case(table, corina)

    held = await _held(horia)

    assert len(held) == 9
    assert ("CHILD", "Cluj County Police") not in held
