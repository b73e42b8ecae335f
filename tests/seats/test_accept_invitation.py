"""Coming to the table: from then on the agency sees what is shared with all on its side, from its history on."""

import pytest

from roundtable.core.actor import Role
from tests.messaging.room import bodies, everyone, left_behind, nothing, opened, page, posted, refusals
from tests.seats.chairs import conflicted, in_role, invitations, invited, parts, seated, sees
from tests.support.table import Table
from tests.tasks.desk import MEDICAL, in_hours, titles


async def test_who_accepts_sees_the_case_and_what_is_shared_from_then_on(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    before = await opened(corina, table, everyone(), "Before")

    part = await seated(table, corina, horia, "elsewhere")
    after = await opened(corina, table, everyone(), "After")
    await posted(corina, after, "Welcome.")

    assert (part["state"], part["reason"], part["endedAt"]) == ("ACTIVE", None, None)
    assert part["invitedAt"] <= part["answeredAt"]
    assert (await parts(horia, table))["Iași County Police"] == "ACTIVE"
    assert await page(horia, before) is None
    assert await bodies(horia, after) == ["Welcome."]
    assert await invitations(horia) == []


async def test_what_the_invitation_counted_is_what_who_accepts_sees(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await invited(corina, table, "elsewhere", historyFrom=in_hours(table, -72))
    (invitation,) = await invitations(horia)

    await horia.act("AcceptInvitation", invitationId=invitation["id"])

    shown = (await horia.ask("CasePage", caseId=table.case_id)).data
    threads = shown["threads"]["nodes"]
    messages = [message for thread in threads for message in await bodies(horia, thread["id"])]
    counted = {"conversations": len(threads), "messages": len(messages), "tasks": len(shown["tasks"]["nodes"])}
    assert invitation["wouldSee"] == counted == {"conversations": 1, "messages": 1, "tasks": 0}


async def test_a_programme_sees_nothing_of_what_the_supporters_share_and_they_nothing_of_its_own(table: Table) -> None:
    corina = await table.by("corina")
    felicia = await in_role(table, "felicia", Role.CONTACT_POINT)
    await seated(table, corina, felicia, "programme", historyFrom=in_hours(table, -72))

    theirs = await opened(corina, table, everyone(), "The shelter")
    own = await opened(felicia, table, everyone(), "Attendance")

    assert await sees(felicia, table)
    assert [await page(felicia, theirs), await page(corina, own)] == [None, None]
    assert (await felicia.ask("CaseThreads", caseId=table.case_id)).data["threads"]["nodes"][0][
        "subject"
    ] == "Attendance"


async def test_an_agency_that_had_a_task_comes_with_it(table: Table) -> None:
    corina, emil = await table.by("corina"), await table.by("emil")

    await seated(table, corina, emil, "hospital")

    assert await sees(emil, table)
    assert await titles(emil) == [MEDICAL]


async def test_what_accepting_leaves_behind(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await invited(corina, table, "elsewhere")
    (invitation,) = await invitations(horia)

    async with left_behind(table) as added:
        await horia.act("AcceptInvitation", invitationId=invitation["id"])

    # One for all at the table, in its stream and six agencies' own; one for who has a task, one for the newcomer.
    assert added == {"fact": 3, "stream_entry": 9, "performed": 1}


async def test_an_invitation_is_answered_once(table: Table) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await invited(corina, table, "elsewhere")
    (invitation,) = await invitations(horia)
    await horia.act("AcceptInvitation", invitationId=invitation["id"])

    async with left_behind(table) as added:
        again = await horia.act("AcceptInvitation", invitationId=invitation["id"])
        other = await horia.act("DeclineInvitation", invitationId=invitation["id"], reason="Too late.")

    assert refusals(again) == refusals(other) == [("NOT_FOUND", ["invitationId"])]
    assert added == {}


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.AGENCY_ADMIN, Role.AUDITOR])
async def test_who_may_not_answer_does_not_find_it_and_nothing_is_recorded(table: Table, role: Role) -> None:
    corina, horia = await table.by("corina"), await table.by("horia")
    await invited(corina, table, "elsewhere")
    (invitation,) = await invitations(horia)
    horia = await in_role(table, "horia", role)

    async with left_behind(table) as added:
        there = await horia.act("AcceptInvitation", invitationId=invitation["id"])
        assert there == await horia.act("AcceptInvitation", invitationId=nothing("invitation"))

    assert refusals(there) == [("NOT_FOUND", ["invitationId"])]
    assert added == {}


async def test_another_agency_and_one_in_conflict_cannot_tell_that_the_invitation_exists(table: Table) -> None:
    corina, horia, emil, ana = [await table.by(key) for key in ("corina", "horia", "emil", "ana")]
    await invited(corina, table, "elsewhere")
    (invitation,) = await invitations(horia)
    await conflicted(table, person="horia")

    async with left_behind(table) as added:
        for client in (corina, emil, ana, horia):
            there = await client.act("AcceptInvitation", invitationId=invitation["id"])
            assert there == await client.act("AcceptInvitation", invitationId=nothing("invitation"))
            assert refusals(there) == [("NOT_FOUND", ["invitationId"])]

    assert added == {}


async def test_an_id_of_another_kind_is_malformed(table: Table) -> None:
    horia = await table.by("horia")

    for wrong in ("nonsense", nothing("caseagency")):
        payload = await horia.act("AcceptInvitation", invitationId=wrong)
        assert refusals(payload) == [("INVALID_ID", ["invitationId"])]
