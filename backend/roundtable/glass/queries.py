"""Finding the case that a glass is broken on, how one stands to it, and who is told."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from roundtable.access import rule
from roundtable.access.models import BreakGlass, GlassVerdict
from roundtable.access.queries import find_item
from roundtable.agencies.models import Membership
from roundtable.core.scope import ME, NOW, found
from roundtable.core.tables import evidence_of, row_of
from roundtable.core.work import Work
from roundtable.glass import policy


@dataclass(frozen=True)
class Standing:
    """How the acting post stands to a case, whether there is such a case or not."""

    in_conflict: bool
    seated: bool
    looking: bool
    barred: bool

    @property
    def needs_none(self) -> bool:
        """There is nothing to break: a seat, an open glass, or one that a review found not justified."""
        return self.seated or self.looking or self.barred


async def standing(work: Work, case_id: UUID) -> Standing:
    actor, mine, former = work.actor, evidence_of(BreakGlass), evidence_of(BreakGlass)
    own = [mine.c.case_id == case_id, mine.c.membership_id == ME]
    before = [former.c.case_id == case_id, former.c.membership_id == ME]
    statement = select(
        rule.in_conflict(case_id, actor.agency_id, actor.practitioner_id),
        rule.has_seat(case_id),
        # Not by when it was opened: one broken at the same moment may say a later one than this act does.
        found(mine, *own, mine.c.ends_at > NOW, mine.c.closed_at.is_(None)),
        found(former, *before, former.c.verdict == GlassVerdict.NOT_JUSTIFIED),
    )
    (row,) = await work.rows(statement)
    return Standing(*map(bool, row))


async def find_glass(work: Work, public_id: str) -> BreakGlass:
    return await find_item(work, BreakGlass, "glass", public_id, ["glassId"], policy.sees_glass, alone=True)


async def told_of(work: Work, glass: BreakGlass) -> dict[UUID, UUID]:
    """The posts that hear of a glass, its own and the acting one too; and the streams of who holds them."""
    broken, post = evidence_of(BreakGlass), row_of(Membership)
    told = found(broken, broken.c.id == glass.id, policy.is_told(broken, post))
    statement = select(post.c.id, post.c.practitioner_id).where(
        post.c.practitioner_id.is_not(None), or_(told, post.c.id == glass.membership_id)
    )
    return {row.id: row.practitioner_id for row in await work.rows(statement)}
