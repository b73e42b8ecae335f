"""When a post is live, as SQL: written once, for every rule that asks."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from roundtable.agencies.models import Agency, Membership, Practitioner, ServiceAccount
from roundtable.core.scope import NOW, value
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
