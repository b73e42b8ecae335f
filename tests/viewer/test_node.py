"""Anything by its id: found by whom the rule lets, not there for anyone else."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from roundtable.access.models import BreakGlass, GlassReason
from roundtable.agencies.models import AgencyUnit
from roundtable.core import ids
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.access.planted import plant_conference, plant_safety
from tests.messaging.room import consented, nothing, posted
from tests.seats.chairs import conflicted
from tests.support.table import ROOT, Table
from tests.viewer.nodes import CASE_CONTENT, DIRECTORY, OF_ITS_AUTHOR, OF_SEATS, every_node, found_by, nodes_of

pytestmark = pytest.mark.slow


async def _with_every_type(table: Table) -> list[str]:
    """The case with an edited message, a consent, a conflict and a glass that is over: now every type is in it."""
    ana, thread = await table.by("ana"), await table.thread_id()
    message = await posted(ana, thread, "The order ends on Thursday.")
    await ana.act("EditMessage", messageId=message["id"], body="The order ends on Friday.")
    await table.add(
        BreakGlass(
            case_id=story.CASE,
            membership_id=PEOPLE["dalia"].posts[0].id,
            reason=GlassReason.CHILD_AT_RISK,
            explanation="Before she was at the table.",
            opened_at=table.services.clock.now() - timedelta(days=2),
            ends_at=table.services.clock.now() - timedelta(days=1),
        )
    )
    consent = await consented(table)
    await conflicted(table, agency="prosecution")
    async with table.database.writing() as session:
        await plant_conference(session, table.services.clock.now())
        await plant_safety(session, consent.participant_id, table.services.clock.now())
    return await every_node(table, story.CASE)


def test_these_are_all_the_types_that_have_ids() -> None:
    schema = (ROOT / "schema" / "schema.graphql").read_text()

    assert len(re.findall(r"^type \w+ implements Node", schema, re.MULTILINE)) == len(
        CASE_CONTENT | DIRECTORY | OF_SEATS | OF_ITS_AUTHOR
    )


async def test_who_coordinates_the_case_finds_everything_in_it(table: Table) -> None:
    corina, nodes = await table.by("corina"), await _with_every_type(table)

    assert {node.partition("_")[0] for node in nodes} == set(CASE_CONTENT)
    assert await found_by(corina, nodes) == nodes


async def test_who_is_outside_finds_nothing_of_the_case(table: Table) -> None:
    nodes = await _with_every_type(table)

    for key in ("horia", "felicia", "gelu"):
        assert await found_by(await table.by(key), nodes) == []


async def test_an_agency_with_a_task_only_finds_the_task_and_what_belongs_to_it(table: Table) -> None:
    emil, nodes = await table.by("emil"), await _with_every_type(table)

    found = await found_by(emil, nodes)

    kinds = Counter(node.partition("_")[0] for node in found)
    assert {kind: kinds[kind] for kind in kinds if kind != "disclosure"} == {
        "audience": 1,
        "task": 1,
        "thread": 1,
        "transition": 1,
    }


async def test_a_script_finds_the_tasks_disclosed_to_its_agency_and_what_belongs_to_them(table: Table) -> None:
    script, nodes = await table.by_script(), await _with_every_type(table)

    found = await found_by(script, nodes)

    kinds = Counter(node.partition("_")[0] for node in found)
    # All tasks of the conference, which the NGO is in; none of its conversation.
    assert {kind: kinds[kind] for kind in kinds if kind != "disclosure"} == {
        "audience": 5,
        "task": 5,
        "thread": 5,
        "transition": 11,
    }
    assert await table.thread_id() not in found


async def test_someone_of_the_table_finds_only_cases_they_are_on(table: Table) -> None:
    bogdan, ana = await table.by("bogdan"), await table.by("ana")
    quiet = await every_node(table, story.QUIET_CASE)

    assert await found_by(bogdan, [node for node in quiet if not node.startswith(("conference", "attendance"))]) == []
    assert await found_by(ana, quiet) == quiet


async def test_agencies_and_posts_are_found_by_all_who_sign_in(table: Table) -> None:
    await table.add(AgencyUnit(agency_id=AGENCIES["police"].id, name="Domestic violence office"))
    nodes = [node for prefix in DIRECTORY for node in await nodes_of(table, prefix)]
    assert {node.partition("_")[0] for node in nodes} == set(DIRECTORY)

    for key in ("ana", "horia"):
        assert await found_by(await table.by(key), nodes) == nodes


async def test_what_one_may_not_see_answers_as_what_is_not_there(table: Table) -> None:
    horia, document = await table.by("horia"), "query ($id: ID!) { node(id: $id) { __typename id } }"

    for prefix in CASE_CONTENT:
        there = (await nodes_of(table, prefix, story.CASE) or [nothing(prefix)])[0]
        answers = [await horia.ask(document, id=node) for node in (there, nothing(prefix))]
        assert answers[0] == answers[1]
        assert answers[0].data == {"node": None}


async def test_an_id_that_is_none_is_said_to_be_malformed(table: Table) -> None:
    ana, document = await table.by("ana"), "query ($id: ID!) { node(id: $id) { id } }"
    of_no_type = ids.encode("viewer", AGENCIES["police"].id)

    for wrong in (
        "",
        "nonsense",
        "task_",
        f"{table.case_id} ",
        table.case_id.upper(),
        "session_" + "0" * 32,
        of_no_type,
    ):
        answer = await ana.ask(document, id=wrong)
        assert (answer.codes, answer.body["data"]) == (["INVALID_ID"], {"node": None})
