"""Every act of the schema, so that none is forgotten, stands under the id that its client gave it."""

from typing import Any
from uuid import uuid4

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_required_input_field,
)

from tests.messaging.room import left_behind, posted
from tests.support.table import ROOT, Table

SCHEMA: GraphQLSchema = build_schema((ROOT / "schema" / "schema.graphql").read_text())
assert SCHEMA.mutation_type is not None
MUTATIONS = SCHEMA.mutation_type.fields
TEXTS: dict[str, Any] = {"ID": f"thing_{'0' * 32}", "DateTime": "2027-01-01T00:00:00Z", "Date": "2027-01-01"}
# What an input needs beyond what its type says.
NEEDED: dict[str, dict[str, Any]] = {"breakGlass": {"reference": "CJ-7K4M-2QXA"}}
# What is for the moment and stored nowhere, so that an id stands for nothing.
MOMENTARY = {"sayTyping": "INVALID_ID"}
OTHERS: dict[str, Any] = {"UUID": str(uuid4()), "Boolean": True, "Int": 1}


def _given(kind: Any) -> Any:
    """Something that the schema takes for a value of this type."""
    if isinstance(kind, GraphQLNonNull):
        return _given(kind.of_type)
    if isinstance(kind, GraphQLList):
        return [_given(kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return {name: _given(field.type) for name, field in kind.fields.items() if is_required_input_field(field)}
    return {**TEXTS, **OTHERS}.get(kind.name, "Something else.")


@pytest.mark.parametrize("name", MUTATIONS)
def test_it_takes_one_input_with_its_client_s_id(name: str) -> None:
    assert list(MUTATIONS[name].args) == ["input"]
    kind = get_named_type(MUTATIONS[name].args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    assert str(kind.fields["clientMutationId"].type) == "UUID!"


async def test_whatever_is_sent_under_an_id_that_stands_for_something_else_is_a_conflict(
    table: Table,
) -> None:
    ana, thread, mutation = await table.by("ana"), await table.thread_id(), str(uuid4())
    await posted(ana, thread, "Once", client_mutation_id=mutation)
    codes: dict[str, list[str]] = {}

    async with left_behind(table) as added:
        for name, field in MUTATIONS.items():
            kind: Any = get_named_type(field.args["input"].type)
            document = f"mutation ($input: {kind.name}!) {{ {name}(input: $input) {{ problems {{ code }} }} }}"
            given = {**_given(kind), **NEEDED.get(name, {}), "clientMutationId": mutation}
            answer = await ana.ask(document, input=given)
            codes[name] = [problem["code"] for problem in answer.data[name]["problems"]]

    assert codes == {name: [MOMENTARY.get(name, "IDEMPOTENCY_CONFLICT")] for name in MUTATIONS}
    # That one looked for a case to see in an emergency is counted, whatever comes of it, and stands by itself.
    assert added == {"glass_attempt": 1, "performed": 1}
