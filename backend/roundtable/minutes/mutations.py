"""The acts on minutes as the schema shows them."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from roundtable.context import Asked
from roundtable.minutes import commands, writing
from roundtable.minutes.graphql import (
    MinutesCommentType,
    MinutesExportType,
    MinutesPassageType,
    MinutesRemarkType,
    MinutesSectionType,
    MinutesType,
)
from roundtable.minutes.models import ExportFormat, MinutesLanguage
from roundtable.reader.types import Input, Payload, mutation_id


@strawberry.input(description="A conference that has ended.")
class DraftMinutesInput:
    client_mutation_id: UUID = mutation_id()
    conference_id: ID = strawberry.field(description="The conference.")
    language: MinutesLanguage = strawberry.field(description="The language that they are written in.")


@strawberry.input(description="What is said before and after the items.")
class SaveMinutesInput:
    client_mutation_id: UUID = mutation_id()
    minutes_id: ID = strawberry.field(description="The minutes.")
    version: int = strawberry.field(description="`Minutes.version` as it was read.")
    opening: str | None = strawberry.field(
        default=None, description="Before the items, up to 10,000 characters; it names no case. Plain text."
    )
    closing: str | None = strawberry.field(default=None, description="After them, as `opening`.")


@strawberry.input(description="A passage.")
class AddMinutesPassageInput:
    client_mutation_id: UUID = mutation_id()
    section_id: ID = strawberry.field(description="The section of the item that it is over.")
    text: str = strawberry.field(description="Up to 20,000 characters; plain text.")
    without_agency_ids: list[ID] = strawberry.field(
        default_factory=list, description="Agencies that hear the item, and do not read this."
    )
    marked: bool = strawberry.field(default=True, description="Whether those see that something is withheld from them.")


@strawberry.input(description="A passage as it is to be.")
class SaveMinutesPassageInput:
    client_mutation_id: UUID = mutation_id()
    passage_id: ID = strawberry.field(description="The passage.")
    version: int = strawberry.field(description="`MinutesWords.version` as it was read.")
    text: str = strawberry.field(description="As `AddMinutesPassageInput.text`.")


@strawberry.input(description="A passage to take out.")
class RemoveMinutesPassageInput:
    client_mutation_id: UUID = mutation_id()
    passage_id: ID = strawberry.field(description="The passage.")
    version: int = strawberry.field(description="`MinutesWords.version` as it was read.")


@strawberry.input(description="Minutes to put before the agencies.")
class CirculateMinutesInput:
    client_mutation_id: UUID = mutation_id()
    minutes_id: ID = strawberry.field(description="The minutes.")
    comments_due_at: datetime | None = strawberry.field(default=None, description="Until when comments are asked for.")
    quorum: int | None = strawberry.field(
        default=None,
        description="How many of the agencies that came have to approve; more than half where nothing is said.",
    )


@strawberry.input(description="Minutes to write on.")
class RecallMinutesInput:
    client_mutation_id: UUID = mutation_id()
    minutes_id: ID = strawberry.field(description="The minutes.")


@strawberry.input(description="What is to be said to a section, or to the general part.")
class CommentOnMinutesInput:
    client_mutation_id: UUID = mutation_id()
    text: str = strawberry.field(
        description="Up to 5,000 characters; plain text. On the general part it names no case."
    )
    section_id: ID | None = strawberry.field(default=None, description="The section.")
    minutes_id: ID | None = strawberry.field(
        default=None, description="Instead of a section: the minutes to whose general part it is said."
    )


@strawberry.input(description="What becomes of a comment.")
class AnswerMinutesCommentInput:
    client_mutation_id: UUID = mutation_id()
    comment_id: ID = strawberry.field(description="The comment, or the remark.")
    answer: str = strawberry.field(description="Up to 5,000 characters; plain text.")
    taken_up: bool = strawberry.field(description="Whether it is written so.")


@strawberry.input(description="A comment to take back.")
class WithdrawMinutesCommentInput:
    client_mutation_id: UUID = mutation_id()
    comment_id: ID = strawberry.field(description="The comment, or the remark.")


@strawberry.input(description="Minutes to approve.")
class ApproveMinutesInput:
    client_mutation_id: UUID = mutation_id()
    minutes_id: ID = strawberry.field(description="The minutes.")
    revision: int = strawberry.field(
        description="`Minutes.revision` as it was read: what was circulated anew since is refused."
    )


@strawberry.input(description="Minutes that are to stand.")
class AdoptMinutesInput:
    client_mutation_id: UUID = mutation_id()
    minutes_id: ID = strawberry.field(description="The minutes.")


@strawberry.input(description="Minutes that are to be corrected.")
class CorrectMinutesInput:
    client_mutation_id: UUID = mutation_id()
    minutes_id: ID = strawberry.field(description="The minutes that stand.")
    reason: str = strawberry.field(description="Why, up to 500 characters; all who see the conference read it.")


@strawberry.input(description="An edition to take out.")
class ExportMinutesInput:
    client_mutation_id: UUID = mutation_id()
    minutes_id: ID = strawberry.field(description="The minutes.")
    format: ExportFormat = strawberry.field(description="As what.")


@strawberry.type(description="What `draftMinutes` answers.")
class DraftMinutesPayload(Payload):
    minutes: MinutesType | None = strawberry.field(description="The minutes.")


@strawberry.type(description="What `saveMinutes` answers.")
class SaveMinutesPayload(Payload):
    minutes: MinutesType | None = strawberry.field(description="The minutes.")


@strawberry.type(description="What `addMinutesPassage` answers.")
class AddMinutesPassagePayload(Payload):
    minutes_passage: MinutesPassageType | None = strawberry.field(description="The passage.")


@strawberry.type(description="What `saveMinutesPassage` answers.")
class SaveMinutesPassagePayload(Payload):
    minutes_passage: MinutesPassageType | None = strawberry.field(description="The passage.")


@strawberry.type(description="What `removeMinutesPassage` answers.")
class RemoveMinutesPassagePayload(Payload):
    minutes_section: MinutesSectionType | None = strawberry.field(description="The section that it was in.")


@strawberry.type(description="What `circulateMinutes` answers.")
class CirculateMinutesPayload(Payload):
    minutes: MinutesType | None = strawberry.field(description="The minutes.")


@strawberry.type(description="What `recallMinutes` answers.")
class RecallMinutesPayload(Payload):
    minutes: MinutesType | None = strawberry.field(description="The minutes.")


@strawberry.type(description="What `commentOnMinutes` answers.")
class CommentOnMinutesPayload(Payload):
    minutes_comment: MinutesCommentType | None = strawberry.field(description="The comment, if it is on a section.")
    minutes_remark: MinutesRemarkType | None = strawberry.field(
        description="The comment, if it is on the general part."
    )


@strawberry.type(description="What `answerMinutesComment` answers.")
class AnswerMinutesCommentPayload(Payload):
    minutes_comment: MinutesCommentType | None = strawberry.field(description="The comment, if it is on a section.")
    minutes_remark: MinutesRemarkType | None = strawberry.field(
        description="The comment, if it is on the general part."
    )


@strawberry.type(description="What `withdrawMinutesComment` answers.")
class WithdrawMinutesCommentPayload(Payload):
    minutes_comment: MinutesCommentType | None = strawberry.field(description="The comment, if it is on a section.")
    minutes_remark: MinutesRemarkType | None = strawberry.field(
        description="The comment, if it is on the general part."
    )


@strawberry.type(description="What `approveMinutes` answers.")
class ApproveMinutesPayload(Payload):
    minutes: MinutesType | None = strawberry.field(description="The minutes.")


@strawberry.type(description="What `adoptMinutes` answers.")
class AdoptMinutesPayload(Payload):
    minutes: MinutesType | None = strawberry.field(description="The minutes.")


@strawberry.type(description="What `correctMinutes` answers.")
class CorrectMinutesPayload(Payload):
    minutes: MinutesType | None = strawberry.field(description="The new version.")


@strawberry.type(description="What `exportMinutes` answers.")
class ExportMinutesPayload(Payload):
    minutes_export: MinutesExportType | None = strawberry.field(
        description="What is kept of it; the file is at `/minutes-exports/{id}` for ten minutes."
    )


@strawberry.type
class MinutesMutations:
    """Mutations of this domain."""

    @strawberry.mutation(
        description="Begin the minutes of a conference that has ended, with what happened over each item."
    )
    async def draft_minutes(self, info: Asked, input: Input[DraftMinutesInput]) -> DraftMinutesPayload:
        return await info.context.perform(info, commands.draft_minutes, input)

    @strawberry.mutation(
        description="Write what is said before and after the items; all who see the conference read it."
    )
    async def save_minutes(self, info: Asked, input: Input[SaveMinutesInput]) -> SaveMinutesPayload:
        return await info.context.perform(info, commands.save_minutes, input)

    @strawberry.mutation(description="Write a passage over an item, for all who hear it, or without some agencies.")
    async def add_minutes_passage(self, info: Asked, input: Input[AddMinutesPassageInput]) -> AddMinutesPassagePayload:
        return await info.context.perform(info, writing.add_minutes_passage, input)

    @strawberry.mutation(description="Write a passage anew.")
    async def save_minutes_passage(
        self, info: Asked, input: Input[SaveMinutesPassageInput]
    ) -> SaveMinutesPassagePayload:
        return await info.context.perform(info, writing.save_minutes_passage, input)

    @strawberry.mutation(description="Take a passage out.")
    async def remove_minutes_passage(
        self, info: Asked, input: Input[RemoveMinutesPassageInput]
    ) -> RemoveMinutesPassagePayload:
        return await info.context.perform(info, writing.remove_minutes_passage, input)

    @strawberry.mutation(
        description="Put minutes before the agencies that came: nothing that they say is changed from now on."
    )
    async def circulate_minutes(self, info: Asked, input: Input[CirculateMinutesInput]) -> CirculateMinutesPayload:
        return await info.context.perform(info, commands.circulate_minutes, input)

    @strawberry.mutation(description="Write on; what was approved so far is to be approved again.")
    async def recall_minutes(self, info: Asked, input: Input[RecallMinutesInput]) -> RecallMinutesPayload:
        return await info.context.perform(info, commands.recall_minutes, input)

    @strawberry.mutation(
        description="Say what is wrong or missing in a section, or in the general part, to all who read it."
    )
    async def comment_on_minutes(self, info: Asked, input: Input[CommentOnMinutesInput]) -> CommentOnMinutesPayload:
        return await info.context.perform(info, writing.comment_on_minutes, input)

    @strawberry.mutation(description="Say what becomes of a comment, and why.")
    async def answer_minutes_comment(
        self, info: Asked, input: Input[AnswerMinutesCommentInput]
    ) -> AnswerMinutesCommentPayload:
        return await info.context.perform(info, writing.answer_minutes_comment, input)

    @strawberry.mutation(description="Take back what one said to minutes.")
    async def withdraw_minutes_comment(
        self, info: Asked, input: Input[WithdrawMinutesCommentInput]
    ) -> WithdrawMinutesCommentPayload:
        return await info.context.perform(info, writing.withdraw_minutes_comment, input)

    @strawberry.mutation(description="Approve minutes for the acting agency, as it was shown them.")
    async def approve_minutes(self, info: Asked, input: Input[ApproveMinutesInput]) -> ApproveMinutesPayload:
        return await info.context.perform(info, commands.approve_minutes, input)

    @strawberry.mutation(
        description="Say that minutes stand, once enough agencies have approved them; they are never edited again."
    )
    async def adopt_minutes(self, info: Asked, input: Input[AdoptMinutesInput]) -> AdoptMinutesPayload:
        return await info.context.perform(info, commands.adopt_minutes, input)

    @strawberry.mutation(description="Begin another version of minutes that stand; these stand until that is adopted.")
    async def correct_minutes(self, info: Asked, input: Input[CorrectMinutesInput]) -> CorrectMinutesPayload:
        return await info.context.perform(info, commands.correct_minutes, input)

    @strawberry.mutation(description="Take one's own edition of minutes out of the house. Who did is kept.")
    async def export_minutes(self, info: Asked, input: Input[ExportMinutesInput]) -> ExportMinutesPayload:
        return await info.context.perform(info, commands.export_minutes, input)
