"""Cases as the schema shows them."""

from datetime import datetime

import strawberry
from sqlalchemy import case as sql_case
from sqlalchemy import true

from roundtable.access import rule
from roundtable.access.graphql import CaseAgencyType, CaseMemberType
from roundtable.cases import policy, words
from roundtable.cases.models import Case, CaseParticipant, CaseStatus, ParticipantRole, RiskLevel
from roundtable.reader.arguments import choices, key_of
from roundtable.reader.shapes import argument, column, connection, many, one, shape
from roundtable.reader.stand import sealed, stand
from roundtable.reader.types import Connection, Node, enum

enum(CaseStatus, "How far a case has come.", words.CASE_STATUS)
enum(RiskLevel, "The higher of score band and judgement: judgement never lowers a score.", words.RISK_LEVEL)
enum(ParticipantRole, "A person's part in a case.", words.PARTICIPANT_ROLE)


@shape(CaseParticipant, "participant", guard=policy.sees_part, case="case_id")
@strawberry.type(name="CaseParticipant", description="A person in a case.")
class CaseParticipantType(Node):
    role: ParticipantRole = column(CaseParticipant.role, "The person's part.")
    label: str = column(CaseParticipant.label, "What the table calls this person.")


@shape(Case, "case", guard=policy.sees_case, case="id")
@strawberry.type(name="Case", description="A victim's situation over time, as the agencies at its table handle it.")
class CaseNode(Node):
    reference: str = column(Case.reference, "For people to say and type; random, so that it counts nothing.")
    title: str | None = column(Case.title, "A short name the table gave it.")
    status: CaseStatus = column(Case.status, "How far it has come.")
    risk_level: RiskLevel = column(Case.risk_level, "The effective level.")
    opened_at: datetime = column(Case.opened_at, "When it was opened.")
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
        lambda _, case, given: case.c.status.in_(given["status"]) if given["status"] is not None else true(),
        lambda case: [case.c.opened_at, case.c.id],
        "The cases the acting post may see, newest first.",
        [
            argument(
                choices("status", Case.status),
                list[CaseStatus] | None,
                "Only cases in these states.",
                None,
            )
        ],
        descending=True,
    )
