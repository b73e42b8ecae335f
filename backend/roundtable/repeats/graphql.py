"""Repeats that were found, as the schema shows them to the agency that leads the case."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, true
from strawberry import ID

from roundtable.agenda.graphql import AgendaItemType
from roundtable.cases.graphql import CaseNode
from roundtable.reader.arguments import key_of
from roundtable.reader.shapes import argument, column, connection, one, shape
from roundtable.reader.types import Connection, Node
from roundtable.repeats import policy
from roundtable.repeats.models import RepeatFinding


@shape(RepeatFinding, "repeatfinding", guard=policy.sees_finding, case="case_id")
@strawberry.type(
    name="RepeatFinding",
    description="The same victim and alleged perpetrator within twelve months, in this case or another, reported by any"
    " agency; or something new in a case that is flagged. Nothing is said of which, when or by whom. Shown to the"
    " agency that leads the case.",
)
class RepeatFindingType(Node):
    case: CaseNode = one(RepeatFinding.case_id, "The case.")
    found_at: datetime = column(RepeatFinding.found_at, "When it was found.")
    agenda_item: AgendaItemType | None = one(
        RepeatFinding.agenda_item_id,
        "Where it is on an agenda, as far as one hears that; null while there is no conference for it.",
    )


def _of_case(_: Any, finding: Any, given: Any) -> ColumnElement[bool]:
    return finding.c.case_id == given["caseId"] if given["caseId"] is not None else true()


@strawberry.type
class RepeatQueries:
    """Root fields of this domain."""

    repeats: Connection[RepeatFindingType] = connection(
        _of_case,
        lambda finding: [finding.c.found_at, finding.c.id],
        "Repeats that were found of cases that the acting agency leads, newest first.",
        [argument(key_of("case", "caseId"), ID | None, "Only those of this case.", None)],
        descending=True,
    )
