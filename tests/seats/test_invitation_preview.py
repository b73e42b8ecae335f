"""What an agency would see, counted before it is asked: for who invites, as far as they see it themselves."""

from typing import Any

from roundtable.access.models import Category, Entitlement
from roundtable.core.actor import Role
from roundtable.demo.cast import AGENCIES
from tests.messaging.room import agencies, everyone, nothing, opened, posted
from tests.seats.chairs import conflicted, in_role, invitations, invited, seated
from tests.support.table import Client, Table
from tests.tasks.desk import in_hours


async def _preview(client: Client, table: Table, agency: str, **given: Any) -> tuple[int, int, int] | None:
    """Conversations, messages and tasks."""
    answer = await client.ask("InvitationPreview", caseId=table.case_id, agencyId=table.agency_id(agency), **given)
    found = answer.data["invitationPreview"]
    return found and (found["conversations"], found["messages"], found["tasks"])


async def test_a_newcomer_would_see_nothing_of_before(table: Table) -> None:
    corina = await table.by("corina")

    assert await _preview(corina, table, "elsewhere") == (0, 0, 0)


async def test_earlier_history_shows_what_is_shared_with_all_and_nothing_else(table: Table) -> None:
    corina = await table.by("corina")
    await opened(corina, table, agencies(table, "ngo"), "Between two")

    assert await _preview(corina, table, "elsewhere", historyFrom=in_hours(table, -72)) == (1, 1, 0)
    # A conversation of two days ago, and its message of yesterday.
    assert await _preview(corina, table, "elsewhere", historyFrom=in_hours(table, -24)) == (0, 1, 0)


async def test_an_agency_with_a_task_would_see_that_too(table: Table) -> None:
    corina = await table.by("corina")

    assert await _preview(corina, table, "hospital") == (0, 0, 1)


async def test_a_programme_would_see_its_own_side_alone(table: Table) -> None:
    corina, since = await table.by("corina"), in_hours(table, -72)

    assert await _preview(corina, table, "programme", historyFrom=since) == (0, 0, 0)
    assert await _preview(corina, table, "programme", historyFrom=since, compartment="SUPPORT") == (1, 1, 0)
    assert await _preview(corina, table, "elsewhere", historyFrom=since, compartment="PERPETRATOR") == (0, 0, 0)


async def test_a_category_that_an_agency_does_not_hold_is_not_counted(table: Table) -> None:
    corina = await table.by("corina")
    since = in_hours(table, -1)
    await opened(corina, table, everyone(categories=["CHILD"]), "School")
    await opened(corina, table, everyone(categories=["LOCATION"]), "Where she is")

    assert await _preview(corina, table, "elsewhere", historyFrom=since) == (0, 0, 0)

    held = Entitlement(category=Category.LOCATION, bit=Category.LOCATION.bit, agency_id=AGENCIES["elsewhere"].id)
    held.starts_at = table.services.clock.now()
    await table.add(held)
    assert await _preview(corina, table, "elsewhere", historyFrom=since) == (1, 0, 0)


async def test_who_invites_is_told_of_nothing_that_they_do_not_see(table: Table) -> None:
    corina = await table.by("corina")
    felicia = await in_role(table, "felicia", Role.CONTACT_POINT)
    await seated(table, corina, felicia, "programme")
    thread = await opened(felicia, table, everyone(), "Attendance")
    await posted(felicia, thread)

    given = {"historyFrom": in_hours(table, -1), "compartment": "PERPETRATOR"}
    assert await _preview(corina, table, "elsewhere", **given) == (0, 0, 0)

    # The agency that is asked is told of all that it would see.
    horia = await table.by("horia")
    await invited(corina, table, "elsewhere", **given)
    (invitation,) = await invitations(horia)
    assert invitation["wouldSee"] == {"conversations": 1, "messages": 1, "tasks": 0}


async def test_a_conflict_changes_no_count(table: Table) -> None:
    corina, since = await table.by("corina"), in_hours(table, -72)

    await conflicted(table, agency="elsewhere")

    assert await _preview(corina, table, "elsewhere", historyFrom=since) == (1, 1, 0)


async def test_who_cannot_invite_is_told_nothing(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await invited(corina, table, "elsewhere")

    for client in (horia, *[await table.by(key) for key in ("ana", "dalia", "emil", "gelu")]):
        assert await _preview(client, table, "elsewhere", historyFrom=in_hours(table, -72)) is None


async def test_a_case_or_an_agency_that_is_not_there_has_none(table: Table) -> None:
    corina = await table.by("corina")
    good = {"caseId": table.case_id, "agencyId": table.agency_id("elsewhere")}

    for given in ({"caseId": nothing("case")}, {"agencyId": nothing("agency")}):
        answer = await corina.ask("InvitationPreview", **good | given)
        assert answer.data == {"invitationPreview": None}
    assert (await corina.ask("InvitationPreview", **good | {"caseId": "nonsense"})).codes == ["INVALID_ID"]


async def test_a_conflict_hides_an_invitation(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await invited(corina, table, "elsewhere")
    assert len(await invitations(horia)) == 1

    await conflicted(table, agency="elsewhere")

    assert await invitations(horia) == []


async def test_an_invitation_is_no_node_for_anyone_but_who_may_answer(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await invited(corina, table, "elsewhere")
    (invitation,) = await invitations(horia)
    node = "query ($id: ID!) { node(id: $id) { __typename } }"

    assert (await horia.ask(node, id=invitation["id"])).data == {"node": {"__typename": "Invitation"}}
    for client in (corina, await table.by("ana"), await in_role(table, "horia", Role.PRACTITIONER)):
        assert (await client.ask(node, id=invitation["id"])).data == {"node": None}
