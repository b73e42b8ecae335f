"""To which agencies a task can be given, and what an agency sees that had no part in the case before."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from roundtable.access.models import CaseAgency, CaseAgencyState, ConflictDeclaration, Disclosure, LawfulBasis
from roundtable.agencies.models import Agency
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.messaging.room import left_behind, nothing, posted, refusals
from tests.support.table import Client, Table
from tests.tasks.desk import assigned, shown, titles

EVERY_FIELD = """
query ($id: ID!) {
  task(id: $id) {
    id caseReference safeContact case { id title } title description status priority dueAt overdue
    ownerAgency { name } claimedBy { id } assignedBy { practitioner { fullName } } assignedFrom { id subject }
    thread { subject closedAt unreadCount lastRead { id } case { id } createdBy { id } messages { nodes { body } }
             audience { sensitivity version seenBy { practitioner { fullName } } } }
    outcome declineReason nonCompletionClass createdAt updatedAt transitions { status note by { id } }
  }
}
"""

EVERY_ROOT = """
query ($case: ID!, $conference: ID!, $thread: ID!, $other: ID!) {
  case(id: $case) { id reference title participants { label } agencies { id } members { id } eventsCursor }
  cases { nodes { id reference } pageInfo { hasNextPage endCursor } }
  conference(id: $conference) { id title }
  agendaItems(caseId: $case) { nodes { id } pageInfo { hasNextPage endCursor } }
  threads(caseId: $case) { nodes { id subject } pageInfo { hasNextPage endCursor } }
  thread(id: $thread) { id subject unreadCount messages { nodes { body } } audience { seenBy { id } } }
  task(id: $other) { id title caseReference }
  tasks(caseId: $case) { nodes { title } }
  assignedTasks { nodes { title } }
}
"""


async def standing(table: Table, agency: str) -> CaseAgencyState | None:
    """The agency's part in the case."""
    part = table_of(CaseAgency)
    mine = select(part.c.state).where(part.c.case_id == story.CASE, part.c.agency_id == AGENCIES[agency].id)
    async with table.database.reading() as connection:
        found: CaseAgencyState | None = await connection.scalar(mine)
    return found


async def put(table: Table, agency: str, state: CaseAgencyState) -> None:
    """Give an agency this part in the case."""
    part = table_of(CaseAgency)
    async with table.database.writing() as session:
        mine = part.c.case_id == story.CASE, part.c.agency_id == AGENCIES[agency].id
        await session.execute(part.delete().where(*mine))
    row = CaseAgency(
        case_id=story.CASE, agency_id=AGENCIES[agency].id, state=state, history_from=table.services.clock.now()
    )
    await table.add(row)


async def roots(table: Table, client: Client) -> dict[str, object]:
    """All that the client gets by the roots of the case, its conference's conversation, and another's task."""
    answer = await client.ask(
        EVERY_ROOT,
        case=table.case_id,
        conference=table.conference_id,
        thread=await table.thread_id(),
        other=await table.task_id("Forensic report on the injuries"),
    )
    return answer.data


NOT_AVAILABLE = {
    "code": "AGENCY_NOT_AVAILABLE",
    "detail": "This agency cannot be asked for this.",
    "path": ["agencyId"],
}
NO_PAGE = {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
NOTHING: dict[str, Any] = {
    "case": None,
    "cases": NO_PAGE,
    "conference": None,
    "agendaItems": NO_PAGE,
    "threads": NO_PAGE,
    "thread": None,
    "task": None,
    "tasks": {"nodes": []},
    "assignedTasks": {"nodes": []},
}


async def test_an_agency_that_was_not_there_comes_in_as_tasked_and_sees_the_task(table: Table) -> None:
    corina, felicia, thread = await table.by("corina"), await table.by("felicia"), await table.thread_id()
    assert await roots(table, felicia) == NOTHING

    task = await assigned(corina, table, thread, "programme", title="Offer him a place", description="Group or single.")
    await posted(corina, task["thread"]["id"], "He agreed to come.")

    assert await standing(table, "programme") is CaseAgencyState.TASKED
    seen = (await felicia.ask(EVERY_FIELD, id=task["id"])).data["task"]
    posts = [post["practitioner"] for post in seen["thread"]["audience"].pop("seenBy")]
    assert len(seen["thread"]["audience"].pop("version")) == 16
    # The one without a practitioner is the NGO's script.
    assert sorted(post["fullName"] if post else "" for post in posts) == [
        "",
        "Ana",
        "Bogdan",
        "Corina",
        "Dalia",
        "Felicia",
        "Ilie",
    ]
    assert seen == {
        "id": task["id"],
        "caseReference": "CJ-7K4M-2QX8",
        "safeContact": "Only through Casa Speranței, on weekdays 10–16. Leave no voice message.",
        "case": None,
        "title": "Offer him a place",
        "description": "Group or single.",
        "status": "REQUESTED",
        "priority": "ROUTINE",
        "dueAt": None,
        "overdue": False,
        "ownerAgency": {"name": "Cluj Perpetrator Programme"},
        "claimedBy": None,
        "assignedBy": {"practitioner": {"fullName": "Corina"}},
        "assignedFrom": None,
        "thread": {
            "subject": "Offer him a place",
            "closedAt": None,
            "unreadCount": 1,
            "lastRead": None,
            "case": None,
            "createdBy": {"id": table.membership_id("corina")},
            "messages": {"nodes": [{"body": "He agreed to come."}]},
            "audience": {"sensitivity": "NAMED_AGENCIES"},
        },
        "outcome": None,
        "declineReason": None,
        "nonCompletionClass": None,
        "createdAt": task["createdAt"],
        "updatedAt": task["createdAt"],
        "transitions": [{"status": "REQUESTED", "note": None, "by": {"id": table.membership_id("corina")}}],
    }


async def test_an_agency_that_came_in_by_a_task_sees_nothing_else_of_the_case(table: Table) -> None:
    corina, felicia, thread = await table.by("corina"), await table.by("felicia"), await table.thread_id()

    await assigned(corina, table, thread, "programme", title="Offer him a place")

    mine = {"nodes": [{"title": "Offer him a place"}]}
    assert await roots(table, felicia) == {**NOTHING, "tasks": mine, "assignedTasks": mine}


async def test_a_second_task_gives_the_agency_that_task_and_no_second_part(table: Table) -> None:
    corina, felicia, thread = await table.by("corina"), await table.by("felicia"), await table.thread_id()
    await assigned(corina, table, thread, "programme", title="The first")

    async with left_behind(table) as added:
        await assigned(corina, table, thread, "programme", title="The second")

    assert "case_agency" not in added
    assert sorted(await titles(felicia)) == ["The first", "The second"]


async def test_a_task_does_not_change_the_part_of_an_agency_at_the_table(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()

    for agency in ("ngo", "prosecution", "social"):
        await assigned(corina, table, thread, agency)
        assert await standing(table, agency) is CaseAgencyState.ACTIVE


async def test_an_agency_that_left_or_declined_comes_back_for_the_task_alone(table: Table) -> None:
    corina, felicia, thread = await table.by("corina"), await table.by("felicia"), await table.thread_id()

    for state in (CaseAgencyState.LEFT, CaseAgencyState.DECLINED):
        await put(table, "programme", state)
        task = await assigned(corina, table, thread, "programme")
        assert await standing(table, "programme") is CaseAgencyState.TASKED
        assert await shown(felicia, task["id"]) is not None
        assert (await roots(table, felicia))["case"] is None


async def test_an_agency_that_is_invited_stays_so_and_sees_the_task_alone(table: Table) -> None:
    corina, felicia, thread = await table.by("corina"), await table.by("felicia"), await table.thread_id()
    await put(table, "programme", CaseAgencyState.INVITED)

    task = await assigned(corina, table, thread, "programme")

    assert await standing(table, "programme") is CaseAgencyState.INVITED
    assert await shown(felicia, task["id"]) is not None
    assert (await roots(table, felicia))["case"] is None


async def test_an_agency_that_cannot_be_given_a_task_is_refused_in_one_way(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()
    async with table.database.writing() as session:
        (await session.get_one(Agency, AGENCIES["elsewhere"].id)).active = False
    await put(table, "legal", CaseAgencyState.EXCLUDED)
    await table.add(_conflict(table, agency=AGENCIES["programme"].id))
    inactive, excluded, in_conflict = (table.agency_id(key) for key in ("elsewhere", "legal", "programme"))

    async with left_behind(table) as added:
        for agency in (nothing("agency"), inactive, excluded, in_conflict):
            payload = await corina.act("AssignTask", threadId=thread, agencyId=agency, title="Do it")
            # One and the same for all: another answer would tell that a conflict exists.
            assert payload == {"problems": [NOT_AVAILABLE], "task": None}

    assert added == {}


def _conflict(table: Table, agency: UUID | None = None, person: UUID | None = None) -> ConflictDeclaration:
    return ConflictDeclaration(
        case_id=story.CASE,
        agency_id=agency,
        practitioner_id=person,
        declared_by=PEOPLE["corina"].posts[0].id,
        declared_at=table.services.clock.now() - timedelta(minutes=1),
    )


async def test_a_lifted_conflict_stands_in_nobody_s_way(table: Table) -> None:
    corina, thread = await table.by("corina"), await table.thread_id()
    conflict = _conflict(table, agency=AGENCIES["programme"].id)
    conflict.lifted_at = table.services.clock.now()
    await table.add(conflict)

    await assigned(corina, table, thread, "programme")


async def test_a_person_in_conflict_does_not_see_the_task_their_agency_was_given(table: Table) -> None:
    corina, felicia, thread = await table.by("corina"), await table.by("felicia"), await table.thread_id()
    await table.add(_conflict(table, person=PEOPLE["felicia"].id))

    task = await assigned(corina, table, thread, "programme")

    assert await shown(felicia, task["id"]) is None
    assert await roots(table, felicia) == NOTHING
    assert refusals(await felicia.act("AcceptTask", taskId=task["id"])) == [("NOT_FOUND", ["taskId"])]


async def test_a_conflict_hides_the_task_an_agency_already_has(table: Table) -> None:
    emil, task = await table.by("emil"), await table.task_id("Medical follow-up appointment")
    assert await shown(emil, task) is not None

    await table.add(_conflict(table, agency=AGENCIES["hospital"].id))

    assert await shown(emil, task) is None
    assert await roots(table, emil) == NOTHING


async def test_an_agency_with_a_task_keeps_no_sight_of_it_once_excluded(table: Table) -> None:
    emil, task = await table.by("emil"), await table.task_id("Medical follow-up appointment")

    await put(table, "hospital", CaseAgencyState.EXCLUDED)

    assert await shown(emil, task) is None
    assert await roots(table, emil) == NOTHING


async def test_an_agency_that_has_only_a_task_cannot_hand_it_on(table: Table) -> None:
    emil = await table.by("emil")
    task = (await emil.ask("AssignedTasks", first=20)).data["assignedTasks"]["nodes"][0]
    before = await table.rows()

    given = {"threadId": task["thread"]["id"], "agencyId": table.agency_id("elsewhere"), "title": "Have a look at this"}
    payload = await emil.act("AssignTask", **given)

    assert [problem["code"] for problem in payload["problems"]] == ["FORBIDDEN"]
    assert await table.rows() == before


async def test_an_agency_that_has_only_a_task_sees_no_naming_but_its_own(table: Table) -> None:
    emil = await table.by("emil")
    document = """{ assignedTasks { nodes { thread { audience { disclosures { agency { id } purpose } } } } } }"""

    (task,) = (await emil.ask(document)).data["assignedTasks"]["nodes"]

    own = {"agency": {"id": table.agency_id("hospital")}, "purpose": "Task: Medical follow-up appointment"}
    assert task["thread"]["audience"]["disclosures"] == [own]


async def test_a_post_that_has_only_a_task_sees_the_naming_of_itself(table: Table) -> None:
    emil = await table.by("emil")
    document = (
        "{ assignedTasks { nodes { thread { audience { id disclosures { membership { id } agency { id } } } } } } }"
    )
    audience = (await emil.ask(document)).data["assignedTasks"]["nodes"][0]["thread"]["audience"]
    naming = Disclosure(
        case_id=story.CASE,
        audience_id=ids.decode("audience", audience["id"]),
        membership_id=PEOPLE["emil"].posts[0].id,
        lawful_basis=LawfulBasis.PUBLIC_TASK,
        rationale="A test needs it",
        purpose="Named in person",
        disclosed_by=PEOPLE["corina"].posts[0].id,
        starts_at=table.services.clock.now(),
    )
    await table.add(naming)

    (task,) = (await emil.ask(document)).data["assignedTasks"]["nodes"]

    assert task["thread"]["audience"]["disclosures"] == [
        {"membership": None, "agency": {"id": table.agency_id("hospital")}},
        {"membership": {"id": table.membership_id("emil")}, "agency": None},
    ]
