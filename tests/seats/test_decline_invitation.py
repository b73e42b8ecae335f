"""Not coming to the table: the reason is the table's to read, and a task stays with who has it."""

from typing import Any

from roundtable.core.actor import Role
from tests.messaging.room import left_behind, nothing, refusals
from tests.seats.chairs import in_role, invitations, invited, sees
from tests.support.table import Client, Table
from tests.tasks.desk import MEDICAL, titles

PARTS = "query ($id: ID!) { case(id: $id) { agencies { agency { id } state reason answeredAt endedAt } } }"


async def _part(client: Client, table: Table, agency: str) -> dict[str, Any]:
    found = (await client.ask(PARTS, id=table.case_id)).data["case"]["agencies"]
    (part,) = [part for part in found if part["agency"]["id"] == table.agency_id(agency)]
    return part  # type: ignore[no-any-return]


async def test_who_declines_says_why_and_sees_no_more_of_it(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await invited(corina, table, "elsewhere")
    (invitation,) = await invitations(horia)

    payload = await horia.act("DeclineInvitation", invitationId=invitation["id"], reason=" She does not live here. ")

    assert payload == {"problems": []}
    assert await invitations(horia) == []
    assert not await sees(horia, table)
    part = await _part(corina, table, "elsewhere")
    assert (part["state"], part["reason"], part["endedAt"]) == ("DECLINED", "She does not live here.", None)
    assert part["answeredAt"] is not None


async def test_an_agency_that_has_a_task_keeps_it_and_nothing_else(table: Table) -> None:
    corina, emil = await table.by("corina"), await table.by("emil")
    await invited(corina, table, "hospital")
    (invitation,) = await invitations(emil)

    await emil.act("DeclineInvitation", invitationId=invitation["id"], reason="The task will do.")

    assert (await _part(corina, table, "hospital"))["state"] == "TASKED"
    assert await titles(emil) == [MEDICAL]
    assert not await sees(emil, table)


async def test_bad_input_is_refused_by_its_code_and_nothing_is_recorded(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await invited(corina, table, "elsewhere")
    (invitation,) = await invitations(horia)

    async with left_behind(table) as added:
        for reason, code in ((" ", "REQUIRED"), ("x" * 501, "TOO_LONG"), ("\x00", "CONTROL_CHARACTERS")):
            payload = await horia.act("DeclineInvitation", invitationId=invitation["id"], reason=reason)
            assert refusals(payload) == [(code, ["reason"])]
        payload = await horia.act("DeclineInvitation", invitationId="nonsense", reason="No.")
        assert refusals(payload) == [("INVALID_ID", ["invitationId"])]

    assert added == {}
    assert [shown["id"] for shown in await invitations(horia)] == [invitation["id"]]


async def test_nobody_else_can_tell_that_the_invitation_exists(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await invited(corina, table, "elsewhere")
    (invitation,) = await invitations(horia)
    clients = [corina, await table.by("emil"), await in_role(table, "horia", Role.PRACTITIONER)]

    async with left_behind(table) as added:
        for client in clients:
            there = await client.act("DeclineInvitation", invitationId=invitation["id"], reason=" ")
            assert there == await client.act("DeclineInvitation", invitationId=nothing("invitation"), reason=" ")
            assert refusals(there) == [("NOT_FOUND", ["invitationId"])]

    assert added == {}
