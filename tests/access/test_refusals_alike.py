"""What is hidden is refused as what is not there: in the same words, and after the same work in the database.

So neither the answer nor the time it takes tells what exists. Every mutation that takes the id of something in a case
is asked by Horia, who sees nothing of the demo's, for what is there and for what is nowhere.
"""

import re
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, build_schema
from sqlalchemy import select
from sqlmodel import SQLModel

from roundtable.core import ids
from tests.access.planted import plant
from tests.support.table import ROOT, Client, Table

pytestmark = pytest.mark.slow
SCHEMA = build_schema((ROOT / "schema" / "schema.graphql").read_text())
# The inputs' names of what hangs on a case, with the type's prefix and its table.
KINDS = {
    "attendeeRequestId": ("attendeerequest", "attendee_request"),
    "audienceId": ("audience", "audience"),
    "caseId": ("case", "case"),
    "caseMemberId": ("casemember", "case_member"),
    "conferenceId": ("conference", "conference"),
    "conflictId": ("conflict", "conflict_declaration"),
    "consentId": ("consent", "consent"),
    "draftId": ("draft", "draft"),
    "disclosureId": ("disclosure", "disclosure"),
    "entitlementId": ("entitlement", "entitlement"),
    "glassId": ("glass", "break_glass"),
    "incidentId": ("incident", "incident"),
    "invitationId": ("invitation", "case_agency"),
    "messageId": ("message", "message"),
    "otherId": ("incident", "incident"),
    "participantId": ("participant", "case_participant"),
    "riskAssessmentId": ("riskassessment", "risk_assessment"),
    "safetyPlanId": ("safetyplan", "safety_plan"),
    "safetyPlanVersionId": ("safetyplanversion", "safety_plan_version"),
    "taskId": ("task", "task"),
    "threadId": ("thread", "thread"),
    "victimId": ("participant", "case_participant"),
}
# Values of scalars that any command takes.
PLAIN = {
    "String": "x",
    "UUID": str(uuid4()),
    "Boolean": False,
    "Int": 1,
    "DateTime": "2030-01-01T00:00:00Z",
    "Date": "1990-01-01",
}


def _asked() -> dict[str, str]:
    """Each mutation that takes such an id, and that id's name: the first, where there are several."""
    fields = SCHEMA.mutation_type.fields if SCHEMA.mutation_type else {}
    found = {
        name: [key for key in field.args["input"].type.of_type.fields if key in KINDS] for name, field in fields.items()
    }
    return {name: keys[0] for name, keys in found.items() if keys}


def _value(kind: Any, table: Table, name: str) -> Any:
    """A value of an input's type; null, or nothing, where that is one."""
    if not isinstance(kind, GraphQLNonNull):
        return None
    kind = kind.of_type
    if isinstance(kind, GraphQLList):
        return []
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return {key: _value(field.type, table, key) for key, field in kind.fields.items()}
    if kind.name == "ID":
        known = {"agencyId": table.agency_id("social"), "membershipId": table.membership_id("horia")}
        return known.get(name) or ids.encode(KINDS[name][0], uuid4())
    return PLAIN[kind.name]


async def _there(table: Table, key: str) -> str:
    prefix, name = KINDS[key]
    column = SQLModel.metadata.tables[name].c.id
    async with table.database.reading() as connection:
        return ids.encode(prefix, (await connection.execute(select(column).limit(1))).scalar_one())


async def _answer(horia: Client, table: Table, document: str, public_id: str, **given: Any) -> tuple[Any, list[str]]:
    """What Horia is answered, which names no id, and what it took."""
    with table.statements(writing=True) as sent:
        answer = await horia.ask(document, **given)
    assert answer.status == 200
    assert public_id.partition("_")[2] not in str(answer.body)
    return answer.body, [re.sub(r"\s+", " ", statement) for statement in sent]


async def test_every_mutation_of_what_is_hidden(table: Table) -> None:
    await plant(table)
    horia = await table.by("horia")
    for name, key in _asked().items():
        kind = SCHEMA.mutation_type.fields[name].args["input"].type if SCHEMA.mutation_type else None
        document = f"mutation ($input: {kind}) {{ {name}(input: $input) {{ problems {{ code detail path }} }} }}"
        answered = []
        nowhere = ids.encode(KINDS[key][0], uuid4())
        # When a statement is made for the first time, others may come before it: once for nothing.
        for public_id in (nowhere, nowhere, await _there(table, key)):
            given = {**_value(kind, table, ""), key: public_id, "clientMutationId": str(uuid4())}
            answered.append(await _answer(horia, table, document, public_id, input=given))

        (_, (nothing, nothing_took), (hidden, hidden_took)) = answered
        (problem,) = nothing["data"][name]["problems"]
        assert (problem["code"], problem["path"]) == ("NOT_FOUND", [key]), name
        assert hidden == nothing, name
        assert hidden_took == nothing_took, name
        # Nor does it wait for a case that somebody is at work on.
        assert not [statement for statement in hidden_took if "advisory" in statement], name


async def test_every_node_that_is_hidden(table: Table) -> None:
    await plant(table)
    horia, document = await table.by("horia"), "query ($id: ID!) { node(id: $id) { __typename id } }"
    for key, (prefix, _) in KINDS.items():
        nowhere = ids.encode(prefix, uuid4())
        (_, nothing, hidden) = [
            await _answer(horia, table, document, public_id, id=public_id)
            for public_id in (nowhere, nowhere, await _there(table, key))
        ]
        assert nothing[0]["data"] == {"node": None}
        assert hidden == nothing, key
