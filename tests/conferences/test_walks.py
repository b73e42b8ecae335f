"""No sequence of acts reaches what must not be, loses an action or alters approved minutes: walked at random.

`WALKS` says how many walks; each prints its steps where a rule is broken, and is walked again by its number.
"""

import os
from random import Random
from uuid import UUID

import pytest

from roundtable.core import ids
from tests.acts.stage import NotNow, Stage, more_posts
from tests.conferences.many import led_cases, put_on_agenda
from tests.conferences.meeting import Meeting, in_session, on_agenda
from tests.conferences.walked_acts import ACTS, chosen
from tests.conferences.walked_rules import broken, outliving
from tests.conferences.walking import EVERYBODY, Walk, world_of
from tests.support.closing import ended
from tests.support.table import OPERATIONS, Table

WALKS = int(os.environ.get("WALKS", "3"))
STEPS = 40


async def _begun(table: Table, number: int) -> Walk:
    """A conference that the hospital comes to, with the demo's case and another on its agenda: ahead; in session; or
    over, and its minutes drafted.
    """
    await table.add(*more_posts())
    cases = [table.case_id, *await led_cases(table, 2)]
    meeting = await (on_agenda(table) if number % 3 == 0 else in_session(table, "corina", "emil"))
    if number % 3 == 2:
        await _decided(meeting)
    else:
        await put_on_agenda(meeting, cases[1], "She is afraid.")
    random = Random(number)
    stage = Stage(table.by, random)
    for who in EVERYBODY:
        await stage.by(who)
    about = ids.decode("conference", meeting.id)
    return Walk(table, stage, random, await world_of(table.database), about, cases)


async def _decided(meeting: Meeting) -> None:
    corina = await meeting.by("corina")
    await meeting.done("corina", "BeginAgendaItem", agendaItemId=meeting.item)
    await meeting.done("emil", "VolunteerAction", agendaItemId=meeting.item, title="Go with her")
    await ended(corina, meeting.id)
    await meeting.done("corina", "DraftMinutes", conferenceId=meeting.id, language="EN")


@pytest.mark.parametrize("number", range(WALKS))
async def test_no_sequence_of_acts_reaches_what_must_not_be(table: Table, number: int) -> None:
    walk = await _begun(table, number)
    digests: dict[UUID, str] = {}
    while len(walk.steps) < STEPS:
        try:
            who, operation, given = chosen(walk)
        except NotNow:
            continue
        before = await walk.send(who, operation, given)
        wrong = await broken(walk, before, digests)
        wrong += outliving(walk.world, table.services.clock.now())
        assert wrong == [], "\n".join(map(str, [*walk.steps, *wrong]))
    # It was no walk of refusals alone.
    assert sum(not step.codes for step in walk.steps) > STEPS / 10, "\n".join(map(str, walk.steps))


def test_every_act_of_a_walk_is_one_of_the_page() -> None:
    assert {*ACTS} <= {path.stem for path in OPERATIONS.iterdir()}
