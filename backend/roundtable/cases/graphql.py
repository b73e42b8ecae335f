"""Cases and the people in them as the schema shows them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, true
from sqlalchemy import case as sql_case

from roundtable.access import rule
from roundtable.access.graphql import CaseAgencyType, CaseMemberType
from roundtable.agencies.graphql import MembershipType
from roundtable.cases import policy, words
from roundtable.cases.models import (
    Case,
    CaseKey,
    CaseParticipant,
    CaseStatus,
    ParticipantIdentity,
    ParticipantRole,
    RiskLevel,
)
from roundtable.cases.persons import Person
from roundtable.core.scope import value
from roundtable.core.tables import row_of
from roundtable.core.vault import Place, Unreadable
from roundtable.reader import sql
from roundtable.reader.arguments import among, choices, key_of
from roundtable.reader.finish import Run
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.stand import sealed, stand
from roundtable.reader.types import Connection, Node, enum

IDENTITIES = ParticipantIdentity.__tablename__

enum(CaseStatus, "How far a case has come.", words.CASE_STATUS)
enum(RiskLevel, "The higher of score band and judgement: judgement never lowers a score.", words.RISK_LEVEL)
enum(ParticipantRole, "A person's part in a case.", words.PARTICIPANT_ROLE)


def _closed(name: str) -> Any:
    """A field as it is kept, with the key and the place that open it."""

    def read(identity: Any) -> ColumnElement[Any]:
        key = row_of(CaseKey)
        wrapped = value(key.c.wrapped, key.c.case_id == identity.c.case_id)
        return sql.json_array(sql.wire(identity.c.case_id), sql.wire(identity.c.id), wrapped, identity.c[name])

    return read


def _opened(name: str) -> Any:
    """The text of a field; null where there is none, where one may not see it, and once the case's key is gone."""

    def open_kept(kept: list[str | None] | None, run: Run) -> Any:
        if kept is None or None in kept:
            return None
        case_id, row_id, wrapped, closed = map(str, kept)
        try:
            return run.vault.open(wrapped, Place(UUID(case_id), IDENTITIES, UUID(row_id), name), closed)
        except Unreadable as broken:
            return broken  # an error in this field's place, masked and logged: the others may be whole

    return open_kept


def _date(kept: Any, run: Run) -> Any:
    text = _opened("date_of_birth")(kept, run)
    return date.fromisoformat(text) if isinstance(text, str) else text


def _address(identity: Any) -> ColumnElement[Any]:
    return sql_case((policy.sees_location(identity), _closed("address")(identity)))


@shape(ParticipantIdentity, "identity", guard=policy.sees_identity, case="case_id")
@strawberry.type(name="ParticipantIdentity", description="Who a person in a case is. It is kept encrypted.")
class ParticipantIdentityType:
    full_name: str | None = column(_closed("full_name"), "Given and family name.", then=_opened("full_name"))
    date_of_birth: date | None = column(_closed("date_of_birth"), "When they were born.", then=_date)
    national_id: str | None = column(
        _closed("national_id"), "The number the state knows them by.", then=_opened("national_id")
    )
    phone: str | None = column(
        _closed("phone"), "A telephone number. It may not be safe to call.", then=_opened("phone")
    )
    address: str | None = column(
        _address, "Where they live; null for who is not entitled to LOCATION.", then=_opened("address")
    )
    recorded_by: MembershipType = one(ParticipantIdentity.recorded_by, "Who last recorded it.")
    recorded_at: datetime = column(ParticipantIdentity.recorded_at, "When it was last recorded.")


@shape(CaseParticipant, "participant", guard=policy.sees_part, case="case_id")
@strawberry.type(name="CaseParticipant", description="A person in a case.")
class CaseParticipantType(Node):
    role: ParticipantRole = column(CaseParticipant.role, "The person's part.")
    label: str = column(CaseParticipant.label, "What the table calls this person.")
    identity: ParticipantIdentityType | None = one(
        lambda person, identity, _: identity.c.participant_id == person.c.id,
        "Who it is; null where nobody has said. On the perpetrator's side only the alleged perpetrator's.",
    )


@shape(Case, "case", guard=policy.sees_case, case="id")
@strawberry.type(name="Case", description="A victim's situation over time, as the agencies at its table handle it.")
class CaseNode(Node):
    reference: str = column(Case.reference, "For people to say and type; random, so that it counts nothing.")
    title: str | None = column(Case.title, "A short name the table gave it.")
    status: CaseStatus = column(Case.status, "How far it has come.")
    risk_level: RiskLevel = column(Case.risk_level, "The highest level that stands of those agencies told the table.")
    opened_at: datetime = column(Case.opened_at, "When it was opened.")
    flagged_until: datetime | None = column(
        Case.flagged_until,
        "Twelve months after a conference heard it last: what happens until then is a repeat. Null if none did.",
    )
    safe_contact: str | None = column(
        lambda case: sql_case((rule.supports(case.c.id), case.c.safe_contact)),
        "How the victim may be reached without danger; null on the perpetrator's side.",
    )
    participants: list[CaseParticipantType] = many(
        lambda case, person, _: person.c.case_id == case.c.id,
        lambda person: [person.c.id],
        "The people in it, in the order they were entered.",
    )
    agencies: list[CaseAgencyType] = many(
        lambda case, part, _: part.c.case_id == case.c.id,
        lambda part: [part.c.lead.desc(), part.c.id],
        "The agencies that have a part in it, the leading one first.",
    )
    members: list[CaseMemberType] = many(
        lambda case, member, _: member.c.case_id == case.c.id,
        lambda member: [member.c.assumed_at, member.c.id],
        "The posts that work on it.",
    )
    events_cursor: str = column(
        lambda case: stand(case.c.id),
        "Where the case's events stand, from the same statement as this state: give it to `caseEvents`.",
        then=sealed,
    )


@strawberry.type
class CaseQueries:
    """Root fields of this domain."""

    case: CaseNode | None = one(
        lambda _, case, given: case.c.id == given["id"],
        "A case by its id; null for what one may not see, as for what is not there.",
        [argument(key_of("case", "id"), strawberry.ID, "The case's id.")],
    )
    cases: Connection[CaseNode] = connection(
        lambda _, case, given: among(case.c.status, given["status"]) if given["status"] is not None else true(),
        lambda case: [case.c.opened_at, case.c.id],
        "The cases the acting post may see, newest first.",
        [
            argument(
                choices("status"),
                list[CaseStatus] | None,
                "Only cases in these states.",
                None,
            )
        ],
        descending=True,
    )


@strawberry.input(description="Exactly who is meant: by national id number, or else by full name with date of birth.")
class PersonInput:
    national_id: str | None = strawberry.field(
        default=None, description="The number the state knows them by; it decides where it is given."
    )
    full_name: str | None = strawberry.field(
        default=None, description="Given and family name, in any order; capitals and marks do not matter."
    )
    date_of_birth: date | None = strawberry.field(default=None, description="When they were born.")

    def person(self) -> Person:
        return Person(**vars(self))
