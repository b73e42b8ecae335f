"""Minutes as the schema shows them: to everybody the edition that they may see."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement

from roundtable.access import rule
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.agenda.graphql import AgendaItemType
from roundtable.conferences.graphql import ConferenceNode
from roundtable.conferences.models import AgendaItem
from roundtable.conferences.policy import sees_part
from roundtable.core.scope import value
from roundtable.core.tables import row_of
from roundtable.decisions.graphql import ActionReviewType, DecisionType, UndertakingType
from roundtable.minutes import words
from roundtable.minutes.models import (
    CommentState,
    ExportFormat,
    Minutes,
    MinutesApproval,
    MinutesComment,
    MinutesExport,
    MinutesLanguage,
    MinutesPassage,
    MinutesRemark,
    MinutesSection,
    MinutesState,
    MinutesWords,
)
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.types import Connection, Node, enum

enum(MinutesState, "How far a version of minutes has come.", words.MINUTES_STATE)
enum(MinutesLanguage, "The language that minutes are written in.", words.MINUTES_LANGUAGE)
enum(CommentState, "What became of a comment on minutes.", words.COMMENT_STATE)
enum(ExportFormat, "What minutes are taken out as.", words.EXPORT_FORMAT)


@shape(MinutesWords, "minuteswords", guard=rule.sees_item, case="case_id")
@strawberry.type(name="MinutesWords", description="What a passage of minutes says.")
class MinutesWordsType(Node):
    text: str = column(MinutesWords.text, "Plain text.")
    version: int = column(MinutesWords.version, "Give it back when writing on.")
    written_by: MembershipType = one(MinutesWords.written_by, "Who wrote last.")
    written_at: datetime = column(MinutesWords.written_at, "When it was last written.")


@shape(MinutesPassage, "minutespassage", guard=rule.sees_item, case="case_id")
@strawberry.type(name="MinutesPassage", description="A passage of minutes over an item.")
class MinutesPassageType(Node):
    words: MinutesWordsType | None = one(
        lambda passage, said, _: said.c.passage_id == passage.c.id, "What it says; null where that is withheld."
    )


@shape(MinutesComment, "minutescomment", guard=rule.sees_item, case="case_id")
@strawberry.type(name="MinutesComment", description="A comment on a section of minutes that were circulated.")
class MinutesCommentType(Node):
    text: str = column(MinutesComment.text, "Plain text.")
    said_by: MembershipType = one(MinutesComment.said_by, "Who said it.")
    said_at: datetime = column(MinutesComment.said_at, "When.")
    state: CommentState = column(MinutesComment.state, "What became of it.")
    answer: str | None = column(MinutesComment.answer, "What was answered; plain text.")
    answered_by: MembershipType | None = one(MinutesComment.answered_by, "Who answered, or took it back.")
    answered_at: datetime | None = column(MinutesComment.answered_at, "When.")


@shape(MinutesRemark, "minutesremark", guard=sees_part)
@strawberry.type(
    name="MinutesRemark",
    description="A comment on the general part of minutes that were circulated: who was there, the order of the agenda,"
    " what is said before and after the items. All who see the conference read it.",
)
class MinutesRemarkType(Node):
    text: str = column(MinutesRemark.text, "Plain text; it names no case.")
    said_by: MembershipType = one(MinutesRemark.said_by, "Who said it.")
    said_at: datetime = column(MinutesRemark.said_at, "When.")
    state: CommentState = column(MinutesRemark.state, "What became of it.")
    answer: str | None = column(MinutesRemark.answer, "What was answered; plain text.")
    answered_by: MembershipType | None = one(MinutesRemark.answered_by, "Who answered, or took it back.")
    answered_at: datetime | None = column(MinutesRemark.answered_at, "When.")


def _place(section: Any) -> ColumnElement[Any]:
    item = row_of(AgendaItem)
    return value(item.c.position, item.c.id == section.c.agenda_item_id)


@shape(MinutesSection, "minutessection", guard=rule.sees_item, case="case_id")
@strawberry.type(name="MinutesSection", description="What minutes say over one item.")
class MinutesSectionType(Node):
    agenda_item: AgendaItemType = one(MinutesSection.agenda_item_id, "The item, with what agencies returned.")
    passages: list[MinutesPassageType] = many(
        lambda section, passage, _: (passage.c.section_id == section.c.id) & passage.c.removed_at.is_(None),
        lambda passage: [passage.c.position, passage.c.id],
        "What is written over it, in order.",
    )
    decisions: list[DecisionType] = many(
        lambda section, decision, _: decision.c.agenda_item_id == section.c.agenda_item_id,
        lambda decision: [decision.c.decided_at, decision.c.id],
        "What was decided.",
    )
    undertakings: list[UndertakingType] = many(
        lambda section, undertaking, _: undertaking.c.agenda_item_id == section.c.agenda_item_id,
        lambda undertaking: [undertaking.c.volunteered_at, undertaking.c.id],
        "What agencies undertook.",
    )
    reviews: list[ActionReviewType] = many(
        lambda section, review, _: review.c.agenda_item_id == section.c.agenda_item_id,
        lambda review: [review.c.said_at, review.c.id],
        "What was said of earlier actions.",
    )
    comments: list[MinutesCommentType] = many(
        lambda section, comment, _: comment.c.section_id == section.c.id,
        lambda comment: [comment.c.said_at, comment.c.id],
        "What was said to it, oldest first.",
    )


@shape(MinutesApproval, "minutesapproval", guard=sees_part)
@strawberry.type(name="MinutesApproval", description="An agency has approved minutes as they were circulated.")
class MinutesApprovalType(Node):
    agency: AgencyNode = one(MinutesApproval.agency_id, "The agency.")
    revision: int = column(MinutesApproval.revision, "Which circulation it approved.")
    approved_by: MembershipType = one(MinutesApproval.approved_by, "Who approved it for the agency.")
    approved_at: datetime = column(MinutesApproval.approved_at, "When.")


@shape(MinutesExport, "minutesexport", guard=sees_part)
@strawberry.type(name="MinutesExport", description="Somebody took their edition of minutes out of the house.")
class MinutesExportType(Node):
    format: ExportFormat = column(MinutesExport.format, "As what.")
    minutes: "MinutesType" = one(MinutesExport.minutes_id, "The minutes.")
    exported_by: MembershipType = one(MinutesExport.exported_by, "Who.")
    exported_at: datetime = column(MinutesExport.exported_at, "When.")


@shape(Minutes, "minutes", guard=sees_part)
@strawberry.type(
    name="Minutes",
    description="A version of a conference's minutes: everybody reads the edition that they may see.",
)
class MinutesType(Node):
    conference: ConferenceNode = one(Minutes.conference_id, "The conference.")
    number: int = column(Minutes.number, "From 1; a later version corrects the one before.")
    state: MinutesState = column(Minutes.state, "How far it has come.")
    language: MinutesLanguage = column(Minutes.language, "The language that it is written in.")
    opening: str | None = column(Minutes.opening, "What is said before the items; it names no case. Plain text.")
    closing: str | None = column(Minutes.closing, "What is said after the items; it names no case. Plain text.")
    version: int = column(Minutes.version, "Of opening and closing: give it back when writing on.")
    revision: int = column(Minutes.revision, "How often it was circulated: give it back when approving.")
    quorum: int | None = column(Minutes.quorum, "How many agencies have to approve it.")
    comments_due_at: datetime | None = column(Minutes.comments_due_at, "Until when comments are asked for.")
    correction: str | None = column(Minutes.correction, "Why the version before is corrected by this one.")
    drafted_by: MembershipType = one(Minutes.drafted_by, "Who began it.")
    drafted_at: datetime = column(Minutes.drafted_at, "When it was begun.")
    circulated_at: datetime | None = column(Minutes.circulated_at, "Since when it is before the agencies.")
    approved_at: datetime | None = column(Minutes.approved_at, "Since when it stands.")
    superseded_at: datetime | None = column(Minutes.superseded_at, "Until when it stood.")
    digest: str | None = column(
        Minutes.digest,
        "Once it stands: SHA-256 of all that it says, to whomever; the same on every agency's edition of it.",
    )
    sections: list[MinutesSectionType] = many(
        lambda minutes, section, _: section.c.minutes_id == minutes.c.id,
        lambda section: [_place(section), section.c.id],
        "What it says over each item, in the agenda's order.",
    )
    remarks: list[MinutesRemarkType] = many(
        lambda minutes, remark, _: remark.c.minutes_id == minutes.c.id,
        lambda remark: [remark.c.said_at, remark.c.id],
        "What was said to its general part, oldest first.",
    )
    approvals: list[MinutesApprovalType] = many(
        lambda minutes, approval, _: (
            (approval.c.minutes_id == minutes.c.id) & (approval.c.revision == minutes.c.revision)
        ),
        lambda approval: [approval.c.approved_at, approval.c.id],
        "The agencies that have approved it as it was circulated last.",
    )
    exports: list[MinutesExportType] = many(
        lambda minutes, export, _: export.c.minutes_id == minutes.c.id,
        lambda export: [export.c.exported_at.desc(), export.c.id],
        "Who took their edition out of the house, newest first.",
    )


@strawberry.type
class MinutesQueries:
    """Root fields of this domain."""

    minutes: MinutesType | None = one(
        lambda _, minutes, given: minutes.c.id == given["id"],
        "A version of minutes by its id.",
        [argument(key_of("minutes", "id"), strawberry.ID, "The version's id.")],
    )
    minutes_of: Connection[MinutesType] = connection(
        lambda _, minutes, given: minutes.c.conference_id == given["conferenceId"],
        lambda minutes: [minutes.c.number, minutes.c.id],
        "The versions of a conference's minutes, newest first.",
        [argument(key_of("conference", "conferenceId"), strawberry.ID, "The conference's id.")],
        descending=True,
    )
