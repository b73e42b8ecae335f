"""Audiences before they are made, as the schema shows them."""

from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Integer, and_
from strawberry import ID

from roundtable.access import rule
from roundtable.access.commands import bits
from roundtable.access.models import Audience, Category, Sensitivity
from roundtable.agencies.graphql import MembershipType
from roundtable.reader.arguments import Bound, choice, key_of, keys_of
from roundtable.reader.shapes import argument, connection
from roundtable.reader.types import Connection


def _would_see(_: Any, post: Any, given: Any) -> ColumnElement[bool]:
    return and_(
        rule.sees_case(given["caseId"]),
        rule.would_see(
            given["caseId"],
            post,
            everyone=given["sensitivity"] == Sensitivity.CASE_AGENCIES,
            agencies=given["agencyIds"],
            posts=given["membershipIds"],
            categories=given["categories"],
        ),
    )


@strawberry.type
class SharingQueries:
    """Root fields of this domain."""

    audience_preview: Connection[MembershipType] = connection(
        _would_see,
        lambda post: [post.c.agency_id, post.c.id],
        "Every post that would see what one shared so on a case now, by the rule that would let it. Nobody is named by "
        "asking; one's own agency or post is named as any other.",
        [
            argument(key_of("case", "caseId"), ID, "The case."),
            argument(choice("sensitivity", Audience.sensitivity), Sensitivity, "How wide it would be."),
            argument(keys_of("agency", "agencyIds"), list[ID] | None, "The agencies it would name.", None),
            argument(keys_of("membership", "membershipIds"), list[ID] | None, "The posts it would name.", None),
            argument(
                Bound("categories", Integer(), bits),
                list[Category] | None,
                "What seeing it would need an entitlement to.",
                None,
            ),
        ],
    )
