"""What can be done once at a conference is done once, though two press the button at the same time, each at their page.

One act of each eight by default; all of them where EVERY_ACT is set, as `make test-faults` does.
"""

import asyncio
import os

import pytest

from tests.acts.effects import RECORDED, added, rows_of
from tests.acts.plays import PLAYS, operation_of
from tests.acts.stage import Stage, more_posts
from tests.faults.test_every_act_anywhere import codes
from tests.support.table import Table

pytestmark = pytest.mark.slow

CALLED = ("inviteToConference", "acceptConference", "declineConference", "nameAttendee", "sendDeputy")
COMING = ("confirmAttendance", "sendApologies", "recordArrival", "recordLeaving", "takeChair", "handOverChair")
CONFERENCE = ("makeConferenceReady", "beginConference", "endConference", "cancelConference", "closeConference")
AGENDA = ("referCase", "acceptAgendaItem", "withdrawAgendaItem", "findUnderThreshold", "deferAgendaItem", "recuse")
RETURNS = ("openReturns", "saveReturn", "submitReturn", "returnNothing", "declineReturn")
HEARD = ("beginAgendaItem", "concludeAgendaItem", "withdrawDecision")
MINUTES = ("draftMinutes", "circulateMinutes", "recallMinutes", "approveMinutes", "adoptMinutes", "correctMinutes")
WRITTEN = ("saveMinutes", "saveMinutesPassage", "removeMinutesPassage")
SAID = ("answerMinutesComment", "withdrawMinutesComment")
ONCE = [*CALLED, *COMING, *CONFERENCE, *AGENDA, *RETURNS, *HEARD, *MINUTES, *WRITTEN, *SAID]
CHOSEN = ONCE if os.environ.get("EVERY_ACT") else ONCE[::8]
# What whoever comes second is told: that it is done, or another's by now.
TOLD = {"WRONG_STATUS", "ALREADY_THERE", "NOT_PRESENT", "NOT_FOUND", "FORBIDDEN", "DRAFT_CHANGED"}


@pytest.mark.parametrize("name", CHOSEN)
async def test_of_two_one_does_it(table: Table, name: str) -> None:
    await table.add(*more_posts())
    stage = Stage(table.by)
    who, given = await PLAYS[name](stage)
    pages = [await stage.by(who), await stage.page(who)]
    before = await rows_of(table.database)

    answers = await asyncio.gather(*(page.act(operation_of(name), **given) for page in pages))

    done, told = sorted(map(codes, answers))
    assert done == []
    assert {*told} <= TOLD
    assert told != []
    effect = added(before, await rows_of(table.database))
    assert (effect["performed"], effect[RECORDED]) == (1, 1)
