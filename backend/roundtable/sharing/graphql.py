"""Audiences before they are made, and the acts that change them, as the schema shows them."""

from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, Integer, and_
from strawberry import ID

from roundtable.access import rule
from roundtable.access.commands import bits
from roundtable.access.graphql import AudienceType, DisclosureType, GroundsInput
from roundtable.access.models import Audience, Category, Sensitivity
from roundtable.agencies.graphql import MembershipType
from roundtable.context import Asked
from roundtable.reader.arguments import Bound, choice, key_of, keys_of
from roundtable.reader.shapes import argument, connection
from roundtable.reader.types import Connection, Input, Payload, mutation_id
from roundtable.sharing import commands


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


@strawberry.input(description="Whom else to let see something, and why that is lawful.")
class WidenAudienceInput:
    client_mutation_id: UUID = mutation_id()
    audience_id: ID = strawberry.field(description="The audience of what is to be seen.")
    agency_ids: list[ID] = strawberry.field(
        default_factory=list, description="Agencies to name as well. Each must be active on the case."
    )
    membership_ids: list[ID] = strawberry.field(
        default_factory=list, description="Posts to name as well. Each must have a seat at the case."
    )
    everyone: bool = strawberry.field(default=False, description="Whether to share it with all at the table.")
    grounds: GroundsInput = strawberry.field(description="Why that is lawful, and until when.")


@strawberry.input(description="Who may still see something; everybody else is out of it at once.")
class NarrowAudienceInput:
    client_mutation_id: UUID = mutation_id()
    audience_id: ID = strawberry.field(description="The audience to narrow.")
    agency_ids: list[ID] = strawberry.field(
        default_factory=list, description="The agencies that stay in it, with one's own."
    )
    membership_ids: list[ID] = strawberry.field(
        default_factory=list, description="The posts that stay in it; given any, one's own post stays, not the agency."
    )
    reason: str = strawberry.field(description="Why, up to 500 characters.")


@strawberry.input(description="One naming to take back.")
class RevokeDisclosureInput:
    client_mutation_id: UUID = mutation_id()
    disclosure_id: ID = strawberry.field(description="The disclosure.")
    reason: str = strawberry.field(description="Why, up to 500 characters.")


@strawberry.input(description="A naming that may stand though a consent has ended.")
class ReviewDisclosureInput:
    client_mutation_id: UUID = mutation_id()
    disclosure_id: ID = strawberry.field(description="The disclosure.")


@strawberry.type(description="What `widenAudience` answers.")
class WidenAudiencePayload(Payload):
    audience: AudienceType | None = strawberry.field(description="The audience.")


@strawberry.type(description="What `narrowAudience` answers.")
class NarrowAudiencePayload(Payload):
    audience: AudienceType | None = strawberry.field(description="The audience.")


@strawberry.type(description="What `revokeDisclosure` answers.")
class RevokeDisclosurePayload(Payload):
    audience: AudienceType | None = strawberry.field(description="The audience it was of.")


@strawberry.type(description="What `reviewDisclosure` answers.")
class ReviewDisclosurePayload(Payload):
    disclosure: DisclosureType | None = strawberry.field(description="The disclosure.")


@strawberry.type
class SharingMutations:
    """Mutations of this domain."""

    @strawberry.mutation(description="Let more agencies or people see something, an older thing to a newcomer too.")
    async def widen_audience(self, info: Asked, input: Input[WidenAudienceInput]) -> WidenAudiencePayload:
        return await info.context.perform(info, commands.widen_audience, input, grounds=input.grounds.grounds())

    @strawberry.mutation(description="Let only some go on seeing something; the others are out of it at once.")
    async def narrow_audience(self, info: Asked, input: Input[NarrowAudienceInput]) -> NarrowAudiencePayload:
        return await info.context.perform(info, commands.narrow_audience, input)

    @strawberry.mutation(description="Take back one naming, at once.")
    async def revoke_disclosure(self, info: Asked, input: Input[RevokeDisclosureInput]) -> RevokeDisclosurePayload:
        return await info.context.perform(info, commands.revoke_disclosure, input)

    @strawberry.mutation(description="Say that a naming may stand though a consent has ended.")
    async def review_disclosure(self, info: Asked, input: Input[ReviewDisclosureInput]) -> ReviewDisclosurePayload:
        return await info.context.perform(info, commands.review_disclosure, input)
