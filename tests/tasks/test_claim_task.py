"""Taking a task of one's agency on oneself."""

from roundtable.agencies.models import Membership, Practitioner
from roundtable.core import ids
from roundtable.core.actor import Role
from roundtable.demo.cast import AGENCIES
from roundtable.tasks.models import Task
from tests.messaging.room import left_behind
from tests.support.table import Table
from tests.tasks.desk import COURT, MEDICAL, done, shown, steps


async def test_who_claims_a_task_has_it_and_its_state_stays(table: Table) -> None:
    dalia, corina, task = await table.by("dalia"), await table.by("corina"), await table.task_id(COURT)

    async with left_behind(table) as added:
        after = await done(dalia, "ClaimTask", task)

    assert after["claimedBy"]["id"] == table.membership_id("dalia")
    assert after["status"] == "REQUESTED"
    assert added == {"fact": 1, "stream_entry": 2, "performed": 1}
    page = await shown(corina, task)
    assert page is not None
    assert page["claimedBy"]["practitioner"]["fullName"] == "Dalia"
    assert await steps(dalia, task) == [("REQUESTED", None)]


async def test_one_of_an_agency_with_the_task_only_claims_it(table: Table) -> None:
    emil, task = await table.by("emil"), await table.task_id(MEDICAL)

    assert (await done(emil, "ClaimTask", task))["claimedBy"]["id"] == table.membership_id("emil")


async def test_a_colleague_takes_it_over(table: Table) -> None:
    emil, task = await table.by("emil"), await table.task_id(MEDICAL)
    nurse = await _nurse_who_has(table, task)
    page = await shown(emil, task)
    assert page is not None
    assert page["claimedBy"]["id"] == nurse

    assert (await done(emil, "ClaimTask", task))["claimedBy"]["id"] == table.membership_id("emil")


async def _nurse_who_has(table: Table, task: str) -> str:
    person = Practitioner(full_name="Ioana")
    post = Membership(
        agency_id=AGENCIES["hospital"].id,
        practitioner_id=person.id,
        role=Role.PRACTITIONER,
        title="Nurse",
        starts_at=table.services.clock.now(),
    )
    await table.add(person)
    await table.add(post)
    async with table.database.writing() as session:
        (await session.get_one(Task, ids.decode("task", task))).claimed_by = post.id
    return ids.encode("membership", post.id)
