"""Looks taken together: one who looks does it for all who ask the same, from the same place, and are shown the same."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from graphql import GraphQLResolveInfo

from roundtable.api.looks import Look, asked
from roundtable.context import Context
from roundtable.core.actor import Actor
from roundtable.core.db import undisturbed
from roundtable.core.watch import Watch

# How often a look is shared in vain before one looks alone.
TRIES = 3


class Together:
    """One who looks again and again. Whoever is one says from where it looks, and how."""

    context: Context
    info: GraphQLResolveInfo[Any]
    # Whose it is what is looked at, where it is a case's or a conference's: those to whom that shows the same look
    # together.
    case: UUID | None
    conference: UUID | None = None

    def __post_init__(self) -> None:
        # With whom this one is shown the same, where that is known; and whether the next look is taken alone.
        self._alike: str | None = self._own if self.case is None and self.conference is None else None
        self._apart = False

    @property
    def _place(self) -> Hashable:
        """From where it looks: whoever stands there finds the same."""
        raise NotImplementedError

    @property
    def _since(self) -> int:
        """The place in the case's stream after which it looks."""
        raise NotImplementedError

    async def _find(self) -> Look:
        """One statement, one snapshot. Raises Problem where one's right does not hold any more."""
        raise NotImplementedError

    def _hears_of(self, look: Look) -> bool:
        """Whether anything of it is told to this one."""
        return True

    async def _look(self, watch: Watch) -> Look:
        """What there is: found by this one, or by another who looks from the same place and is shown the same."""
        looks, look, tries = self.context.services.looks, None, 0
        while look is None:
            company = self._company if tries < TRIES else object()
            tries += 1
            waiting = looks.join(company, self)
            look = await (self._lead(company, watch) if waiting is None else watch.unless_over(waiting))
        self._apart = False
        return look

    @property
    def _company(self) -> Hashable:
        """Equal for those who may be told what one of them finds."""
        if self._apart or self.context.actor.session_id is None:
            return object()
        return self.case, self._asked, self._place, self._alike

    async def _lead(self, company: Hashable, watch: Watch) -> Look:
        services = self.context.services
        with services.looks.leading(company) as gathering:
            async with services.watches.turn(watch):
                services.looks.close(company, gathering)
                look = await self._find()
                now = await undisturbed(self._alike_now(look, gathering.waiting)) if gathering.waiting else {}
            for other in list(gathering.waiting):
                if not other._is_shown(look, now):
                    gathering.tell(other, None)
            # Nobody is told anything before it is on the record that all who are left were.
            await self._put_on_record(look, gathering.waiting)
            for other in list(gathering.waiting):
                gathering.tell(other, look)
        return look

    async def _put_on_record(self, look: Look, others: Iterable["Together"]) -> None:
        actors: Collection[Actor] = [each.context.actor for each in (self, *others) if each._hears_of(look)]
        await self.context.put_on_record(self.info.operation, look.read, look.fingerprint, actors)

    async def _alike_now(self, look: Look, others: Iterable["Together"]) -> dict[UUID, str]:
        """Once it is read: of those others whose session holds, with whom each is shown the same."""
        actors = [other.context.actor for other in others]
        posts = {actor.session_id: actor.membership_id for actor in actors if actor.session_id}
        rights, apart = self.context.services.rights, look.alike == self._own
        if self.conference is not None and not apart:
            return await rights.alike_at(self.conference, self._since, posts)
        return await rights.alike(None if apart else self.case, self._since, posts)

    def _is_shown(self, look: Look, now: Mapping[UUID, str]) -> bool:
        """Whether what another has found is what this one would; if not, this one knows better whom to look with."""
        session = self.context.actor.session_id
        assert session is not None  # by its company
        alike = now.get(session, self._alike)
        if self._may_be_shared(look):
            self._alike = alike
        self._apart = look.strays or session not in now
        return not self._apart and look.alike == alike

    def _may_be_shared(self, look: Look) -> bool:
        """Whether with whom one was shown this may be with whom one is shown what comes next."""
        return True

    @cached_property
    def _asked(self) -> Hashable:
        return asked(self.info)

    @property
    def _own(self) -> str:
        """Said of one who is shown what nobody else is."""
        return self.context.actor.membership_id.hex
