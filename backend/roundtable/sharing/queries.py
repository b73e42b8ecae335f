"""Finding audiences and disclosures to change, alone on their case: nobody acts meanwhile under a right that ends."""

from uuid import UUID

from sqlalchemy import select

from roundtable.access import rule
from roundtable.access.models import Audience, Disclosure
from roundtable.access.queries import find_item
from roundtable.agencies.models import Membership
from roundtable.core.tables import table_of
from roundtable.core.work import Work
from roundtable.sharing.policy import acts_on_audience, acts_on_disclosure


async def find_audience(work: Work, public_id: str) -> Audience:
    return await find_item(work, Audience, "audience", public_id, ["audienceId"], acts_on_audience, alone=True)


async def find_disclosure(work: Work, public_id: str) -> Disclosure:
    return await find_item(work, Disclosure, "disclosure", public_id, ["disclosureId"], acts_on_disclosure, alone=True)


async def live_disclosures(work: Work, audience_id: UUID) -> list[Disclosure]:
    table = table_of(Disclosure)
    live = select(Disclosure).where(table.c.audience_id == audience_id, rule.disclosure_is_live(table))
    return await work.values(live.order_by(table.c.id))


async def agency_of(work: Work, membership_id: UUID | None) -> UUID | None:
    """Where a post is."""
    post = await work.known(Membership, membership_id) if membership_id else None
    return post.agency_id if post else None


async def inbox_of(work: Work, disclosure: Disclosure) -> UUID | None:
    """The stream in which whom a disclosure names hears what concerns them; None for everyone at the table."""
    if disclosure.membership_id is None:
        return disclosure.agency_id
    post = await work.known(Membership, disclosure.membership_id)
    assert post is not None  # as a reference holds
    return post.practitioner_id or post.agency_id
