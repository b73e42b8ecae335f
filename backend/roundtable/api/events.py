"""The kinds of events that streams bring: a fact's name says the type, its subject is read when it is delivered."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, select

from roundtable.access import rule
from roundtable.agencies.graphql import MembershipType
from roundtable.conferences.graphql import ConferenceNode
from roundtable.core.facts import Fact, FactName, StreamEntry
from roundtable.core.guards import guarded
from roundtable.core.tables import table_of
from roundtable.messaging.graphql import MessageType, ThreadType
from roundtable.reader.shapes import column, given, one, shape
from roundtable.reader.sql import public_id
from roundtable.tasks.graphql import TaskType

TYPES: dict[str, str] = {
    FactName.MESSAGE_POSTED: "MessagePosted",
    FactName.MESSAGE_EDITED: "MessageEdited",
    FactName.MESSAGE_REDACTED: "MessageRedacted",
    FactName.PRACTITIONER_MENTIONED: "PractitionerMentioned",
    FactName.THREAD_OPENED: "ThreadOpened",
    FactName.THREAD_CLOSED: "ThreadClosed",
    FactName.TASK_ASSIGNED: "TaskAssigned",
    FactName.TASK_CHANGED: "TaskChanged",
    FactName.CONFERENCE_CLOSED: "ConferenceClosed",
}

_fact, _entry = table_of(Fact), table_of(StreamEntry)
# A fact at its place in a stream.
PLACED = (
    select(_fact, _entry.c.stream_id, _entry.c.number).join(_entry, _entry.c.fact_id == _fact.c.id).subquery("placed")
)


def sees_fact(fact: Any) -> ColumnElement[bool]:
    """Who may hear of something: who is in its audience, as for the thing itself."""
    return rule.sees_audience(fact.c.case_id, fact.c.audience_id, fact.c.item_at)


guarded(Fact, sees_fact)


def _subject(fact: Any, thing: Any, _: Any) -> ColumnElement[bool]:
    return thing.c.id == fact.c.subject_id


@shape(PLACED, "event", guard=sees_fact, case="case_id", tag="name", variants=TYPES, hidden=("stream_id", "number"))
@strawberry.interface(description="Something that happened, with what it happened to as that is now.")
class Event:
    id: strawberry.ID = column(lambda fact: public_id("event", fact.c.id), "Opaque; the same in every stream.")
    cursor: str = given("cursor", "Where to go on from after this event: give it as `after`.")
    prev: str | None = given(
        "prev", "The cursor this subscription gave before; a client that lacks it has lost something."
    )
    occurred_at: datetime = column(lambda fact: fact.c.at, "When it happened.")
    by: MembershipType | None = one(lambda fact, post, _: post.c.id == fact.c.membership_id, "Who did it.")


@strawberry.type(description="A message was posted.")
class MessagePosted(Event):
    message: MessageType | None = one(_subject, "The message.")


@strawberry.type(description="A message was edited.")
class MessageEdited(Event):
    message: MessageType | None = one(_subject, "The message.")


@strawberry.type(description="A message was redacted.")
class MessageRedacted(Event):
    message: MessageType | None = one(_subject, "The message's tombstone.")


@strawberry.type(description="A message named one.")
class PractitionerMentioned(Event):
    message: MessageType | None = one(_subject, "The message.")


@strawberry.type(description="A conversation was opened.")
class ThreadOpened(Event):
    thread: ThreadType | None = one(_subject, "The conversation.")


@strawberry.type(description="A conversation was closed.")
class ThreadClosed(Event):
    thread: ThreadType | None = one(_subject, "The conversation.")


@strawberry.type(description="A task was asked of an agency.")
class TaskAssigned(Event):
    task: TaskType | None = one(_subject, "The task.")


@strawberry.type(description="A task changed: its state, or who has it.")
class TaskChanged(Event):
    task: TaskType | None = one(_subject, "The task.")


@strawberry.type(description="A conference ended.")
class ConferenceClosed(Event):
    conference: ConferenceNode | None = one(_subject, "The conference.")


EVENTS = [
    MessagePosted,
    MessageEdited,
    MessageRedacted,
    PractitionerMentioned,
    ThreadOpened,
    ThreadClosed,
    TaskAssigned,
    TaskChanged,
    ConferenceClosed,
]
