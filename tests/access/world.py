"""A small world of one case, as rows: who is at its table, who may see what, and what hangs on that."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import SQLModel

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
from roundtable.agencies.models import Agency, Deputyship, Membership, Practitioner, ServiceAccount
from roundtable.cases.models import Case, CaseParticipant, CaseStatus, ParticipantRole, RiskLevel
from roundtable.cases.reference import new_reference
from roundtable.core import ids
from roundtable.core.tables import table_of
from roundtable.demo.cast import AGENCIES, NGO_SCRIPT, PEOPLE
from roundtable.messaging.models import Message, ReadPosition, Thread
from roundtable.tasks.models import Priority, Task, TaskStatus
from tests.support.table import Table

Row = TypeVar("Row", bound=SQLModel)
TODAY = datetime.now(UTC).replace(microsecond=0)
LONG_AGO = datetime(2026, 1, 5, 8, tzinfo=UTC)
SCRIPT = "script"
VOLUNTEER = "corina as volunteer"
# Every post that there is, by the name that tests call it by.
POSTS: dict[str, UUID] = {key: person.posts[0].id for key, person in PEOPLE.items()}
POSTS |= {VOLUNTEER: PEOPLE["corina"].posts[1].id, SCRIPT: NGO_SCRIPT.post.id}


def day(number: int) -> datetime:
    """So many days from today; the past is negative."""
    return TODAY + timedelta(days=number)


def directory() -> list[SQLModel]:
    """The cast's agencies, people and posts, as the demo has them."""
    posts = [(person.id, None, post) for person in PEOPLE.values() for post in person.posts]
    return [
        *(Agency(id=a.id, name=a.name, type=a.type, county=a.county) for a in AGENCIES.values()),
        *(Practitioner(id=p.id, full_name=p.name) for p in PEOPLE.values()),
        ServiceAccount(id=NGO_SCRIPT.id, name=NGO_SCRIPT.name),
        *(
            Membership(
                id=post.id,
                practitioner_id=person,
                service_account_id=script,
                agency_id=AGENCIES[post.agency].id,
                role=post.role,
                title=post.title,
                starts_at=LONG_AGO,
            )
            for person, script, post in [*posts, (None, NGO_SCRIPT.id, NGO_SCRIPT.post)]
        ),
    ]


@dataclass
class World:
    """One case's rows, and the directory as it is while the world stands."""

    rows: list[SQLModel] = field(default_factory=list)
    people: list[SQLModel] = field(default_factory=directory)
    changed: list[SQLModel] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.case = self._add(
            Case(
                reference=new_reference("CJ"),
                status=CaseStatus.ACTIVE,
                risk_level=RiskLevel.HIGH,
                opened_at=day(-9),
            )
        )

    def all(self, model: type[Row]) -> list[Row]:
        """This world's rows of one table, the directory's among them."""
        return [row for row in [*self.rows, *self.people] if isinstance(row, model)]

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

    def consent(
        self,
        decision: ConsentDecision = ConsentDecision.GIVEN,
        *,
        withdrawn: datetime | None = None,
        expires: datetime | None = None,
    ) -> Consent:
        victim = next((row for row in self.rows if isinstance(row, CaseParticipant)), None)
        victim = victim or self._add(CaseParticipant(case_id=self.case.id, role=ParticipantRole.VICTIM, label="M."))
        return self._add(
            Consent(
                case_id=self.case.id,
                participant_id=victim.id,
                decision=decision,
                recorded_by=POSTS["corina"],
                recorded_at=day(-9),
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
        return self._add(
            Entitlement(
                category=category,
                bit=category.bit,
                agency_id=AGENCIES[agency].id if agency else None,
                membership_id=POSTS[post] if post else None,
                case_id=self.case.id if here else None,
                starts_at=starts or day(-9),
                ends_at=ends,
            )
        )

    def deputy(
        self, post: str, stands_in_for: str, starts: datetime | None = None, ends: datetime | None = None
    ) -> Deputyship:
        return self._add(
            Deputyship(
                membership_id=POSTS[stands_in_for],
                deputy_id=POSTS[post],
                named_by=POSTS[stands_in_for],
                starts_at=starts or day(-9),
                ends_at=ends or day(9),
            )
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

    def thread(self, audience: Audience) -> Thread:
        """A thread is made together with its audience."""
        return self._add(
            Thread(
                case_id=self.case.id,
                audience_id=audience.id,
                subject="A thread",
                created_by=POSTS["corina"],
                created_at=audience.created_at,
            )
        )

    def message(
        self, thread: Thread, audience: Audience | None = None, made: datetime | None = None, author: str = "felicia"
    ) -> Message:
        return self._add(
            Message(
                case_id=self.case.id,
                thread_id=thread.id,
                audience_id=audience.id if audience else thread.audience_id,
                author_id=POSTS[author],
                body="Said",
                body_html="<p>Said</p>",
                created_at=made or thread.created_at,
            )
        )

    def task(self, audience: Audience, owner: str) -> Task:
        """A task with its own thread, which is said to come from that thread too."""
        thread = self.thread(audience)
        return self._add(
            Task(
                case_id=self.case.id,
                audience_id=audience.id,
                thread_id=thread.id,
                assigned_from_id=thread.id,
                title="A task",
                status=TaskStatus.REQUESTED,
                priority=Priority.ROUTINE,
                due_order=day(9),
                owner_agency_id=AGENCIES[owner].id,
                assigned_by=POSTS["corina"],
                created_at=thread.created_at,
                updated_at=thread.created_at,
            )
        )

    def read(self, post: str, message: Message) -> ReadPosition:
        return self._add(
            ReadPosition(
                thread_id=message.thread_id,
                membership_id=POSTS[post],
                case_id=self.case.id,
                message_id=message.id,
                message_at=message.created_at,
            )
        )

    def change_post(self, post: str, **values: Any) -> None:
        """A post as it is in this world: another role, other dates."""
        self._change(Membership, POSTS[post], **values)

    def make_inactive(self, *, agency: str | None = None, person: str | None = None, script: bool = False) -> None:
        if agency:
            self._change(Agency, AGENCIES[agency].id, active=False)
        if person:
            self._change(Practitioner, PEOPLE[person].id, active=False)
        if script:
            self._change(ServiceAccount, NGO_SCRIPT.id, active=False)

    async def put(self, table: Table) -> None:
        """Write it all, each table before those that point at it."""
        async with table.database.writing() as session:
            for kind in SQLModel.metadata.sorted_tables:
                for row in self.rows:
                    if table_of(type(row)) is kind:
                        await session.execute(insert(kind), row.model_dump())
            for row in self.changed:
                await _write_over(session, row)

    async def take_away(self, table: Table) -> None:
        """Leave the database as it was."""
        as_they_were = {(type(row), row.id): row for row in directory()}  # type: ignore[attr-defined]
        async with table.database.writing() as session:
            for row in self.rows:
                if isinstance(row, Deputyship | Entitlement):
                    kind = table_of(type(row))
                    await session.execute(kind.delete().where(kind.c.id == row.id))
            for kind in reversed(SQLModel.metadata.sorted_tables):
                if "case_id" in kind.c and kind.name != "fact":
                    await session.execute(kind.delete().where(kind.c.case_id == self.case.id))
            await session.execute(table_of(Case).delete().where(table_of(Case).c.id == self.case.id))
            for row in self.changed:
                await _write_over(session, as_they_were[type(row), row.id])  # type: ignore[attr-defined]

    def public_ids(self) -> list[str]:
        """Of everything in this world that can be loaded by its id."""
        prefixes = {Case: "case", Thread: "thread", Message: "message", Task: "task", CaseMember: "casemember"}
        prefixes |= {Audience: "audience", Disclosure: "disclosure", CaseAgency: "caseagency"}
        return [ids.encode(prefixes[type(row)], row.id) for row in self.rows if type(row) in prefixes]  # type: ignore[attr-defined]

    def _add(self, row: Row) -> Row:
        self.rows.append(row)
        return row

    def _change(self, model: type[SQLModel], key: UUID, **values: Any) -> None:
        (row,) = [row for row in self.people if isinstance(row, model) and row.id == key]  # type: ignore[attr-defined]
        for name, value in values.items():
            setattr(row, name, value)
        self.changed.append(row)


async def _write_over(session: Any, row: SQLModel) -> None:
    kind = table_of(type(row))
    await session.execute(kind.update().where(kind.c.id == row.id).values(row.model_dump(exclude={"id"})))  # type: ignore[attr-defined]
