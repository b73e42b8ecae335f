"""Threads and messages as the schema shows them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, and_, case, func, null, select

from roundtable.access import rule
from roundtable.access.graphql import AudienceType
from roundtable.agencies.graphql import MembershipType
from roundtable.cases.graphql import CaseNode
from roundtable.core.scope import ME, at_most, found, value
from roundtable.core.tables import instant_of, row_of, wire_text
from roundtable.messaging import policy, queries
from roundtable.messaging.models import Draft, Message, MessageVersion, ReadPosition, Thread
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, many, one, shape, shape_of
from roundtable.reader.types import Connection, Node


def _unless_redacted(name: str) -> Any:
    return lambda message: case((message.c.redacted_at.is_(None), message.c[name]), else_=null())


def _is_last_read(thread: Any, message: Any, _: Any) -> ColumnElement[bool]:
    """Of those that one still sees: what was read may be for fewer since, and what is unread begins where it was."""
    own = shape_of(MessageType)
    position, read, before = row_of(ReadPosition), own.row(), own.row()
    mine = and_(position.c.thread_id == thread.c.id, position.c.membership_id == ME)
    itself = found(read, read.c.id == position.c.message_id, own.holds(read))
    last_first = before.c.created_at.desc(), before.c.id.desc()
    up_to_there = (
        select(before.c.id)
        .select_from(position.join(before, before.c.thread_id == position.c.thread_id))
        .where(mine, ~policy.is_after(before, position), own.holds(before))
    )
    latest = at_most(1, up_to_there.order_by(*last_first)).correlate_except(position, before).scalar_subquery()
    return message.c.id == func.coalesce(value(position.c.message_id, mine, itself), latest)


def _is_mentioned(message: Any, post: Any, _: Any) -> ColumnElement[bool]:
    return post.c.id.in_(queries.mentioned(message))


def _editable_until(posted: str, _: Any) -> str:
    return wire_text(instant_of(posted) + policy.EDIT_WINDOW)


@shape(MessageVersion, "version", guard=policy.sees_version, case="case_id")
@strawberry.type(name="MessageVersion", description="What a message said before an edit.")
class MessageVersionType(Node):
    body: str = column(MessageVersion.body, "Markdown as written.")
    body_html: str = column(MessageVersion.body_html, "Safe HTML of it.")
    written_at: datetime = column(MessageVersion.written_at, "When it was written.")


@shape(Draft, "draft", guard=policy.is_own_draft, case="case_id")
@strawberry.type(name="Draft", description="What the acting post is writing, in a conversation or to open one.")
class DraftType(Node):
    body: str = column(Draft.body, "As it was last saved; empty once it was posted or discarded.")
    choices: str = column(Draft.choices, "What a client keeps beside the text, in a form of its own; may be empty.")
    version: int = column(Draft.version, "Give it with the next `saveDraft`, and with what posts it.")
    saved_at: datetime = column(Draft.saved_at, "When it was last saved.")


@shape(Thread, "thread", guard=rule.sees_item, case="case_id")
@strawberry.type(name="Thread", description="A conversation on a case.")
class ThreadType(Node):
    case: CaseNode | None = one(Thread.case_id, "The case; null for who sees no more of it than a task.")
    subject: str = column(Thread.subject, "What it is about.")
    created_at: datetime = column(Thread.created_at, "When it was opened.")
    created_by: MembershipType = one(Thread.created_by, "Who opened it.")
    closed_at: datetime | None = column(Thread.closed_at, "When it was closed; null while one can post.")
    audience: AudienceType = one(Thread.audience_id, "Who may see it.")
    messages: Connection["MessageType"] = connection(
        lambda thread, message, _: message.c.thread_id == thread.c.id,
        lambda message: [message.c.created_at, message.c.id],
        "Its messages, newest first.",
        descending=True,
    )
    unread_count: int = column(queries.unread_count, "How many messages of others the acting post has not read.")
    draft: DraftType | None = one(
        lambda thread, draft, _: draft.c.thread_id == thread.c.id,
        "What the acting post is writing here; null where it never was.",
    )
    last_read: "MessageType | None" = one(_is_last_read, "The message up to which the acting post has read.")


@shape(Message, "message", guard=rule.sees_item, case="case_id")
@strawberry.type(name="Message", description="One message of a conversation.")
class MessageType(Node):
    thread: ThreadType | None = one(Message.thread_id, "The conversation, where one may see it.")
    author: MembershipType = one(Message.author_id, "The post that wrote it.")
    client_mutation_id: UUID | None = column(
        Message.client_mutation_id,
        "What it was posted with: its author's client knows it again when it hears of it. Null of older messages.",
    )
    body: str | None = column(_unless_redacted("body"), "Markdown as written; null when redacted.")
    body_html: str | None = column(_unless_redacted("body_html"), "Safe HTML of it; null when redacted.")
    created_at: datetime = column(Message.created_at, "When it was posted.")
    edited_at: datetime | None = column(Message.edited_at, "When it was last edited.")
    editable_until: datetime = column(Message.created_at, "Until when its author may edit it.", then=_editable_until)
    redacted_at: datetime | None = column(Message.redacted_at, "When it was redacted.")
    redacted_by: MembershipType | None = one(Message.redacted_by, "Who redacted it.")
    redaction_reason: str | None = column(Message.redaction_reason, "Why it was redacted.")
    in_reply_to: "MessageType | None" = one(Message.in_reply_to_id, "What it answers.")
    audience: AudienceType | None = one(
        Message.audience_id,
        "Who may see it: the conversation's audience, or one within it; null for a newcomer to an older conversation.",
    )
    mentions: list[MembershipType] = many(_is_mentioned, lambda post: [post.c.id], "The posts it names.")
    versions: list[MessageVersionType] = many(
        lambda message, version, _: version.c.message_id == message.c.id,
        lambda version: [version.c.written_at, version.c.id],
        "What it said before, oldest first; none once it is redacted.",
    )


@strawberry.type
class MessagingQueries:
    """Root fields of this domain."""

    thread: ThreadType | None = one(
        lambda _, thread, given: thread.c.id == given["id"],
        "A conversation by its id.",
        [argument(key_of("thread", "id"), strawberry.ID, "The thread's id.")],
    )
    threads: Connection[ThreadType] = connection(
        lambda _, thread, given: and_(thread.c.case_id == given["caseId"], ~rule.is_for_task(thread)),
        lambda thread: [thread.c.created_at, thread.c.id],
        "A case's conversations, newest first; a task's own is found on the task.",
        [argument(key_of("case", "caseId"), strawberry.ID, "The case's id.")],
        descending=True,
    )
    opening_draft: DraftType | None = one(
        lambda _, draft, given: and_(draft.c.case_id == given["caseId"], draft.c.thread_id.is_(None)),
        "What the acting post is writing to open a conversation on a case; null where it never was.",
        [argument(key_of("case", "caseId"), strawberry.ID, "The case's id.")],
    )
