"""Who is at the table of a world's case, who may see what, and what hangs on that."""

from datetime import datetime

from roundtable.access.models import (
    Audience,
    BreakGlass,
    CaseAgency,
    CaseAgencyState,
    CaseMember,
    Category,
    Compartment,
    ConflictDeclaration,
    Consent,
    ConsentDecision,
    Disclosure,
    Entitlement,
    GlassReason,
    LawfulBasis,
    MemberFunction,
    Sensitivity,
)
from roundtable.agencies.models import Deputyship
from roundtable.cases.models import CaseParticipant, ParticipantRole
from roundtable.demo.cast import AGENCIES, PEOPLE
from tests.access.world_base import POSTS, WorldBase, day


class WithAccess(WorldBase):
    """Seats, audiences, and all that gives or takes sight."""

    def seat(
        self,
        agency: str,
        state: CaseAgencyState = CaseAgencyState.ACTIVE,
        history_from: datetime | None = None,
        side: Compartment = Compartment.SUPPORT,
    ) -> CaseAgency:
        return self._add(
            CaseAgency(
                case_id=self.case.id,
                agency_id=AGENCIES[agency].id,
                state=state,
                history_from=history_from or day(-9),
                compartment=side,
            )
        )

    def member(self, post: str, assumed: datetime | None = None, renounced: datetime | None = None) -> CaseMember:
        return self._add(
            CaseMember(
                case_id=self.case.id,
                membership_id=POSTS[post],
                function=MemberFunction.PRACTITIONER,
                assumed_at=assumed or day(-9),
                renounced_at=renounced,
            )
        )

    def audience(
        self,
        sensitivity: Sensitivity = Sensitivity.CASE_AGENCIES,
        *,
        within: Audience | None = None,
        for_task: bool = False,
        made: datetime | None = None,
        categories: int = 0,
        side: Compartment = Compartment.SUPPORT,
        shared: bool = True,
    ) -> Audience:
        """One that is for all at the table names them all, unless it is not `shared`."""
        audience = self._add(
            Audience(
                case_id=self.case.id,
                sensitivity=sensitivity,
                within_id=within.id if within else None,
                for_task=for_task,
                categories=categories,
                compartment=side,
                created_at=made or day(-5),
            )
        )
        if shared and sensitivity is Sensitivity.CASE_AGENCIES:
            self.disclose(audience)
        return audience

    def disclose(
        self,
        audience: Audience,
        *,
        agency: str | None = None,
        post: str | None = None,
        starts: datetime | None = None,
        expires: datetime | None = None,
        revoked: datetime | None = None,
        consent: Consent | None = None,
    ) -> Disclosure:
        return self._add(
            Disclosure(
                case_id=self.case.id,
                audience_id=audience.id,
                agency_id=AGENCIES[agency].id if agency else None,
                membership_id=POSTS[post] if post else None,
                consent_id=consent.id if consent else None,
                lawful_basis=LawfulBasis.CONSENT if consent else LawfulBasis.PUBLIC_TASK,
                rationale=None if consent else "A test needs it",
                purpose="A test of the rule",
                disclosed_by=POSTS["corina"],
                starts_at=starts or day(-9),
                expires_at=expires,
                revoked_at=revoked,
            )
        )

    def conflict(
        self,
        *,
        agency: str | None = None,
        person: str | None = None,
        declared: datetime | None = None,
        lifted: datetime | None = None,
    ) -> ConflictDeclaration:
        return self._add(
            ConflictDeclaration(
                case_id=self.case.id,
                agency_id=AGENCIES[agency].id if agency else None,
                practitioner_id=PEOPLE[person].id if person else None,
                declared_by=POSTS["corina"],
                declared_at=declared or day(-2),
                lifted_at=lifted,
            )
        )

    def person(self, role: ParticipantRole = ParticipantRole.VICTIM) -> CaseParticipant:
        """Who is in the case in this part."""
        known = next((row for row in self.rows if isinstance(row, CaseParticipant) and row.role == role), None)
        return known or self._add(CaseParticipant(case_id=self.case.id, role=role, label="M."))

    def consent(
        self,
        decision: ConsentDecision = ConsentDecision.GIVEN,
        *,
        recorded: datetime | None = None,
        withdrawn: datetime | None = None,
        expires: datetime | None = None,
    ) -> Consent:
        victim = self.person()
        return self._add(
            Consent(
                case_id=self.case.id,
                participant_id=victim.id,
                decision=decision,
                recorded_by=POSTS["corina"],
                recorded_at=recorded or day(-9),
                expires_at=expires,
                withdrawn_at=withdrawn,
            )
        )

    def entitle(
        self,
        category: Category,
        *,
        agency: str | None = None,
        post: str | None = None,
        here: bool = True,
        starts: datetime | None = None,
        ends: datetime | None = None,
    ) -> Entitlement:
        """To a category: in this case, or wherever else they may see."""
        return self._add_to(
            self.rows if here else self.house,
            Entitlement(
                category=category,
                bit=category.bit,
                agency_id=AGENCIES[agency].id if agency else None,
                membership_id=POSTS[post] if post else None,
                case_id=self.case.id if here else None,
                starts_at=starts or day(-9),
                ends_at=ends,
            ),
        )

    def deputy(
        self, post: str, stands_in_for: str, starts: datetime | None = None, ends: datetime | None = None
    ) -> Deputyship:
        return self._add_to(
            self.house,
            Deputyship(
                membership_id=POSTS[stands_in_for],
                deputy_id=POSTS[post],
                named_by=POSTS[stands_in_for],
                starts_at=starts or day(-9),
                ends_at=ends or day(9),
            ),
        )

    def glass(
        self,
        post: str,
        opened: datetime | None = None,
        ends: datetime | None = None,
        closed: datetime | None = None,
    ) -> BreakGlass:
        return self._add(
            BreakGlass(
                case_id=self.case.id,
                membership_id=POSTS[post],
                reason=GlassReason.THREAT_TO_LIFE,
                explanation="A test of the rule",
                opened_at=opened or day(-1),
                ends_at=ends or day(1),
                closed_at=closed,
            )
        )
