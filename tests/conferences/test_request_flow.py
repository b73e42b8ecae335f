"""Whom agencies are asked for: every act on it from every state, at a conference in every state, and by everyone."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from roundtable.conferences import flow, requests
from roundtable.conferences.models import Attendance, Conference, ConferenceFunction, ConferenceStatus
from roundtable.conferences.request_models import AttendeeRequest, AttendeeRequestState
from roundtable.core import ids
from roundtable.core.errors import Problem
from roundtable.core.tables import new_id, table_of
from roundtable.core.work import Work
from roundtable.demo import story
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.support.table import Table

Refs = dict[str, UUID]
# Each act by its name in the table, with the act of the conference that it needs, and who may do it: Horia's agency is
# asked to send an observer, and Corina leads.
ACTS: dict[str, tuple[str, Callable[[Work, str], Awaitable[Refs]], str]] = {
    "name": (
        "answer",
        lambda w, key: requests.answer_attendee_request(w, key, ids.encode("membership", PEOPLE["horia"].posts[0].id)),
        "horia",
    ),
    "decline": ("answer", lambda w, key: requests.decline_attendee_request(w, key, "On leave."), "horia"),
    "withdraw": ("name attendee", requests.withdraw_attendee_request, "corina"),
}
CONFERS = ("corina", "ana", "bogdan", "dalia")
OUTSIDE = ("emil", "felicia", "gelu", "ilie", "jana")


class _Undone(Exception):
    """Nothing of a try stays."""


async def _tried(
    table: Table, who: str, act: str, state: AttendeeRequestState, status: ConferenceStatus
) -> tuple[str, AttendeeRequestState]:
    """What comes of an act, DONE or the code that it is refused with, and the state that the request is in then."""
    code, became = "DONE", state
    try:
        async with table.database.writing() as session:
            there = table_of(Attendance)
            (await session.get_one(Conference, story.CONFERENCE)).status = status
            anybody = await session.scalar(select(there.c.id).where(there.c.conference_id == story.CONFERENCE).limit(1))
            request = AttendeeRequest(
                id=new_id(),
                conference_id=story.CONFERENCE,
                agency_id=AGENCIES["elsewhere"].id,
                function=ConferenceFunction.OBSERVER,
                condition="Take no notes.",
                state=state,
                asked_by=PEOPLE["corina"].posts[0].id,
                asked_at=table.services.clock.now(),
                attendance_id=anybody if state is AttendeeRequestState.NAMED else None,
            )
            session.add(request)
            await session.flush()
            work = await Work.begin(session, story.actor(who), table.services.clock.now())
            try:
                await ACTS[act][1](work, ids.encode("attendeerequest", request.id))
                await work.flush()
                became = request.state
            except Problem as problem:
                code = problem.code
            raise _Undone
    except _Undone:
        return code, became


@pytest.mark.parametrize("act", ACTS)
async def test_each_act_is_done_or_refused_in_each_state_by_each_of_the_cast(table: Table, act: str) -> None:
    needed, _, may = ACTS[act]
    step = flow.REQUEST[act]

    for status in ConferenceStatus:
        for state in AttendeeRequestState:
            possible = state in step.start and status in flow.CONFERENCE[needed].start
            for who in (*CONFERS, "horia"):
                expected = "FORBIDDEN" if who != may else "DONE" if possible else "WRONG_STATUS"
                goal = step.goal if expected == "DONE" else state
                assert (who, status, state, await _tried(table, who, act, state, status)) == (
                    who,
                    status,
                    state,
                    (expected, goal),
                )
    for who in OUTSIDE:
        tried = await _tried(table, who, act, AttendeeRequestState.ASKED, ConferenceStatus.PLANNED)
        assert (who, tried) == (who, ("NOT_FOUND", AttendeeRequestState.ASKED))
