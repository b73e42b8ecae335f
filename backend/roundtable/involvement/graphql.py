"""The involvement check as the schema shows it: hit or no hit, and whom to call."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement

from roundtable.agencies.graphql import MembershipType
from roundtable.core.scope import values
from roundtable.core.tables import row_of
from roundtable.involvement import policy
from roundtable.involvement.models import InvolvementCheck, InvolvementContact
from roundtable.reader.shapes import column, many, shape


def _is_contact(check: Any, post: Any, _: Any) -> ColumnElement[bool]:
    contact = row_of(InvolvementContact)
    return post.c.id.in_(values(contact.c.membership_id, contact.c.check_id == check.c.id))


@shape(InvolvementCheck, "involvement", guard=policy.sees_check)
@strawberry.type(
    name="InvolvementCheck",
    description="What was answered when one asked whether another agency knows a person: no case, and nothing of one.",
)
class InvolvementCheckType:
    hit: bool = column(InvolvementCheck.hit, "Whether the person is known beyond the cases one sees.")
    contact_points: list[MembershipType] = many(
        _is_contact,
        lambda post: [post.c.agency_id, post.c.id],
        "Whom to call, in no order that means anything; none where there is no hit.",
    )
    purpose: str = column(InvolvementCheck.purpose, "What it was asked for.")
    at: datetime = column(InvolvementCheck.at, "When it was asked.")
