"""Telling those whose sight changed, in their own inbox; it says that, and nothing of the case."""

from uuid import UUID

from roundtable.agencies.models import Membership
from roundtable.core.facts import FactName
from roundtable.core.work import Work


async def tell_post(work: Work, case_id: UUID | None, subject_id: UUID, membership_id: UUID) -> None:
    """Tell the practitioner of a post: who reads cases is one."""
    post = await work.known(Membership, membership_id)
    assert post is not None  # as a reference holds
    assert post.practitioner_id is not None
    work.tell(FactName.ACCESS_CHANGED, case_id, subject_id, [post.practitioner_id], membership=post.id)
