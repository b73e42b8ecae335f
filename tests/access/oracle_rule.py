"""Who is at the table and sees what: the rule a second time, in plain Python over a world's rows, apart from the SQL.

Nothing of `access/rule.py` may be imported here.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from roundtable.access.models import (
    Audience,
    BreakGlass,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    Compartment,
    ConflictDeclaration,
    Consent,
    ConsentDecision,
    Disclosure,
    Entitlement,
    LawfulBasis,
    Sensitivity,
)
from roundtable.agencies.models import Agency, Deputyship, Membership, Practitioner, ServiceAccount
from roundtable.core.actor import Role
from roundtable.core.facts import FactName, NewFact
from roundtable.messaging.models import Thread
from tests.access.world import TODAY, World

READS_CASES = {Role.PRACTITIONER, Role.CONTACT_POINT, Role.CASE_MANAGER, Role.SUPERVISOR}
ON_DUTY = {Role.CONTACT_POINT, Role.CASE_MANAGER, Role.SUPERVISOR}
_FOR_WHO_SPEAKS = {FactName.AGENCY_INVITED, FactName.ATTENDEE_REQUESTED, FactName.ATTENDEE_REQUEST_CHANGED}


class Rule:
    """Who sees what of one world."""

    def __init__(self, world: World, now: datetime = TODAY) -> None:
        self.world, self.now = world, now
        self.posts = {post.id: post for post in world.all(Membership)}
        self.parts = {part.agency_id: part for part in world.all(CaseAgency)}
        self.audiences = {audience.id: audience for audience in world.all(Audience)}

    def is_live(self, post: Membership) -> bool:
        """Within its dates, its agency active, its holder active."""
        holders: list[Any] = [*self.world.all(Practitioner), *self.world.all(ServiceAccount)]
        holder = next(h for h in holders if h.id in (post.practitioner_id, post.service_account_id))
        agency = next(agency for agency in self.world.all(Agency) if agency.id == post.agency_id)
        return self._lasts(post.starts_at, post.ends_at) and bool(holder.active) and agency.active

    def is_at_the_table(self, post: Membership) -> bool:
        """Of an active agency, with a seat of one's own or as a deputy of a colleague's (rules 1, 6, 14)."""
        stands_in_for = {
            d.membership_id
            for d in self.world.all(Deputyship)
            if d.deputy_id == post.id and self._lasts(d.starts_at, d.ends_at)
        }
        colleagues = [p for p in self.posts.values() if p.id in stands_in_for and p.agency_id == post.agency_id]
        may_sit = post.role in READS_CASES and self.may_come_near(post)
        return may_sit and any(self._has_own_seat(p) for p in [post, *colleagues])

    def _has_own_seat(self, post: Membership) -> bool:
        """On this case by duty or by name, in a role that works on cases."""
        part = self.parts.get(post.agency_id)
        if part is None or part.state != CaseAgencyState.ACTIVE or post.role not in READS_CASES:
            return False
        by_name = any(
            member.membership_id == post.id and self._lasts(member.assumed_at, member.renounced_at)
            for member in self.world.all(CaseMember)
        )
        return (by_name or post.role in ON_DUTY) and self.may_come_near(post)

    def looks_through_a_glass(self, post: Membership) -> bool:
        """Broke one that is not over, in a role that may; a conflict beats it (rules 5, 8)."""
        glasses = [
            glass
            for glass in self.world.all(BreakGlass)
            if glass.membership_id == post.id
            and self._lasts(glass.opened_at, glass.ends_at)
            and self._lasts(glass.opened_at, glass.closed_at)
        ]
        return bool(glasses) and post.role in READS_CASES and self.may_come_near(post)

    def sees_case(self, post: Membership) -> bool:
        return self.is_at_the_table(post) or self.looks_through_a_glass(post)

    def supports(self, post: Membership) -> bool:
        """Sees the case from the victim's side: how she may be reached is for nobody on the other."""
        at_the_table = self.is_at_the_table(post) and self.side_of(post) == Compartment.SUPPORT
        return at_the_table or self.looks_through_a_glass(post)

    def side_of(self, post: Membership) -> Compartment | None:
        return self.parts[post.agency_id].compartment if post.agency_id in self.parts else None

    def shares_with(self, me: Membership, post: Membership) -> bool:
        """What one shared with all now would reach the other, at the table."""
        side = self.side_of(me)
        return side is not None and side == self.side_of(post) and self.parts[post.agency_id].history_from <= self.now

    def seat_shows(self, part: CaseAgency, thread: Thread) -> bool:
        """A seat like this would show it to the agency, whoever has it."""
        return all(
            not a.categories & ~sum(self._held_by(part.agency_id, None))
            and self._names(part, None, a, thread.created_at)
            for a in self._around(thread.audience_id)
        )

    def acts(self, post: Membership, audience_id: UUID, since: datetime) -> bool:
        """Sees it by right: nobody acts through a glass (rule 8)."""
        around = self._around(audience_id)
        return all(self._is_entitled(post, audience) and self._is_in(post, audience, since) for audience in around)

    def hears(self, post: Membership, fact: NewFact) -> bool:
        """Is told of a fact: in its audience, by name, or with all who see the case."""
        if fact.audience_id:
            return self.sees(post, fact.audience_id, fact.item_at)
        if fact.to_agency_id or fact.to_membership_id:
            # What an agency is told is for those of it who work on cases; what is asked of it, for who may answer that
            # (rule 6).
            works = post.role in (ON_DUTY if fact.name in _FOR_WHO_SPEAKS else READS_CASES | {Role.SERVICE_ACCOUNT})
            named = (fact.to_agency_id == post.agency_id and works) or fact.to_membership_id == post.id
            return named and (self.may_come_near(post) if fact.case_id else self.is_live(post))
        return self.sees_case(post)

    def is_beside_it(self, post: Membership) -> bool:
        """Sees tasks only: people of an agency that has one or was invited, and scripts of such or an active one."""
        part = self.parts.get(post.agency_id)
        if part is None or not self.may_come_near(post):
            return False
        waits = part.state in (CaseAgencyState.TASKED, CaseAgencyState.INVITED)
        works_on_tasks = post.role in READS_CASES | {Role.SERVICE_ACCOUNT}
        is_script = post.role == Role.SERVICE_ACCOUNT and part.state == CaseAgencyState.ACTIVE
        return (waits and works_on_tasks) or is_script

    def sees(self, post: Membership, audience_id: UUID, since: datetime) -> bool:
        """In the audience and in each wider one around it, by right; or through a glass."""
        around = self._around(audience_id)
        if not all(self._is_entitled(post, audience) for audience in around):
            return False
        through = all(audience.sensitivity != Sensitivity.NAMED_PERSONS for audience in around)
        if self.looks_through_a_glass(post) and through:
            return True
        return all(self._is_in(post, audience, since) for audience in around)

    def _around(self, audience_id: UUID) -> list[Audience]:
        around = [self.audiences[audience_id]]
        while around[-1].within_id:
            around.append(self.audiences[around[-1].within_id])
        return around

    def held(self, post: Membership) -> set[int]:
        """The categories, as bits, to which a post is entitled here or everywhere."""
        return self._held_by(post.agency_id, post.id)

    def _held_by(self, agency_id: UUID, post_id: UUID | None) -> set[int]:
        own = [e for e in self.world.all(Entitlement) if self._lasts(e.starts_at, e.ends_at)]
        return {e.bit for e in own if e.agency_id == agency_id or (post_id and e.membership_id == post_id)}

    def _is_entitled(self, post: Membership, audience: Audience) -> bool:
        """To every category of it."""
        return audience.categories & ~sum(self.held(post)) == 0

    def sees_naming(self, post: Membership, naming: Disclosure) -> bool:
        """Who is not at the table learns of no other's naming: it would tell of the conference."""
        own = naming.agency_id == post.agency_id or naming.membership_id == post.id
        return (own or self.sees_case(post)) and self.sees(post, naming.audience_id, self.now)

    def _is_in(self, post: Membership, audience: Audience, since: datetime) -> bool:
        at_the_table = self.is_at_the_table(post)
        if not at_the_table and not (audience.for_task and self.is_beside_it(post)):
            return False
        part = self.parts[post.agency_id]
        return self._names(part, post.id, audience, since, to_all=at_the_table)

    def _names(
        self, part: CaseAgency, post_id: UUID | None, audience: Audience, since: datetime, *, to_all: bool = True
    ) -> bool:
        """The agency, the post, or all at the table, of whom those on the other side or from later on are none."""
        live = [d for d in self.world.all(Disclosure) if d.audience_id == audience.id and self.is_in_force(d)]
        if any(d.agency_id == part.agency_id or (post_id and d.membership_id == post_id) for d in live):
            return True
        names_all = any(d.agency_id is None and d.membership_id is None for d in live)
        return to_all and names_all and since >= part.history_from and part.compartment == audience.compartment

    def is_in_force(self, disclosure: Disclosure) -> bool:
        """Begun, not ended, and on a consent that is in force if it rests on one (rule 7)."""
        consent = next((c for c in self.world.all(Consent) if c.id == disclosure.consent_id), None)
        rests_well = disclosure.lawful_basis != LawfulBasis.CONSENT or (
            consent is not None
            and consent.decision in (ConsentDecision.GIVEN, ConsentDecision.GIVEN_WITH_LIMITS)
            and self._lasts(consent.recorded_at, consent.withdrawn_at)
            and self._lasts(consent.recorded_at, consent.expires_at)
        )
        begun = self._lasts(disclosure.starts_at, disclosure.expires_at)
        return rests_well and begun and self._lasts(disclosure.starts_at, disclosure.revoked_at)

    def has_conflict(self, agency_id: UUID, practitioner_id: UUID | None = None) -> bool:
        """The agency has a conflict of interest in the case, or the person (rule 5)."""
        conflicts = [c for c in self.world.all(ConflictDeclaration) if self._lasts(c.declared_at, c.lifted_at)]
        return any(
            c.agency_id == agency_id or (practitioner_id is not None and c.practitioner_id == practitioner_id)
            for c in conflicts
        )

    def may_come_near(self, post: Membership) -> bool:
        """A live post, without a conflict."""
        return self.is_live(post) and not self.has_conflict(post.agency_id, post.practitioner_id)

    def _lasts(self, start: datetime, end: datetime | None) -> bool:
        return start <= self.now and (end is None or end > self.now)
