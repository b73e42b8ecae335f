"""Every node of one case by its public id, and which of them one of the cast can find."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import SQLModel

from roundtable.core import ids
from tests.support.table import Client, Table

# The types of case content, by the prefix of their ids; each table says its case in `case_id`, or is of a conference.
CASE_CONTENT = {
    "actionreview": "action_review",
    "agencyreturn": "agency_return",
    "agendaitem": "agenda_item",
    "attendance": "attendance",
    "attendancespan": "attendance_span",
    "attendeerequest": "attendee_request",
    "audience": "audience",
    "case": "case",
    "caseagency": "case_agency",
    "casemember": "case_member",
    "conference": "conference",
    "conferenceagency": "conference_agency",
    "conflict": "conflict_declaration",
    "consent": "consent",
    "decision": "decision",
    "decisionvoice": "decision_voice",
    "disclosure": "disclosure",
    "glass": "break_glass",
    "incident": "incident",
    "message": "message",
    "minutes": "minutes",
    "minutesapproval": "minutes_approval",
    "minutescomment": "minutes_comment",
    "minutesexport": "minutes_export",
    "minutespassage": "minutes_passage",
    "minutesremark": "minutes_remark",
    "minutessection": "minutes_section",
    "minuteswords": "minutes_words",
    "participant": "case_participant",
    "recusal": "recusal",
    "repeatfinding": "repeat_finding",
    "returncontent": "return_content",
    "riskassessment": "risk_assessment",
    "risklevel": "applied_risk_level",
    "safetyplan": "safety_plan",
    "safetyplansection": "safety_plan_section",
    "safetyplanversion": "safety_plan_version",
    "task": "task",
    "thread": "thread",
    "transition": "task_transition",
    "undertaking": "undertaking",
    "version": "message_version",
}
# What everyone who signs in may know.
DIRECTORY = {"agency": "agency", "membership": "membership", "practitioner": "practitioner", "unit": "agency_unit"}
# What has readers of its own: `tests/seats` looks for who finds it.
OF_SEATS = {"deputyship": "deputyship", "entitlement": "entitlement", "invitation": "case_agency"}
# What its author alone finds: `tests/messaging/test_drafts.py` looks for that.
OF_ITS_AUTHOR = {"draft": "draft"}
# One operation asks for at most 45 fields of one object.
AT_ONCE = 40


async def every_node(table: Table, case: UUID) -> list[str]:
    """The ids of all that is in the case."""
    return [found for prefix in CASE_CONTENT for found in await nodes_of(table, prefix, case)]


async def nodes_of(table: Table, prefix: str, case: UUID | None = None) -> list[str]:
    """The ids of all of one type, of the case if it is of cases."""
    rows = SQLModel.metadata.tables[(CASE_CONTENT | DIRECTORY)[prefix]]
    column = rows.c.id if prefix == "case" else rows.c.get("case_id")
    statement = select(rows.c.id)
    if column is not None and case is not None:
        statement = statement.where(column == case)
    async with table.database.reading() as connection:
        return [ids.encode(prefix, key) for key in await connection.scalars(statement.order_by(rows.c.id))]


async def found_by(client: Client, nodes: list[str]) -> list[str]:
    """Those of the nodes that the client finds by `node`, each of the type that its id says."""
    found = []
    for start in range(0, len(nodes), AT_ONCE):
        part = nodes[start : start + AT_ONCE]
        fields = "".join(f' n{place}: node(id: "{node}") {{ __typename id }}' for place, node in enumerate(part))
        data = (await client.ask(f"{{{fields} }}")).data
        for place, node in enumerate(part):
            if (answer := data[f"n{place}"]) is not None:
                assert answer["id"] == node
                assert answer["__typename"].lower() in (kind := node.partition("_")[0], *_LONGER.get(kind, ()))
                found.append(node)
    return found


_LONGER = {
    "conflict": ["conflictdeclaration"],
    "glass": ["breakglass"],
    "participant": ["caseparticipant"],
    "risklevel": ["appliedrisklevel"],
    "transition": ["tasktransition"],
    "unit": ["agencyunit"],
    "version": ["messageversion"],
}
