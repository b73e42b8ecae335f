"""What tests of risk share: answers to a tool, an assessment that was made, and what is shown of a case's risk."""

from collections.abc import Iterable
from typing import Any

from roundtable.demo.risk import EXAMPLE
from roundtable.risk.toolbox import tools
from tests.messaging.room import agencies
from tests.support.table import Client, Table

Payload = dict[str, Any]

# By the example: a score of 9, of 15, and of 19, none of it critical.
MEDIUM = ("worse-lately", "watched", "parting", "own-fear")
MORE = ("worse-lately", "needed-a-doctor", "watched", "parting", "child-in-danger", "own-fear")
HIGH = (*MORE, "weapon-at-hand", "kept-from-others")
SAID = {"rationale": "He has a key to the house."}


def answers(*so: str, unknown: Iterable[str] = (), tool: tuple[str, int] = EXAMPLE) -> list[Payload]:
    """These are so, those not known, and nothing else is."""
    said = {**dict.fromkeys(so, "YES"), **dict.fromkeys(unknown, "NOT_KNOWN")}
    return [{"indicator": key, "answer": said.get(key, "NO")} for key in tools()[tool].indicators]


def asked(table: Table, *so: str, tool: tuple[str, int] = EXAMPLE, **more: Any) -> Payload:
    """The input of an assessment: for one's own agency, and not told to the table, unless more is said."""
    return {
        "caseId": table.case_id,
        "toolKey": tool[0],
        "toolVersion": tool[1],
        "answers": answers(*so, tool=tool),
        "audience": agencies(table),
        "appliesToCase": False,
        **more,
    }


async def assessed(client: Client, table: Table, *so: str, **more: Any) -> Payload:
    """A new assessment."""
    payload = await client.act("RecordRiskAssessment", **asked(table, *so, **more))
    assert payload["problems"] == []
    made: Payload = payload["riskAssessment"]
    return made


async def applied(client: Client, assessment: Payload) -> str:
    """The case's level, once an assessment's is told to the table."""
    payload = await client.act("ApplyRiskLevel", riskAssessmentId=assessment["id"])
    assert payload["problems"] == []
    level: str = payload["case"]["riskLevel"]
    return level


async def risk(client: Client, table: Table, **more: Any) -> Payload:
    """What one is shown of the case's risk."""
    shown: Payload = (await client.ask("CaseRisk", caseId=table.case_id, **more)).data
    return shown


async def assessments(client: Client, table: Table, **more: Any) -> list[Payload]:
    found: list[Payload] = (await risk(client, table, **more))["riskAssessments"]["nodes"]
    return found


async def told(client: Client, table: Table) -> list[Payload]:
    """What one is shown of what the table was told."""
    found: list[Payload] = (await risk(client, table))["appliedRiskLevels"]["nodes"]
    return found


async def shown(client: Client, key: str) -> Payload | None:
    """An assessment as its page shows it; null for whom it is not there."""
    answer = await client.ask("RiskAssessmentPage", riskAssessmentId=key, language="EN")
    found: Payload | None = answer.data["riskAssessment"]
    return found


async def level(client: Client, table: Table) -> str:
    """The case's level, as its page says it."""
    found: str = (await client.ask("CasePage", caseId=table.case_id)).data["case"]["riskLevel"]
    return found
