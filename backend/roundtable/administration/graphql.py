"""The directory as its administrators see it, logins included."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, String, Uuid, and_, case, cast, false, func, null, or_, select, true, union_all
from strawberry import ID

from roundtable.administration import policy
from roundtable.agencies.graphql import MembershipType
from roundtable.agencies.models import Membership, Practitioner, ServiceAccount
from roundtable.core.scope import NOW, value
from roundtable.core.tables import row_of, table_of
from roundtable.identity.models import Login, ServiceBinding
from roundtable.reader.arguments import key_of, truth
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.sql import public_id
from roundtable.reader.types import Connection

_login, _binding = table_of(Login), table_of(ServiceBinding)
# How people enter, and how scripts do.
_LOGINS = union_all(
    select(
        *(_login.c.id, _login.c.issuer, _login.c.subject, cast(null(), String()).label("client_id")),
        *(_login.c.practitioner_id, cast(null(), Uuid()).label("membership_id")),
        *(_login.c.created_at, _login.c.withdrawn_at),
    ),
    select(
        *(_binding.c.id, _binding.c.issuer, func.coalesce(_binding.c.subject, _binding.c.client_id)),
        *(_binding.c.client_id, cast(null(), Uuid()), _binding.c.membership_id),
        *(_binding.c.created_at, _binding.c.withdrawn_at),
    ),
).subquery("login_or_client")


def _enters(post: Any, login: Any, _: Any) -> ColumnElement[bool]:
    return or_(login.c.practitioner_id == post.c.practitioner_id, login.c.membership_id == post.c.id)


def _holder(post: Any) -> ColumnElement[str]:
    person, script = row_of(Practitioner), row_of(ServiceAccount)
    return func.coalesce(
        value(person.c.full_name, person.c.id == post.c.practitioner_id),
        value(script.c.name, script.c.id == post.c.service_account_id),
        "",
    )


def _of_agency(_: Any, post: Any, given: Any) -> ColumnElement[bool]:
    there: ColumnElement[bool] = post.c.agency_id == given["agencyId"]
    if given["ended"] is None:
        return there
    ended = case((post.c.ends_at <= NOW, true()), else_=false())
    return and_(there, ended == given["ended"])


@shape(_LOGINS, "login", guard=policy.sees_login)
@strawberry.type(
    name="Login", description="By what somebody enters: a subject at the identity provider, or a script's client there."
)
class LoginType:
    id: ID = column(lambda login: public_id("login", login.c.id), "Opaque.")
    issuer: str = column(lambda login: login.c.issuer, "The identity provider.")
    subject: str = column(lambda login: login.c.subject, "The `sub` that it vouches for.")
    client_id: str | None = column(lambda login: login.c.client_id, "The script's client there; null for a person.")
    created_at: datetime = column(lambda login: login.c.created_at, "Since when one enters by it.")
    withdrawn_at: datetime | None = column(
        lambda login: login.c.withdrawn_at, "When it was withdrawn; null if it holds."
    )


@shape(Membership, "post", guard=policy.sees_post, case="agency_id")
@strawberry.type(name="Post", description="A post as administrators see it. Who looks is on the record of access.")
class PostType:
    membership: MembershipType = one(lambda post, row, _: row.c.id == post.c.id, "The post, with who holds it.")
    holder: str = column(_holder, "The practitioner's name, or the script's.")
    logins: list[LoginType] = many(
        _enters,
        lambda login: [login.c.created_at, login.c.id],
        "By what its holder enters, the withdrawn among them; a practitioner's logins serve for all their posts.",
    )


@strawberry.type
class AdministrationQueries:
    """Root fields of this domain."""

    agency_posts: Connection[PostType] = connection(
        _of_agency,
        lambda post: [_holder(post), post.c.id],
        "The posts of an agency with the logins of their holders, by the holders' names; for its administrators and "
        "the platform's.",
        [
            argument(key_of("agency", "agencyId"), ID, "The agency."),
            argument(truth("ended"), bool | None, "Only posts that have ended, or only those that have not.", None),
        ],
    )
