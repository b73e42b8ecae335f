"""When to assess again: what is overdue, and what an agency has to do, derived from what one sees by now."""

from typing import Any

from sqlalchemy import update

from roundtable.access.models import CaseMember, MemberFunction
from roundtable.cases.models import Case, CaseStatus
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.risk import POLICE_FORM
from tests.acts.stage import MORE, Stage, more_posts
from tests.messaging.room import agencies, persons
from tests.risk.room import HIGH, MEDIUM, Payload, assessed, shown
from tests.support.table import Client, Table
from tests.tasks.desk import in_hours, shifted

DAY = 24


async def _due(client: Client, **variables: str) -> list[str]:
    nodes = (await client.ask("RiskReassessmentsDue", **variables)).data["riskReassessmentsDue"]["nodes"]
    return [each["id"] for each in nodes]


async def _is_overdue(client: Client, assessment: Payload) -> bool:
    overdue: bool = ((await shown(client, assessment["id"])) or {})["reassessmentOverdue"]
    return overdue


async def _a_week_ago(client: Client, table: Table, **more: Any) -> Payload:
    """A high level stands for seven days by the example: this one is overdue."""
    return await assessed(client, table, *HIGH, assessedAt=in_hours(table, -7 * DAY - 1), **more)


async def test_one_is_overdue_from_its_moment_on_until_it_is_done_again(table: Table) -> None:
    bogdan = await table.by("bogdan")
    made = await assessed(bogdan, table, *HIGH, reassessDueAt=in_hours(table, 0.5))

    assert (await _is_overdue(bogdan, made), await _due(bogdan)) == (False, [])
    with shifted(table, 0.75):
        assert (await _is_overdue(bogdan, made), await _due(bogdan)) == (True, [made["id"]])
        await assessed(bogdan, table)
        assert (await _is_overdue(bogdan, made), await _due(bogdan)) == (False, [])


async def test_one_that_is_recorded_late_is_overdue_at_once(table: Table) -> None:
    bogdan = await table.by("bogdan")

    made = await _a_week_ago(bogdan, table)

    assert (made["reassessmentOverdue"], await _due(bogdan)) == (True, [made["id"]])


async def test_another_agency_s_by_the_same_tool_will_do_where_one_sees_it(table: Table) -> None:
    bogdan, dalia = await table.by("bogdan"), await table.by("dalia")
    made = await _a_week_ago(bogdan, table, audience=agencies(table, "ngo"))

    # The NGO has assessed since by that tool, as the demo begins, for the police and the social services only.
    assert (await _is_overdue(dalia, made), await _is_overdue(bogdan, made)) == (False, True)
    assert await _due(bogdan) == [made["id"]]
    await assessed(dalia, table, audience=agencies(table, "forensic"))

    assert (await _is_overdue(bogdan, made), await _due(bogdan)) == (False, [])


async def test_one_s_own_agency_s_by_another_tool_will_do_and_another_s_will_not(table: Table) -> None:
    ana, bogdan = await table.by("ana"), await table.by("bogdan")
    made = await _a_week_ago(bogdan, table)

    await assessed(ana, table, tool=POLICE_FORM, audience=agencies(table, "forensic"))
    assert await _is_overdue(bogdan, made) is True
    await assessed(bogdan, table, tool=POLICE_FORM)

    assert await _is_overdue(bogdan, made) is False


async def test_what_was_corrected_is_not_done_again(table: Table) -> None:
    bogdan = await table.by("bogdan")
    mistaken = await _a_week_ago(bogdan, table)
    assert await _due(bogdan) == [mistaken["id"]]

    right = await assessed(bogdan, table, *HIGH, supersedesId=mistaken["id"], assessedAt=in_hours(table, -7 * DAY - 2))

    assert await _due(bogdan) == [right["id"]]


async def test_an_agency_asks_for_its_own_the_longest_due_first(table: Table) -> None:
    bogdan, dalia = await table.by("bogdan"), await table.by("dalia")
    medium = await assessed(bogdan, table, *MEDIUM, audience=agencies(table, "ngo"))

    assert await _due(bogdan, before=in_hours(table, 29 * DAY)) == []
    assert await _due(bogdan, before=in_hours(table, 31 * DAY)) == [medium["id"]]
    # The demo's of the NGO was followed by that, and is its own all the same until then.
    assert await _due(dalia, before=in_hours(table, 31 * DAY)) == []
    again = await assessed(dalia, table, *HIGH)
    assert await _due(dalia, before=in_hours(table, 31 * DAY)) == [again["id"]]


async def test_what_is_for_one_post_alone_is_in_no_colleague_s_list(table: Table) -> None:
    post, at = MORE["felicia, a doctor"][0], table.services.clock.now()
    await table.add(*more_posts())
    works = MemberFunction.PRACTITIONER
    await table.add(CaseMember(case_id=story.CASE, membership_id=post, function=works, assumed_at=at))
    bogdan, felicia = await table.by("bogdan"), await Stage(table.by).by("felicia, a doctor")
    own = await _a_week_ago(bogdan, table, audience=persons(table))
    assert (await _due(bogdan), await _due(felicia)) == ([own["id"]], [])

    shared = await _a_week_ago(bogdan, table)

    assert await _due(felicia) == [shared["id"]]


async def test_a_case_that_is_over_asks_for_nothing(table: Table) -> None:
    bogdan, case = await table.by("bogdan"), table_of(Case)
    made = await _a_week_ago(bogdan, table)
    assert await _due(bogdan) == [made["id"]]

    async with table.database.writing() as session:
        await session.execute(update(case).where(case.c.id == story.CASE).values(status=CaseStatus.CLOSED))

    assert await _due(bogdan) == []
