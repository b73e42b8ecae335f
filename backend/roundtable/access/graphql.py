"""Who may see an item, as the schema shows it: the audience, its disclosures, and the posts that see it now."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import case as sql_case

from roundtable.access import rule, words
from roundtable.access.commands import AudienceChoice, Grounds
from roundtable.access.models import (
    Audience,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    Category,
    Compartment,
    Consent,
    Disclosure,
    LawfulBasis,
    MemberFunction,
    Purpose,
    Sensitivity,
)
from roundtable.access.queries import version_of
from roundtable.agencies.graphql import AgencyNode, MembershipType
from roundtable.agencies.models import Membership
from roundtable.core.scope import ME, NOW, found, same_for_alike, values
from roundtable.core.tables import evidence_of, row_of
from roundtable.reader import sql
from roundtable.reader.shapes import column, many, one, shape
from roundtable.reader.types import Node, enum

enum(CaseAgencyState, "An agency's part in a case.", words.CASE_AGENCY_STATE)
enum(MemberFunction, "What a practitioner does on a case.", words.MEMBER_FUNCTION)
enum(Sensitivity, "How wide an audience may be (Traffic Light Protocol 2.0 in brackets).", words.SENSITIVITY)
enum(Compartment, "Whose side of a case an agency works on.", words.COMPARTMENT)
enum(Category, "A kind of content that needs an entitlement of its own.", words.CATEGORY)
enum(Purpose, "What a disclosure is for.", words.PURPOSE)
enum(LawfulBasis, "Why a disclosure is lawful. A basis other than consent needs a rationale.", words.LAWFUL_BASIS)


def _sees_row(row: Any) -> ColumnElement[bool]:
    return rule.sees_case(row.c.case_id)


def _sees_audience(audience: Any) -> ColumnElement[bool]:
    return rule.sees_audience(audience.c.case_id, audience.c.id, audience.c.created_at)


def _sees_disclosure(disclosure: Any) -> ColumnElement[bool]:
    """Who has a task only sees the namings of its agency and its post: others tell of the conference it came from."""
    post = row_of(Membership)
    named = or_(post.c.agency_id == disclosure.c.agency_id, post.c.id == disclosure.c.membership_id)
    own = same_for_alike(found(post, post.c.id == ME, named))
    seated = rule.sees_case(disclosure.c.case_id)
    return and_(rule.sees_audience(disclosure.c.case_id, disclosure.c.audience_id, NOW), or_(seated, own))


def _posts_that_see(audience: Any, post: Any, _: Any) -> ColumnElement[bool]:
    sees = rule.sees_audience(audience.c.case_id, audience.c.id, audience.c.created_at, post)
    return and_(rule.is_near(audience.c.case_id, post), sees)


def _keys_that_see(audience: Any) -> ColumnElement[Any]:
    post = row_of(Membership)
    keys = values(sql.json_group(sql.wire(post.c.id)), _posts_that_see(audience, post, {}), of=post)
    return sql.embedded(keys.scalar_subquery())


def categories_of(bits: int, _: Any) -> list[str]:
    """Categories as the wire lists them, from how a row keeps them."""
    return [category.value for category in Category if category.bit & bits]


def _needs_review(disclosure: Any) -> ColumnElement[bool]:
    """Rests on something else, and a consent of the case has ended since it was made or last looked at.

    Only for those who see consents: to others it would tell that there was one.
    """
    consent = evidence_of(Consent)
    since = func.coalesce(disclosure.c.reviewed_at, disclosure.c.starts_at)
    ended = or_(
        and_(consent.c.withdrawn_at > since, consent.c.withdrawn_at <= NOW),
        and_(consent.c.expires_at > since, consent.c.expires_at <= NOW),
    )
    elsewhere = disclosure.c.lawful_basis != LawfulBasis.CONSENT
    supports = rule.supports(disclosure.c.case_id)
    return and_(elsewhere, supports, found(consent, consent.c.case_id == disclosure.c.case_id, ended))


@shape(CaseAgency, "caseagency", guard=_sees_row, case="case_id")
@strawberry.type(name="CaseAgency", description="An agency's part in a case.")
class CaseAgencyType(Node):
    agency: AgencyNode = one(CaseAgency.agency_id, "The agency.")
    state: CaseAgencyState = column(CaseAgency.state, "Its part.")
    lead: bool = column(CaseAgency.lead, "Whether it leads the case.")
    history_from: datetime = column(CaseAgency.history_from, "From when on it sees what is shared with all.")
    compartment: Compartment = column(CaseAgency.compartment, "Its side of the case.")
    invited_at: datetime | None = column(CaseAgency.invited_at, "When it was last invited; null if it never was.")
    answered_at: datetime | None = column(CaseAgency.answered_at, "When it answered that invitation.")
    ended_at: datetime | None = column(CaseAgency.ended_at, "When it left or was excluded; null while it may stay.")
    reason: str | None = column(
        lambda part: sql_case((rule.supports(part.c.case_id), part.c.reason)),
        "Why it declined, left or was excluded; null on the perpetrator's side.",
    )


@shape(CaseMember, "casemember", guard=_sees_row, case="case_id")
@strawberry.type(name="CaseMember", description="A post's function on a case.")
class CaseMemberType(Node):
    membership: MembershipType = one(CaseMember.membership_id, "The post.")
    function: MemberFunction = column(CaseMember.function, "What it does on the case.")
    assumed_at: datetime = column(CaseMember.assumed_at, "From when.")
    renounced_at: datetime | None = column(CaseMember.renounced_at, "Until when; null while it lasts.")


@shape(Disclosure, "disclosure", guard=_sees_disclosure, case="case_id")
@strawberry.type(
    name="Disclosure", description="One naming of an agency or a post in an audience, and the record of why."
)
class DisclosureType(Node):
    agency: AgencyNode | None = one(Disclosure.agency_id, "The agency named.")
    membership: MembershipType | None = one(
        Disclosure.membership_id, "The post named; where neither is, everyone at the table."
    )
    lawful_basis: LawfulBasis = column(Disclosure.lawful_basis, "Why it is lawful.")
    purpose: str = column(Disclosure.purpose, "What it is for.")
    purpose_kind: Purpose = column(Disclosure.purpose_kind, "What it is for, as consents are scoped.")
    disclosed_by: MembershipType = one(Disclosure.disclosed_by, "Who disclosed it.")
    rationale: str | None = column(Disclosure.rationale, "Why the basis holds; needed unless it is consent.")
    starts_at: datetime = column(Disclosure.starts_at, "From when it holds.")
    expires_at: datetime | None = column(Disclosure.expires_at, "When it ends by itself; null while no end is set.")
    needs_review: bool = column(
        _needs_review,
        "Whether a consent has ended since, so that somebody should look whether it may stand; false for who sees no"
        " consents.",
    )


@shape(Audience, "audience", guard=_sees_audience, case="case_id")
@strawberry.type(name="Audience", description="Who may see an item.")
class AudienceType(Node):
    sensitivity: Sensitivity = column(Audience.sensitivity, "How wide it may be.")
    version: str = column(
        _keys_that_see,
        "Changes whenever who can see it changes, whatever the cause: give it back as `audienceVersion`.",
        then=lambda posts, _: version_of(posts),
    )
    categories: list[Category] = column(Audience.categories, "What it needs an entitlement to.", then=categories_of)
    compartment: Compartment = column(Audience.compartment, "On whose side of the case what all share is shared.")
    disclosures: list[DisclosureType] = many(
        lambda audience, disclosure, _: and_(
            disclosure.c.audience_id == audience.c.id, rule.disclosure_is_live(disclosure)
        ),
        lambda disclosure: [disclosure.c.starts_at, disclosure.c.id],
        "Whom it names, on what basis, now.",
    )
    seen_by: list[MembershipType] = many(
        _posts_that_see,
        lambda post: [post.c.agency_id, post.c.id],
        "Every post that can see what carries this audience, now, by the same rule that lets it.",
    )


@strawberry.input(description="Why a disclosure is lawful, and for how long it holds.")
class GroundsInput:
    purpose: str = strawberry.field(description="What it is for, up to 500 characters.")
    lawful_basis: LawfulBasis = strawberry.field(description="Why it is lawful.")
    rationale: str | None = strawberry.field(
        default=None, description="Why the basis holds, up to 2,000 characters; needed unless it is consent."
    )
    purpose_kind: Purpose = strawberry.field(
        default=Purpose.SAFETY, description="What it is for, as consents are scoped."
    )
    expires_at: datetime | None = strawberry.field(default=None, description="When it ends by itself.")

    def grounds(self) -> Grounds:
        return Grounds(**vars(self))


@strawberry.input(description="Whom to let see something, and why that is lawful. Who asks is always in it.")
class AudienceInput:
    sensitivity: Sensitivity = strawberry.field(default=Sensitivity.NAMED_AGENCIES, description="How wide it may be.")
    agency_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The agencies named, for NAMED_AGENCIES. Each must be active on the case."
    )
    membership_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The posts named, for NAMED_PERSONS. Each must have a seat at the case."
    )
    purpose: str = strawberry.field(description="What it is for, up to 500 characters.")
    lawful_basis: LawfulBasis = strawberry.field(description="Why it is lawful.")
    rationale: str | None = strawberry.field(
        default=None, description="Why the basis holds, up to 2,000 characters; needed unless it is consent."
    )
    expires_at: datetime | None = strawberry.field(default=None, description="When it ends by itself.")
    purpose_kind: Purpose = strawberry.field(
        default=Purpose.SAFETY, description="What it is for, as consents are scoped."
    )
    categories: list[Category] = strawberry.field(
        default_factory=list, description="What seeing it needs an entitlement to; one must hold it oneself."
    )

    def choice(self) -> AudienceChoice:
        return AudienceChoice(**vars(self))
