"""Two press the same button at the same time, each at their page: what can be done once is done once, and whoever comes
second is told; what can be done again is done by both.

One act of each eight by default; all of them where EVERY_ACT is set, as `make test-faults` does.
"""

import asyncio
import os
from typing import Any

import pytest

from tests.acts.effects import RECORDED, Rows, added, rows_of
from tests.acts.plays import PLAYS, operation_of
from tests.acts.stage import Stage, more_posts
from tests.faults.test_every_act_anywhere import codes
from tests.support.table import Table

pytestmark = pytest.mark.slow

EACH_OF_ITS_OWN = {"assignTask", "beginSafetyPlan", "commentOnMinutes", "exportMinutes", "openThread", "postMessage"}
EACH_OF_ITS_OWN |= {"checkInvolvement", "planConference", "recordConsent", "recordDecision", "recordIdentity"}
EACH_OF_ITS_OWN |= {
    "addMinutesPassage",
    "extendAgendaItem",
    "recordIncident",
    "recordRiskAssessment",
    "volunteerAction",
}
LAST_COUNTS = {"changeAgency", "changeConference", "changePostAddress", "claimTask", "editMessage", "moveDeadline"}
LAST_COUNTS |= {"dissentFromDecision", "orderAgenda", "reviewAction", "reviewDisclosure", "saveDraft"}
AS_IT_IS = {"discardDraft", "giveWord", "lowerHand", "markRead", "markUnread", "raiseHand", "supportDecision"}
BY_BOTH = {*EACH_OF_ITS_OWN, *LAST_COUNTS, *AS_IT_IS}
# A post is chosen by one page, which is one session.
ONCE = [name for name in PLAYS if name not in {*BY_BOTH, "switchMembership"}]
EVERY = 1 if os.environ.get("EVERY_ACT") else 8
# What whoever comes second is told: that it is done, or another's by now.
TOLD = {"WRONG_STATUS", "ALREADY_THERE", "NOT_PRESENT", "NOT_FOUND", "FORBIDDEN", "DRAFT_CHANGED", "REDACTED"}
# Each attempt at emergency access is an act that is kept, the refused one too.
ACTS = {"breakGlass": 3}


@pytest.mark.parametrize("name", ONCE[::EVERY])
async def test_of_two_one_does_it(table: Table, name: str) -> None:
    answers, effect = await pressed(table, name)

    done, told = sorted(map(codes, answers))
    assert done == []
    assert {*told} <= TOLD
    assert told != []
    assert performed(effect) == ACTS.get(name, 1)


@pytest.mark.parametrize("name", sorted(BY_BOTH)[::EVERY])
async def test_of_two_both_do_it(table: Table, name: str) -> None:
    answers, effect = await pressed(table, name)

    assert [codes(each) for each in answers] == [[], []]
    assert performed(effect) == 2


async def pressed(table: Table, name: str) -> tuple[list[dict[str, Any]], Rows]:
    await table.add(*more_posts())
    stage = Stage(table.by)
    who, given = await PLAYS[name](stage)
    pages = [await stage.by(who), await stage.page(who)]
    before = await rows_of(table.database)
    answers = await asyncio.gather(*(page.act(operation_of(name), **given) for page in pages))
    return answers, added(before, await rows_of(table.database))


def performed(effect: Rows) -> int:
    """How many acts there were; each is on the record, and one more where a rule followed."""
    assert effect[RECORDED] - effect["performed"] in (0, 1)
    return effect["performed"]
