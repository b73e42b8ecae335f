"""When a post is live, and who is shown its address, as SQL: written once, for every rule that asks."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, null, or_, select

from roundtable.agencies.models import Agency, Membership, Practitioner, ServiceAccount
from roundtable.core.actor import Permission, Role, roles_granted
from roundtable.core.scope import ME, NOW, found, value
from roundtable.core.tables import row_of


def live(post: Any) -> ColumnElement[bool]:
    """Within its dates, at an active agency, held by an active practitioner or service account."""
    agency, person, script = (row_of(model) for model in (Agency, Practitioner, ServiceAccount))
    return and_(
        post.c.starts_at <= NOW,
        or_(post.c.ends_at.is_(None), post.c.ends_at > NOW),
        # Asked once of a post: as something found, PostgreSQL would join it to each of the post's cases.
        func.coalesce(value(agency.c.active, agency.c.id == post.c.agency_id), false()),
        # Looked up by key: of two alternatives that exist, PostgreSQL would read both tables whole.
        func.coalesce(
            value(person.c.active, person.c.id == post.c.practitioner_id),
            value(script.c.active, script.c.id == post.c.service_account_id),
            false(),
        ),
    )


def live_post(membership_id: Any) -> Any:
    """Select the live post of this key, if it is live."""
    post = row_of(Membership, "post")
    return select(post).where(post.c.id == membership_id, live(post))


def address_shown(post: Any) -> ColumnElement[str | None]:
    """A post's work address, for colleagues of its agency and for those who manage posts everywhere; null for others.

    By an address a person can be found and written to, past every rule of a case. A script has no use for one.
    """
    me = row_of(Membership)
    manages = me.c.role.in_(roles_granted(Permission.AGENCY_MANAGE))
    person = and_(me.c.id == ME, me.c.role != Role.SERVICE_ACCOUNT, live(me))
    shown = found(me, person, or_(me.c.agency_id == post.c.agency_id, manages))
    return case((shown, post.c.email), else_=null())
