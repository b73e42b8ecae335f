"""The acts of conversation as the schema shows them."""

from typing import Any
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.access.graphql import AudienceInput
from roundtable.context import Asked
from roundtable.messaging import commands, drafts
from roundtable.messaging.graphql import DraftType, MessageType, ThreadType
from roundtable.reader.types import Input, Payload, mutation_id


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
        sent_as = input.client_mutation_id
        return await info.context.perform(info, commands.post_message, input, audience=choice, sent_as=sent_as)

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
