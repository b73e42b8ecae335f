"""Threads and messages as the schema shows them, and the acts of conversation."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, and_, case, func, null, select
from strawberry import ID

from roundtable.access import rule
from roundtable.access.graphql import AudienceInput, AudienceType
from roundtable.agencies.graphql import MembershipType
from roundtable.cases.graphql import CaseNode
from roundtable.context import Asked
from roundtable.core.scope import ME, at_most, found, value
from roundtable.core.tables import instant_of, row_of, wire_text
from roundtable.messaging import commands, drafts, policy, queries
from roundtable.messaging.models import Draft, Message, MessageVersion, ReadPosition, Thread
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, many, one, shape, shape_of
from roundtable.reader.types import Connection, Input, Node, Payload, mutation_id


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


def _draft_id() -> Any:
    return strawberry.field(default=None, description="The draft that this was: it goes with the same act.")


def _draft_version() -> Any:
    return strawberry.field(default=None, description="`Draft.version` as it was read: what is newer stays.")


@strawberry.input(description="A conversation to open.")
class OpenThreadInput:
    client_mutation_id: UUID = mutation_id()
    case_id: ID = strawberry.field(description="The case.")
    subject: str = strawberry.field(description="What it is about, up to 200 characters.")
    audience: AudienceInput = strawberry.field(description="Who may see it.")
    draft_id: ID | None = _draft_id()
    draft_version: int | None = _draft_version()


@strawberry.input(description="A message to post.")
class PostMessageInput:
    client_mutation_id: UUID = mutation_id()
    thread_id: ID = strawberry.field(description="The conversation.")
    body: str = strawberry.field(description="Markdown, up to 20,000 characters.")
    in_reply_to: ID | None = strawberry.field(default=None, description="A message of the same thread that it answers.")
    mentions: list[ID] = strawberry.field(default_factory=list, description="Posts it names; each must see it.")
    audience: AudienceInput | None = strawberry.field(
        default=None, description="A narrower audience within that of the conversation, or of what it answers."
    )
    audience_version: str | None = strawberry.field(
        default=None,
        description="`Audience.version` of what it is said in, as it was read; AUDIENCE_CHANGED if it is another now.",
    )
    draft_id: ID | None = _draft_id()
    draft_version: int | None = _draft_version()


@strawberry.input(description="What is being written: in a conversation, or to open one on a case; one of the two.")
class SaveDraftInput:
    client_mutation_id: UUID = mutation_id()
    thread_id: ID | None = strawberry.field(default=None, description="The conversation.")
    case_id: ID | None = strawberry.field(default=None, description="The case, for a conversation to be opened.")
    body: str = strawberry.field(description="The text so far, up to 20,000 characters.")
    choices: str | None = strawberry.field(
        default=None, description="What to keep beside it, in a form of one's own, up to 20,000 characters."
    )
    version: int = strawberry.field(description="`Draft.version` as it was read, 0 where there was none.")


@strawberry.input(description="A draft to forget.")
class DiscardDraftInput:
    client_mutation_id: UUID = mutation_id()
    draft_id: ID = strawberry.field(description="The draft.")
    version: int = strawberry.field(description="`Draft.version` as it was read.")


@strawberry.input(description="A better wording of one's own message.")
class EditMessageInput:
    client_mutation_id: UUID = mutation_id()
    message_id: ID = strawberry.field(description="The message.")
    body: str = strawberry.field(description="Markdown, up to 20,000 characters.")


@strawberry.input(description="A message to take back.")
class RedactMessageInput:
    client_mutation_id: UUID = mutation_id()
    message_id: ID = strawberry.field(description="The message.")
    reason: str = strawberry.field(description="Why, up to 500 characters; shown in its place.")


@strawberry.input(description="How far one has read.")
class MarkReadInput:
    client_mutation_id: UUID = mutation_id()
    message_id: ID = strawberry.field(description="The newest message read; all before it count as read.")


@strawberry.input(description="From where on one has not read.")
class MarkUnreadInput:
    client_mutation_id: UUID = mutation_id()
    message_id: ID = strawberry.field(description="The first message to be unread again; all after it count as unread.")


@strawberry.type(description="What opening a conversation answers.")
class OpenThreadPayload(Payload):
    thread: ThreadType | None = strawberry.field(description="The conversation.")


@strawberry.type(description="What posting answers.")
class PostMessagePayload(Payload):
    message: MessageType | None = strawberry.field(description="The message.")


@strawberry.type(description="What saving a draft answers.")
class SaveDraftPayload(Payload):
    draft: DraftType | None = strawberry.field(description="The draft; with DRAFT_CHANGED, what stands there instead.")


@strawberry.type(description="What discarding a draft answers.")
class DiscardDraftPayload(Payload):
    draft: DraftType | None = strawberry.field(description="The draft; with DRAFT_CHANGED, what stands there instead.")


@strawberry.type(description="What editing answers.")
class EditMessagePayload(Payload):
    message: MessageType | None = strawberry.field(description="The message.")


@strawberry.type(description="What redacting answers.")
class RedactMessagePayload(Payload):
    message: MessageType | None = strawberry.field(description="The message.")


@strawberry.type(description="What marking as read answers.")
class MarkReadPayload(Payload):
    thread: ThreadType | None = strawberry.field(description="The conversation.")


@strawberry.type(description="What marking as unread answers.")
class MarkUnreadPayload(Payload):
    thread: ThreadType | None = strawberry.field(description="The conversation.")


@strawberry.type
class MessagingMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="Open a conversation on a case.")
    async def open_thread(self, info: Asked, input: Input[OpenThreadInput]) -> OpenThreadPayload:
        choice = input.audience.choice()
        return await info.context.perform(info, commands.open_thread, input, audience=choice)

    @strawberry.mutation(description="Post a message.")
    async def post_message(self, info: Asked, input: Input[PostMessageInput]) -> PostMessagePayload:
        choice = input.audience.choice() if input.audience else None
        return await info.context.perform(info, commands.post_message, input, audience=choice)

    @strawberry.mutation(
        description="Keep what one is writing. DRAFT_CHANGED, with the newer draft, where it was written on elsewhere."
    )
    async def save_draft(self, info: Asked, input: Input[SaveDraftInput]) -> SaveDraftPayload:
        return await info.context.perform(info, drafts.save_draft, input)

    @strawberry.mutation(description="Forget what one was writing.")
    async def discard_draft(self, info: Asked, input: Input[DiscardDraftInput]) -> DiscardDraftPayload:
        return await info.context.perform(info, drafts.discard_draft, input)

    @strawberry.mutation(description="Edit one's own message, within 15 minutes of posting it.")
    async def edit_message(self, info: Asked, input: Input[EditMessageInput]) -> EditMessagePayload:
        return await info.context.perform(info, commands.edit_message, input)

    @strawberry.mutation(description="Take back what a message says; a tombstone stays.")
    async def redact_message(self, info: Asked, input: Input[RedactMessageInput]) -> RedactMessagePayload:
        return await info.context.perform(info, commands.redact_message, input)

    @strawberry.mutation(description="Tell how far one has read.")
    async def mark_read(self, info: Asked, input: Input[MarkReadInput]) -> MarkReadPayload:
        return await info.context.perform(info, commands.mark_read, input)

    @strawberry.mutation(description="Have a message and all after it unread again.")
    async def mark_unread(self, info: Asked, input: Input[MarkUnreadInput]) -> MarkUnreadPayload:
        return await info.context.perform(info, commands.mark_unread, input)
