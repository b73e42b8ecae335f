"""Decisions and what agencies undertook, as the schema shows them."""

from datetime import datetime

import strawberry

from roundtable.access import rule
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.agenda.graphql import AgendaItemType
from roundtable.decisions import words
from roundtable.decisions.models import ActionReview, Decision, DecisionVoice, ReviewOutcome, Stance, Undertaking
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.types import Connection, Node, enum
from roundtable.tasks.graphql import TaskType
from roundtable.tasks.models import NonCompletionClass

enum(Stance, "Whether somebody is for a decision.", words.STANCE)
enum(ReviewOutcome, "What became of an action.", words.REVIEW_OUTCOME)


@shape(DecisionVoice, "decisionvoice", guard=rule.sees_item, case="case_id")
@strawberry.type(name="DecisionVoice", description="Somebody is for a decision, or against it.")
class DecisionVoiceType(Node):
    membership: MembershipType = one(DecisionVoice.membership_id, "Who.")
    stance: Stance = column(DecisionVoice.stance, "For or against.")
    words: str | None = column(DecisionVoice.words, "Why they are against it, in their own words; plain text.")
    said_at: datetime = column(DecisionVoice.said_at, "When they said so.")


@shape(Decision, "decision", guard=rule.sees_item, case="case_id")
@strawberry.type(name="Decision", description="What was decided over an item, and why.")
class DecisionType(Node):
    agenda_item: AgendaItemType = one(Decision.agenda_item_id, "The item.")
    text: str = column(Decision.text, "What was decided; plain text.")
    rationale: str = column(Decision.rationale, "Why; plain text.")
    recorded_by: MembershipType = one(Decision.recorded_by, "Who wrote it down.")
    decided_at: datetime = column(Decision.decided_at, "When.")
    withdrawn_at: datetime | None = column(Decision.withdrawn_at, "When it was said that it was not decided so.")
    withdrawal: str | None = column(Decision.withdrawal, "Why it was withdrawn.")
    voices: list[DecisionVoiceType] = many(
        lambda decision, voice, _: voice.c.decision_id == decision.c.id,
        lambda voice: [voice.c.said_at, voice.c.id],
        "Who is for it, and who is not.",
    )


@shape(ActionReview, "actionreview", guard=rule.sees_item, case="case_id")
@strawberry.type(name="ActionReview", description="What became of an action, as its agency said at a later item.")
class ActionReviewType(Node):
    agenda_item: AgendaItemType = one(ActionReview.agenda_item_id, "The later item.")
    undertaking: "UndertakingType | None" = one(
        ActionReview.undertaking_id, "What had been undertaken, where one may see it."
    )
    outcome: ReviewOutcome = column(ActionReview.outcome, "What became of it.")
    non_completion_class: NonCompletionClass | None = column(ActionReview.non_completion_class, "Why it was not done.")
    words: str = column(ActionReview.words, "In the agency's own words; plain text.")
    said_by: MembershipType = one(ActionReview.said_by, "Who said so.")
    said_at: datetime = column(ActionReview.said_at, "When.")


@shape(Undertaking, "undertaking", guard=rule.sees_item, case="case_id")
@strawberry.type(name="Undertaking", description="An action that an agency volunteered: a task of its own.")
class UndertakingType(Node):
    agenda_item: AgendaItemType = one(Undertaking.agenda_item_id, "The item that it was volunteered over.")
    agency: AgencyNode = one(Undertaking.agency_id, "The agency that will do it.")
    task: TaskType | None = one(Undertaking.task_id, "The task, where one may see it.")
    decision: DecisionType | None = one(Undertaking.decision_id, "The decision that it follows from.")
    obligation: str | None = column(Undertaking.obligation, "By which law, protocol or promise.")
    volunteered_by: MembershipType = one(Undertaking.volunteered_by, "Who undertook it for the agency.")
    volunteered_at: datetime = column(Undertaking.volunteered_at, "When.")
    reviews: list[ActionReviewType] = many(
        lambda undertaking, review, _: review.c.undertaking_id == undertaking.c.id,
        lambda review: [review.c.said_at, review.c.id],
        "What was said of it at later items, oldest first.",
    )


@strawberry.type
class DecisionQueries:
    """Root fields of this domain."""

    decisions: Connection[DecisionType] = connection(
        lambda _, decision, given: decision.c.agenda_item_id == given["agendaItemId"],
        lambda decision: [decision.c.decided_at, decision.c.id],
        "What was decided over an agenda item, in that order.",
        [argument(key_of("agendaitem", "agendaItemId"), strawberry.ID, "The item's id.")],
    )
    undertakings: Connection[UndertakingType] = connection(
        lambda _, undertaking, given: undertaking.c.case_id == given["caseId"],
        lambda undertaking: [undertaking.c.volunteered_at, undertaking.c.id],
        "The action plan of a case: what agencies undertook at its conferences, newest first.",
        [argument(key_of("case", "caseId"), strawberry.ID, "The case's id.")],
        descending=True,
    )
