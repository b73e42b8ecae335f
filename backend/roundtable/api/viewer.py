"""Who is asking, as the schema shows it, and changing the post one acts by."""

from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, and_
from strawberry import ID

from roundtable.agencies.graphql import MembershipType, PractitionerType
from roundtable.agencies.models import Membership
from roundtable.agencies.queries import live
from roundtable.context import Asked
from roundtable.core.actor import GRANTS, Permission, Role
from roundtable.core.scope import ME
from roundtable.identity import commands
from roundtable.reader.shapes import column, many, one, shape
from roundtable.reader.stand import sealed, stand
from roundtable.reader.types import Input, Payload, enum, mutation_id

enum(
    Permission,
    "A right of a post.",
    {
        "AGENCY_INVITE": "Ask agencies to a case's table, and take them from it.",
        "AGENCY_MANAGE": "Take agencies into the directory, change them, let them rest; administer all of them.",
        "AUDIENCE_CHANGE": "Widen and narrow who sees what one's agency contributed.",
        "CASE_OVERSEE": "See who opened the cases one has a seat at.",
        "CASE_READ": "See the cases one has a seat at.",
        "CASE_REFER": "Refer a case of one's agency to a conference.",
        "CONFERENCE_ANSWER": "Accept or decline a conference for one's agency, and name who comes.",
        "CONFERENCE_ATTEND": "Come to a conference.",
        "CONFERENCE_LEAD": "Plan conferences of one's agency, set their agenda, and end them.",
        "CONFLICT_DECLARE": "Declare a conflict of interest of one's own.",
        "CONFLICT_MANAGE": "Declare and lift conflicts of one's agency and its people.",
        "CONSENT_RECORD": "Record what the person concerned agreed to, and its withdrawal.",
        "DEPUTY_NAME": "Name who stands in for a post, and for how long.",
        "ENTITLEMENT_GRANT": "Entitle to categories that need it, within what one may give.",
        "FIGURES_READ": "See figures of one's agency: counts, and no case.",
        "GLASS_BREAK": "Break the glass in an emergency.",
        "GLASS_REVIEW": "Review a broken glass.",
        "INCIDENT_JOIN": "Say of cases that one's agency leads which incidents are one event.",
        "INCIDENT_RECORD": "Record what happened in cases one has a seat at.",
        "INVITATION_ANSWER": "Accept or decline an invitation to a case for one's agency.",
        "INVOLVEMENT_CHECK": "Ask whether another agency knows a person.",
        "LOGIN_MANAGE": "See who enters by which login; invite and withdraw. One's agency's, or all.",
        "MEMBER_NAME": "Name who of one's agency works on a case.",
        "MESSAGE_POST": "Write in conversations one sees.",
        "MESSAGE_REDACT": "Take back what others wrote.",
        "PLAN_SIGN": "Put in force safety plans that one's agency keeps, and end them.",
        "PLAN_WRITE": "Begin safety plans for one's agency, and write them.",
        "POST_MANAGE": "Give posts and end them, people's and scripts'. One's agency's, or all.",
        "RECORD_READ": "See the record of access of one's agency and its cases, and no content.",
        "RECORD_WITNESS": "Fetch the signed heads of the record, to keep them.",
        "RETURN_GIVE": "Say for one's agency what it knows of a case on an agenda.",
        "RISK_ASSESS": "Assess the risk of cases one has a seat at, and tell their tables the level.",
        "TASK_ANSWER": "Answer for tasks of one's agency.",
        "TASK_ASSIGN": "Ask agencies for tasks.",
        "TASK_READ": "See tasks disclosed to one's agency.",
        "THREAD_OPEN": "Open conversations on a case.",
    },
)


def _permissions(role: str, _: Any) -> list[str]:
    return sorted(GRANTS[Role(role)])


def _own_streams(post: Any) -> ColumnElement[Any]:
    """The agency's inbox and, for a person, the person's own."""
    return stand(post.c.agency_id, post.c.practitioner_id)


@shape(Membership, "viewer", guard=live)
@strawberry.type(description="Who is asking: one post of a practitioner, or a service account.")
class Viewer:
    practitioner: PractitionerType | None = one(Membership.practitioner_id, "The person; null for a service account.")
    membership: MembershipType = one(
        lambda viewer, post, _: post.c.id == viewer.c.id, "The post one acts by: one at a time."
    )
    memberships: list[MembershipType] = many(
        lambda viewer, post, _: and_(post.c.practitioner_id == viewer.c.practitioner_id, live(post)),
        lambda post: [post.c.starts_at, post.c.id],
        "All one's live posts, to change to with `switchMembership`.",
    )
    permissions: list[Permission] = column(Membership.role, "What the acting post may do.", then=_permissions)
    events_cursor: str = column(
        _own_streams,
        "Where one's own events stand, from the same statement as this state: give it to `myEvents`.",
        then=sealed,
    )


@strawberry.type
class ViewerQueries:
    """Root fields about who is asking."""

    viewer: Viewer = one(lambda _, viewer, __: viewer.c.id == ME, "Who is asking.")


@strawberry.input(description="The post to act by from now on.")
class SwitchMembershipInput:
    client_mutation_id: UUID = mutation_id()
    membership_id: ID = strawberry.field(description="One of `viewer.memberships`.")


@strawberry.type(description="What changing the post answers.")
class SwitchMembershipPayload(Payload):
    membership: MembershipType | None = strawberry.field(description="The post one acts by now.")


@strawberry.type
class ViewerMutations:
    """Mutations about who is asking."""

    @strawberry.mutation(description="Act by another of one's posts, in this session. Streams of the post before end.")
    async def switch_membership(self, info: Asked, input: Input[SwitchMembershipInput]) -> SwitchMembershipPayload:
        return await info.context.perform(info, commands.switch_membership, input)
