"""A world's case on the agenda of a conference: who comes, what agencies say, and what comes of it."""

from typing import Any

from roundtable.access.models import (
    Audience,
    ConflictDeclaration,
)
from roundtable.agenda.models import ReturnContent
from roundtable.conferences.models import (
    AgencyReturn,
    AgencyReturnState,
    AgendaItem,
    AgendaItemStatus,
    Attendance,
    AttendanceSpan,
    AttendanceStatus,
    Conference,
    ConferenceAgency,
    ConferenceAgencyState,
    ConferenceFunction,
    ConferenceStatus,
    ConferenceType,
    Recusal,
)
from roundtable.conferences.request_models import AttendeeRequest, AttendeeRequestState
from roundtable.decisions.models import ActionReview, Decision, DecisionVoice, ReviewOutcome, Stance, Undertaking
from roundtable.demo.cast import AGENCIES
from roundtable.messaging.models import Thread
from roundtable.tasks.models import Task
from tests.access.world_base import POSTS, day
from tests.access.world_talk import WithTalk


class WithConferences(WithTalk):
    """Conferences, agenda items, and what hangs on them."""

    def agenda_item(self, audience: Audience, thread: Thread | None = None) -> AgendaItem:
        """This case on the agenda of a conference of its own."""
        conference = self._add(
            Conference(
                title="A conference",
                type=ConferenceType.ROUTINE,
                status=ConferenceStatus.PLANNED,
                agency_id=AGENCIES["social"].id,
                scheduled_at=day(3),
            )
        )
        return self._add(
            AgendaItem(
                case_id=self.case.id,
                conference_id=conference.id,
                audience_id=audience.id,
                thread_id=thread.id if thread else None,
                status=AgendaItemStatus.ACCEPTED,
                created_at=audience.created_at,
            )
        )

    def ask(self, conference: Conference, agency: str, state: ConferenceAgencyState) -> ConferenceAgency:
        """An agency is asked to a conference."""
        return self._add(
            ConferenceAgency(
                conference_id=conference.id,
                agency_id=AGENCIES[agency].id,
                state=state,
                invited_by=POSTS["corina"],
                invited_at=day(-4),
                reason="A reason",
            )
        )

    def attend(self, conference: Conference, post: str) -> Attendance:
        """Somebody comes to a conference, and was there."""
        there = self._add(
            Attendance(
                conference_id=conference.id,
                membership_id=POSTS[post],
                function=ConferenceFunction.OBSERVER,
                status=AttendanceStatus.PRESENT,
                condition="A condition",
                reason="A reason",
                named_at=day(-4),
            )
        )
        self._add(AttendanceSpan(conference_id=conference.id, attendance_id=there.id, arrived_at=day(-1)))
        return there

    def request(self, conference: Conference, agency: str, state: AttendeeRequestState) -> AttendeeRequest:
        """An agency is asked for somebody to come to a conference; where it named one, for any who comes."""
        comes = [there for there in self.all(Attendance) if there.conference_id == conference.id]
        named = (comes or [self.attend(conference, "horia")])[0] if state is AttendeeRequestState.NAMED else None
        return self._add(
            AttendeeRequest(
                conference_id=conference.id,
                agency_id=AGENCIES[agency].id,
                function=ConferenceFunction.OBSERVER,
                condition="A condition",
                state=state,
                asked_by=POSTS["corina"],
                asked_at=day(-4),
                attendance_id=named.id if named else None,
                reason="A reason",
            )
        )

    def asked(self, item: AgendaItem, agency: str) -> AgencyReturn:
        """An agency is asked what it knows of an item."""
        return self._add(
            AgencyReturn(
                case_id=self.case.id,
                agenda_item_id=item.id,
                agency_id=AGENCIES[agency].id,
                audience_id=item.audience_id,
                state=AgencyReturnState.SUBMITTED,
                created_at=item.created_at,
            )
        )

    def said(self, asked: AgencyReturn, audience: Audience) -> ReturnContent:
        """What it says it knows."""
        return self._add(
            ReturnContent(
                case_id=self.case.id,
                agency_return_id=asked.id,
                audience_id=audience.id,
                involvement="Involved",
                concerns="Concerns",
                protective_factors="Protected",
                proposals="Proposed",
                documents="Documents",
                written_by=POSTS["corina"],
                written_at=audience.created_at,
                created_at=audience.created_at,
            )
        )

    def decided(self, item: AgendaItem) -> Decision:
        """A decision over an item, that somebody was against."""
        kept: dict[str, Any] = {
            "case_id": self.case.id,
            "audience_id": item.audience_id,
            "created_at": item.created_at,
        }
        decision = self._add(
            Decision(
                **kept,
                agenda_item_id=item.id,
                text="Decided",
                rationale="For a reason",
                withdrawal="Withdrawn",
                recorded_by=POSTS["corina"],
                decided_at=day(-1),
            )
        )
        self._add(
            DecisionVoice(
                **kept,
                decision_id=decision.id,
                membership_id=POSTS["ana"],
                stance=Stance.DISSENTS,
                words="Against it",
                said_at=day(-1),
            )
        )
        return decision

    def undertaken(self, item: AgendaItem, task: Task) -> Undertaking:
        """What an agency undertook over an item, and said of it later."""
        kept: dict[str, Any] = {
            "case_id": self.case.id,
            "audience_id": item.audience_id,
            "created_at": item.created_at,
        }
        made = self._add(
            Undertaking(
                **kept,
                agenda_item_id=item.id,
                task_id=task.id,
                agency_id=task.owner_agency_id,
                obligation="By law",
                volunteered_by=POSTS["corina"],
                volunteered_at=day(-1),
            )
        )
        self._add(
            ActionReview(
                **kept,
                agenda_item_id=item.id,
                undertaking_id=made.id,
                outcome=ReviewOutcome.DONE,
                words="It was done",
                said_by=POSTS["corina"],
                said_at=day(-1),
            )
        )
        return made

    def recusal(self, item: AgendaItem, post: str, conflict: ConflictDeclaration) -> Recusal:
        return self._add(
            Recusal(
                case_id=self.case.id,
                agenda_item_id=item.id,
                audience_id=item.audience_id,
                membership_id=POSTS[post],
                conflict_id=conflict.id,
                created_at=item.created_at,
            )
        )
