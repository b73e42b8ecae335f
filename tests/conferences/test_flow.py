"""The states of conferences and of what belongs to them: every act from every state, and by everyone."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from roundtable.agenda import commands as agenda
from roundtable.agenda import hearing, returns
from roundtable.conferences import commands, flow, invitations, meeting, requests
from roundtable.conferences.flow import Step
from roundtable.conferences.models import AgendaItem, Attendance, Conference, ConferenceFunction, ConferenceStatus
from roundtable.core import ids
from roundtable.core.errors import Conflict, Problem
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.demo.cast import PEOPLE
from roundtable.minutes import flow as minutes
from tests.support.table import Table

# Written apart from the tables, from domain.md: act, from where, to where.
CONFERENCE = """
change             PLANNED RETURNS_OPEN READY -> same
invite             PLANNED RETURNS_OPEN READY IN_SESSION -> same
answer             PLANNED RETURNS_OPEN READY IN_SESSION -> same
name attendee      PLANNED RETURNS_OPEN READY IN_SESSION -> same
refer              PLANNED RETURNS_OPEN READY IN_SESSION -> same
set agenda         PLANNED RETURNS_OPEN READY IN_SESSION -> same
open returns       PLANNED -> RETURNS_OPEN
return             PLANNED RETURNS_OPEN READY IN_SESSION -> same
make ready         PLANNED RETURNS_OPEN -> READY
begin              PLANNED RETURNS_OPEN READY -> IN_SESSION
recuse             PLANNED RETURNS_OPEN READY IN_SESSION -> same
hold               IN_SESSION -> same
move deadline      IN_SESSION -> same
end                IN_SESSION -> MINUTES_DRAFT
write minutes      MINUTES_DRAFT -> same
approve minutes    MINUTES_DRAFT -> MINUTES_APPROVED
close              MINUTES_APPROVED -> CLOSED
cancel             PLANNED RETURNS_OPEN READY -> CANCELLED
"""
INVITATION = """
invite again       DECLINED -> INVITED
accept             INVITED DECLINED -> ACCEPTED
decline            INVITED ACCEPTED -> DECLINED
"""
REQUEST = """
name               ASKED -> NAMED
decline            ASKED -> DECLINED
withdraw           ASKED -> WITHDRAWN
"""
ATTENDANCE = """
confirm                      INVITED APOLOGIES APOLOGIES_WITH_RETURN -> CONFIRMED
send apologies               INVITED CONFIRMED -> APOLOGIES
send apologies with return   INVITED CONFIRMED APOLOGIES -> APOLOGIES_WITH_RETURN
arrive                       INVITED CONFIRMED APOLOGIES APOLOGIES_WITH_RETURN PRESENT -> PRESENT
leave                        PRESENT -> same
miss                         INVITED CONFIRMED -> ABSENT
"""
AGENDA_ITEM = """
propose again              WITHDRAWN NOT_MET_THRESHOLD -> PROPOSED
accept                     PROPOSED -> ACCEPTED
order                      PROPOSED ACCEPTED -> same
begin                      ACCEPTED -> same
hear                       ACCEPTED -> HEARD
defer                      PROPOSED ACCEPTED -> DEFERRED
withdraw                   PROPOSED ACCEPTED -> WITHDRAWN
find under the threshold   PROPOSED ACCEPTED -> NOT_MET_THRESHOLD
"""
RETURN = """
prepare            REQUESTED IN_PREPARATION -> IN_PREPARATION
submit             REQUESTED IN_PREPARATION NIL_RETURN DECLINED_TO_SHARE SUBMITTED -> SUBMITTED
return nothing     REQUESTED IN_PREPARATION -> NIL_RETURN
decline to share   REQUESTED IN_PREPARATION -> DECLINED_TO_SHARE
"""
MINUTES = """
write       DRAFT -> same
circulate   DRAFT -> CIRCULATED
recall      CIRCULATED -> DRAFT
comment     CIRCULATED -> same
answer      DRAFT CIRCULATED -> same
approve     CIRCULATED -> same
adopt       CIRCULATED -> APPROVED
correct     APPROVED -> same
supersede   APPROVED -> SUPERSEDED
"""
COMMENT = """
take up       OPEN -> TAKEN_UP
not take up   OPEN -> NOT_TAKEN_UP
withdraw      OPEN -> WITHDRAWN
"""
MACHINES: list[tuple[str, Mapping[str, Step[Any]]]] = [
    (CONFERENCE, flow.CONFERENCE),
    (INVITATION, flow.INVITATION),
    (REQUEST, flow.REQUEST),
    (ATTENDANCE, flow.ATTENDANCE),
    (AGENDA_ITEM, flow.AGENDA_ITEM),
    (RETURN, flow.RETURN),
    (MINUTES, minutes.MINUTES),
    (COMMENT, minutes.COMMENT),
]
ENDS = {"CLOSED", "CANCELLED"}


def _written(text: str) -> dict[str, tuple[set[str], str]]:
    """A table as it is written: each act with the states that it is possible in, and where it leads."""
    rows = {}
    for line in text.strip().splitlines():
        before, _, goal = line.partition(" -> ")
        words = before.split()
        states = [word for word in words if word.isupper()]
        rows[" ".join(word for word in words if not word.isupper())] = (set(states), goal)
    return rows


@pytest.mark.parametrize(("text", "machine"), MACHINES)
def test_every_act_leads_from_every_state_where_it_is_written_to_lead(
    text: str, machine: Mapping[str, Step[Any]]
) -> None:
    written = _written(text)
    kind: type[StrEnum] = type(next(iter(next(iter(machine.values())).start)))
    states = list(kind)

    assert machine.keys() == written.keys()
    for act, (start, goal) in written.items():
        for state in states:
            if state in start:
                assert flow.after(machine, act, state) == (state if goal == "same" else goal)
            else:
                with pytest.raises(Conflict) as refused:
                    flow.after(machine, act, state)
                assert refused.value.code == "WRONG_STATUS"


@given(st.lists(st.sampled_from(sorted(flow.CONFERENCE)), max_size=40))
def test_no_sequence_of_acts_brings_back_what_is_over(acts: list[str]) -> None:
    state, passed = ConferenceStatus.PLANNED, [ConferenceStatus.PLANNED]
    for act in acts:
        if state in flow.CONFERENCE[act].start:
            state = flow.after(flow.CONFERENCE, act, state)
            passed.append(state)

    order = [*ConferenceStatus]
    assert sorted(passed, key=order.index) == passed
    assert not {*passed} >= ENDS


Refs = dict[str, UUID]
Command = Callable[[Work, "Keys"], Awaitable[Refs]]
Keys = dict[str, str]
# Each act on a conference by its name in the table, as its command is called; and who may: the others are refused.
LEADS, CHAIRS, ANSWERS = {"corina"}, {"corina"}, {"ana", "bogdan", "dalia"}
ACTS: dict[str, tuple[str, Command, set[str]]] = {
    "change": ("change", lambda w, k: commands.change_conference(w, k["conference"], minutes=90), LEADS),
    "invite": ("invite", lambda w, k: invitations.invite_to_conference(w, k["conference"], [k["agency"]]), LEADS),
    "name": (
        "name attendee",
        lambda w, k: invitations.name_attendee(
            w, k["conference"], k["post"], ConferenceFunction.OBSERVER, "Take no notes."
        ),
        LEADS,
    ),
    "request": (
        "name attendee",
        lambda w, k: requests.request_attendee(w, k["conference"], k["agency"], ConferenceFunction.VICTIM_ADVOCATE),
        LEADS,
    ),
    "order": ("set agenda", lambda w, k: agenda.order_agenda(w, k["conference"], [k["item"]]), LEADS),
    "open returns": ("open returns", lambda w, k: returns.open_returns(w, k["conference"]), LEADS),
    "make ready": ("make ready", lambda w, k: commands.make_conference_ready(w, k["conference"]), LEADS),
    "begin": ("begin", lambda w, k: meeting.begin_conference(w, k["conference"]), CHAIRS),
    "arrive": ("hold", lambda w, k: meeting.record_arrival(w, k["attendance"], confidential=True), CHAIRS | {"dalia"}),
    "defer": ("set agenda", lambda w, k: agenda.defer_agenda_item(w, k["item"], "No time."), LEADS),
    "recuse": ("recuse", lambda w, k: hearing.recuse(w, k["item"], k["dalia"], "A cousin."), CHAIRS | {"dalia"}),
    "close": ("close", lambda w, k: commands.close_conference(w, k["conference"]), LEADS),
    "cancel": ("cancel", lambda w, k: commands.cancel_conference(w, k["conference"], "Too few."), LEADS),
}
INSIDE, OUTSIDE = ("corina", "ana", "bogdan", "dalia"), ("emil", "felicia", "gelu", "horia")


async def _keys(table: Table) -> Keys:
    there, item = table_of(Attendance), table_of(AgendaItem)
    async with table.database.reading() as connection:
        dalia = PEOPLE["dalia"].posts[0].id
        attends = await connection.scalar(select(there.c.id).where(there.c.membership_id == dalia))
        on_it = await connection.scalar(select(item.c.id).where(item.c.conference_id == story.CONFERENCE))
    assert attends and on_it
    return {
        "conference": table.conference_id,
        "attendance": ids.encode("attendance", attends),
        "item": ids.encode("agendaitem", on_it),
        "agency": table.agency_id("hospital"),
        "post": table.membership_id("horia"),
        "dalia": table.membership_id("dalia"),
    }


class _Undone(Exception):
    """Nothing of a try stays."""


async def _tried(table: Table, who: str, command: Command, keys: Keys, status: ConferenceStatus) -> str:
    """What comes of an act on the demo's conference in a state: DONE, or the code that it is refused with."""
    code = "DONE"
    try:
        async with table.database.writing() as session:
            conference = await session.get_one(Conference, story.CONFERENCE)
            conference.status = status
            await session.flush()
            work = await Work.begin(session, story.actor(who), table.services.clock.now())
            try:
                await command(work, keys)
                await work.flush()
            except Problem as problem:
                code = problem.code
            raise _Undone
    except _Undone:
        return code


@pytest.mark.parametrize("act", ACTS)
async def test_each_act_is_done_or_refused_in_each_state_by_each_of_the_cast(table: Table, act: str) -> None:
    name, command, may = ACTS[act]
    keys = await _keys(table)

    for status in ConferenceStatus:
        possible = not name or status in flow.CONFERENCE[name].start
        for who in INSIDE:
            expected = "FORBIDDEN" if who not in may else "DONE" if possible else "WRONG_STATUS"
            assert (who, status, await _tried(table, who, command, keys, status)) == (who, status, expected)
        for who in OUTSIDE:
            assert (who, status, await _tried(table, who, command, keys, status)) == (who, status, "NOT_FOUND")
