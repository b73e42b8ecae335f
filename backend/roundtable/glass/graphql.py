"""Broken glasses as the schema shows them."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_

from roundtable.access import rule
from roundtable.access.models import BreakGlass, GlassReason, GlassVerdict
from roundtable.agencies.graphql import MembershipType
from roundtable.cases.graphql import CaseNode
from roundtable.cases.models import Case
from roundtable.core.scope import ME, value
from roundtable.core.tables import evidence_of
from roundtable.glass import policy, words
from roundtable.reader.arguments import truth
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.types import Connection, Node, enum

enum(GlassReason, "Why a glass is broken.", words.GLASS_REASON)
enum(GlassVerdict, "What a review found of a broken glass.", words.GLASS_VERDICT)


def _reference(glass: Any) -> ColumnElement[Any]:
    # Not by the case's own guard: it comes with the glass.
    case = evidence_of(Case)
    return value(case.c.reference, case.c.id == glass.c.case_id)


def _reviewable(glass: Any) -> ColumnElement[bool]:
    return and_(glass.c.reviewed_at.is_(None), policy.may_review(glass))


def _told_to_me(_: Any, glass: Any, given: Any) -> ColumnElement[bool]:
    others: ColumnElement[bool] = glass.c.membership_id != ME
    if given["reviewed"] is None:
        return others
    return and_(others, glass.c.reviewed_at.is_not(None) == given["reviewed"])


@shape(BreakGlass, "glass", guard=policy.sees_glass, case="case_id")
@strawberry.type(
    name="BreakGlass",
    description="Sight of a case in an emergency. Seen by who has it and by those who answer for it, content apart.",
)
class BreakGlassType(Node):
    case_reference: str = column(_reference, "The case's reference.")
    case: CaseNode | None = one(BreakGlass.case_id, "The case; null for who does not see it.")
    membership: MembershipType = one(BreakGlass.membership_id, "Who broke it.")
    reason: GlassReason = column(BreakGlass.reason, "Why.")
    explanation: str = column(BreakGlass.explanation, "Why, in their words.")
    opened_at: datetime = column(BreakGlass.opened_at, "When it was broken.")
    ends_at: datetime = column(BreakGlass.ends_at, "When it ends by itself.")
    closed_at: datetime | None = column(BreakGlass.closed_at, "When it was ended before that.")
    open: bool = column(rule.glass_is_open, "Whether the case is seen through it now.")
    reviewed_at: datetime | None = column(BreakGlass.reviewed_at, "When it was reviewed.")
    reviewed_by: MembershipType | None = one(BreakGlass.reviewed_by, "Who reviewed it.")
    verdict: GlassVerdict | None = column(BreakGlass.verdict, "What the review found.")
    findings: str | None = column(BreakGlass.findings, "What the review found, in words.")
    reviewable: bool = column(_reviewable, "Whether it is for the acting post to review.")


@strawberry.type
class GlassQueries:
    """Root fields of this domain."""

    open_glasses: list[BreakGlassType] = many(
        lambda _, glass, __: and_(glass.c.membership_id == ME, rule.glass_is_open(glass)),
        lambda glass: [glass.c.ends_at, glass.c.id],
        "The glasses the acting post looks through now, the next to end first.",
    )
    broken_glasses: Connection[BreakGlassType] = connection(
        _told_to_me,
        lambda glass: [glass.c.opened_at, glass.c.id],
        "What others broke and the acting post is told of, newest first.",
        [argument(truth("reviewed"), bool | None, "Only those reviewed, or only those that are not.", None)],
        descending=True,
    )
