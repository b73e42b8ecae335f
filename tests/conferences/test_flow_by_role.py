"""Each act on an agenda item, a return, who attends and minutes, in each state, by each role: done, or refused."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from roundtable.access.commands import Grounds
from roundtable.access.models import LawfulBasis
from roundtable.agenda import commands as agenda
from roundtable.agenda import hearing, returns
from roundtable.conferences import flow, invitations, meeting
from roundtable.conferences.models import (
    AgencyReturn,
    AgencyReturnState,
    AgendaItem,
    AgendaItemStatus,
    Attendance,
    AttendanceSpan,
    AttendanceStatus,
    ReferralCriterion,
    ReturnDeclineReason,
)
from roundtable.core import ids
from roundtable.core.flow import Step
from roundtable.demo.cast import AGENCIES, PEOPLE
from roundtable.minutes import commands as minuting
from roundtable.minutes import flow as written
from roundtable.minutes import writing
from roundtable.minutes.models import CommentState, Minutes, MinutesApproval, MinutesRemark, MinutesState
from tests.conferences.meeting import REFERRAL, Meeting, planned
from tests.conferences.roles import FURTHER, ROLES, Act, Keys, posts, tried
from tests.support.closing import ended
from tests.support.table import Table

GROUNDS = Grounds("Coordination", LawfulBasis.PUBLIC_TASK, "They need it to protect her.")
# Whoever takes part in the conference sees who comes, and that there are minutes; the police too, which declined.
APART = "outsider administrator analyst"
HEARS = "chair scribe comes"


async def _is_heard(session: AsyncSession, keys: Keys, now: datetime) -> None:
    item = await session.get_one(AgendaItem, ids.decode("agendaitem", keys["agendaitem"]))
    item.current_since = item.began_at = item.ends_at = now


async def _is_there(session: AsyncSession, keys: Keys, now: datetime) -> None:
    there, conference = ids.decode("attendance", keys["attendance"]), ids.decode("conference", keys["conference"])
    session.add(AttendanceSpan(conference_id=conference, attendance_id=there, arrived_at=now))


async def _enough_approved(session: AsyncSession, keys: Keys, now: datetime) -> None:
    minutes = await session.get_one(Minutes, ids.decode("minutes", keys["minutes"]))
    minutes.quorum = 1
    session.add(
        MinutesApproval(
            conference_id=minutes.conference_id,
            minutes_id=minutes.id,
            revision=minutes.revision,
            agency_id=AGENCIES["hospital"].id,
            approved_by=PEOPLE["emil"].posts[0].id,
            approved_at=now,
        )
    )


async def _is_commented(session: AsyncSession, keys: Keys, now: datetime) -> None:
    minutes = await session.get_one(Minutes, ids.decode("minutes", keys["minutes"]))
    remark = MinutesRemark(
        conference_id=minutes.conference_id,
        minutes_id=minutes.id,
        text="Not so.",
        said_by=PEOPLE["emil"].posts[0].id,
        said_at=now,
        state=CommentState.OPEN,
    )
    session.add(remark)
    keys["comment"] = ids.encode("minutesremark", remark.id)


ITEM = {
    "refer": Act(
        "propose again",
        lambda w, k: agenda.refer_case(
            w, k["conference"], k["case"], ReferralCriterion.ESCALATION, "Worse each week.", GROUNDS
        ),
        HEARS,
        unseen=APART,
        # Who does not hear the item is told that it is there, for they sit at the case's table, and nothing more.
        state_first=True,
        refused="ALREADY_THERE",
        denied="NOT_FOUND",
    ),
    "accept": Act("accept", lambda w, k: agenda.accept_agenda_item(w, k["agendaitem"]), "chair"),
    # Of the conference, and so seen by who declined too.
    "order": Act(
        "order", lambda w, k: agenda.order_agenda(w, k["conference"], [k["agendaitem"]]), "chair", unseen=APART
    ),
    "begin": Act("begin", lambda w, k: hearing.begin_agenda_item(w, k["agendaitem"]), "chair"),
    "conclude": Act("hear", lambda w, k: hearing.conclude_agenda_item(w, k["agendaitem"]), "chair", first=_is_heard),
    "recuse": Act("begin", lambda w, k: hearing.recuse(w, k["agendaitem"], k["emil"], "A cousin."), HEARS),
    "defer": Act("defer", lambda w, k: agenda.defer_agenda_item(w, k["agendaitem"], "No time."), "chair"),
    "withdraw": Act("withdraw", lambda w, k: agenda.withdraw_agenda_item(w, k["agendaitem"], "She asked."), "chair"),
    "find under the threshold": Act(
        "find under the threshold",
        lambda w, k: agenda.find_under_threshold(w, k["agendaitem"], "None is met."),
        "chair",
    ),
}
# The hospital's.
RETURN = {
    "save": Act("prepare", lambda w, k: returns.save_return(w, k["agencyreturn"], 0, concerns="Worse."), "comes"),
    "submit": Act(
        "submit", lambda w, k: returns.submit_return(w, k["agencyreturn"], 0, GROUNDS, concerns="Worse."), "comes"
    ),
    "return nothing": Act("return nothing", lambda w, k: returns.return_nothing(w, k["agencyreturn"]), "comes"),
    "decline": Act(
        "decline to share",
        lambda w, k: returns.decline_return(w, k["agencyreturn"], ReturnDeclineReason.UNSAFE),
        "comes",
    ),
}
# Emil's, of the hospital.
ATTENDANCE = {
    "confirm": Act("confirm", lambda w, k: invitations.confirm_attendance(w, k["attendance"]), "comes", unseen=APART),
    "apologise": Act(
        "send apologies",
        lambda w, k: invitations.send_apologies(w, k["attendance"], "In court."),
        "comes",
        unseen=APART,
    ),
    "send a deputy": Act(
        "send apologies",
        lambda w, k: invitations.send_deputy(w, k["attendance"], k["colleague"]),
        "comes",
        unseen=APART,
    ),
    "arrive": Act(
        "arrive", lambda w, k: meeting.record_arrival(w, k["attendance"], confidential=True), HEARS, unseen=APART
    ),
    "leave": Act(
        "leave", lambda w, k: meeting.record_leaving(w, k["attendance"]), HEARS, unseen=APART, first=_is_there
    ),
}
MINUTES = {
    "save": Act("write", lambda w, k: minuting.save_minutes(w, k["minutes"], 0, "Opened."), "chair scribe", APART),
    "circulate": Act("circulate", lambda w, k: minuting.circulate_minutes(w, k["minutes"]), "chair scribe", APART),
    "recall": Act("recall", lambda w, k: minuting.recall_minutes(w, k["minutes"]), "chair scribe", APART),
    "comment": Act(
        "comment", lambda w, k: writing.comment_on_minutes(w, "Not so.", minutes_id=k["minutes"]), HEARS, APART
    ),
    "answer": Act(
        "answer",
        lambda w, k: writing.answer_minutes_comment(w, k["comment"], "So.", taken_up=True),
        "chair scribe",
        APART,
        first=_is_commented,
    ),
    "withdraw a comment": Act(
        "answer", lambda w, k: writing.withdraw_minutes_comment(w, k["comment"]), "comes", APART, first=_is_commented
    ),
    "approve": Act(
        "approve", lambda w, k: minuting.approve_minutes(w, k["minutes"], 0), HEARS, APART, state_first=True
    ),
    "adopt": Act(
        "adopt", lambda w, k: minuting.adopt_minutes(w, k["minutes"]), "chair scribe", APART, first=_enough_approved
    ),
    "correct": Act("correct", lambda w, k: minuting.correct_minutes(w, k["minutes"], "A name."), "chair scribe", APART),
}
Machine = tuple[dict[str, Act], Mapping[str, Step[Any]], tuple[type[SQLModel], str, str], type[StrEnum]]
MACHINES: dict[str, Machine] = {
    "agenda item": (ITEM, flow.AGENDA_ITEM, (AgendaItem, "agendaitem", "status"), AgendaItemStatus),
    "return": (RETURN, flow.RETURN, (AgencyReturn, "agencyreturn", "state"), AgencyReturnState),
    "attendance": (ATTENDANCE, flow.ATTENDANCE, (Attendance, "attendance", "status"), AttendanceStatus),
    "minutes": (MINUTES, written.MINUTES, (Minutes, "minutes", "state"), MinutesState),
}
# What no act of its own leads to: it comes with the meeting's end, with another answer, or with the next version.
BY_THE_WAY = {"miss", "send apologies with return", "supersede"}


async def _in_session(table: Table) -> Meeting:
    """Corina chairs, Dalia writes, Emil comes, and the police declined; the case is on the agenda."""
    await table.add(*posts())
    held = await planned(table, "hospital", "police", "ngo", scribeId=table.membership_id("dalia"))
    given = {**REFERRAL, "conferenceId": held.id, "caseId": table.case_id}
    held.item = (await held.done("corina", "ReferCase", **given))["agendaItem"]["id"]
    await held.done("corina", "AcceptAgendaItem", agendaItemId=held.item)
    for who in ("emil", "dalia"):
        await held.done(who, "AcceptConference", conferenceId=held.id)
    await held.done("ana", "DeclineConference", conferenceId=held.id, reason="We are full.")
    await held.done("corina", "BeginConference", conferenceId=held.id)
    return held


async def _keys(table: Table, held: Meeting) -> Keys:
    return {
        "conference": held.id,
        "case": table.case_id,
        "agendaitem": held.item,
        "agencyreturn": (await held.asked("emil", "hospital"))["id"],
        "attendance": (await held.attendance("emil"))["id"],
        "emil": table.membership_id("emil"),
        "colleague": ids.encode("membership", FURTHER["colleague"][0]),
    }


async def _over(held: Meeting) -> str:
    await held.arrive("emil", "dalia")
    await held.done("corina", "BeginAgendaItem", agendaItemId=held.item)
    await ended(await held.by("corina"), held.id)
    drafted = await held.done("corina", "DraftMinutes", conferenceId=held.id, language="EN")
    minutes: str = drafted["minutes"]["id"]
    return minutes


@pytest.mark.parametrize("name", MACHINES)
async def test_each_act_is_done_or_refused_in_each_state_by_each_role(table: Table, name: str) -> None:
    acts, machine, of, states = MACHINES[name]
    held = await _in_session(table)
    keys = await _keys(table, held)
    await held.arrive("corina")
    if name == "minutes":
        keys["minutes"] = await _over(held)

    wrong = []
    for act, state, role in [(act, state, role) for act in acts for state in states for role in ROLES]:
        expected = acts[act].expected(machine, state, role)
        answered = await tried(table, acts[act], keys, of, state, role)
        wrong += [] if answered == expected else [(act, str(state), role, answered, expected)]
    assert wrong == [], "\n".join(map(str, wrong))


def test_no_act_of_a_machine_is_left_out() -> None:
    for acts, machine, _, _ in MACHINES.values():
        assert machine.keys() - {act.step for act in acts.values()} <= BY_THE_WAY
