"""The schema as front-end teams find it: described throughout, by its conventions, with operations that fit it."""

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.values import VariableValues
from graphql.type import (
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_non_null_type,
    is_object_type,
)

from roundtable import export
from roundtable.api.documents import checks
from roundtable.api.schema import build_schema as build_our_schema
from roundtable.core.guards import open_to_all_who_sign_in
from roundtable.reader.bind import bind
from roundtable.reader.selection import Document
from roundtable.reader.shapes import One
from roundtable.reader.shaping import shape_of_answer
from tests.support.table import OPERATIONS, ROOT

FILES = sorted(OPERATIONS.glob("*.graphql"))
# The relations that are never null though a rule guards what they lead to, and why whoever sees the one sees the other.
ALWAYS_SEEN = {
    "AgendaItem.conference": "a conference is seen by who sees an item of its agenda",
    "AppliedRiskLevel.case": "who sees what the table was told sees the case, on the victim's side (`sees_applied`)",
    "ConflictDeclaration.case": "who manages a conflict has a seat at its case (`sees_conflict`)",
    "Consent.case": "who sees a consent sees the case, on the victim's side (`sees_consent`)",
    "Consent.participant": "who sees a case sees who is in it",
    "ActionReview.agendaItem": "it has the item's audience and moment (`review_action`)",
    "Decision.agendaItem": "it has the item's audience and moment (`record_decision`)",
    "Undertaking.agendaItem": "it has the item's audience and moment (`volunteer_action`)",
    "MinutesExport.minutes": "both are seen by the conference's own guard (`sees_part`)",
    "Minutes.conference": "it is seen by the conference's own guard (`sees_part`)",
    "MinutesSection.agendaItem": "it has the item's audience and moment (`draft_minutes`)",
    "Incident.audience": "the incident is as old as its audience (`record_incident`)",
    "Incident.case": "it is for no task, so who sees it has a seat at its case, or a glass",
    "Incident.victim": "who sees it sees the case, and who sees a case sees who is in it",
    "RepeatFinding.case": "who sees that one was found has a seat at its case (`sees_finding`)",
    "ReturnContent.audience": "what was said is as old as its audience (`save_return`)",
    "RiskAssessment.audience": "the assessment is as old as its audience (`record_risk_assessment`)",
    "RiskAssessment.case": "it is for no task, so who sees it has a seat at its case, or a glass",
    "Task.audience": "the task is as old as its audience (`assign_task`)",
    "Query.viewer": "who asks stands: that is looked at first",
    "Task.thread": "it has the task's audience and moment (`assign_task`)",
    "Thread.audience": "it is as old as the conversation (`add_thread`)",
}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((ROOT / "schema" / "schema.graphql").read_text())


def test_what_is_generated_says_what_the_code_says() -> None:
    assert export.stale() == []


def test_every_type_field_argument_and_value_is_described(schema: GraphQLSchema) -> None:
    silent = []
    for name, kind in schema.type_map.items():
        if name.startswith("__") or name in ("String", "Int", "Float", "Boolean", "ID"):
            continue
        silent += [name] * (not kind.description)
        silent += [path for path, part in _parts(name, kind) if not part.description]
    assert silent == []


def test_every_mutation_takes_an_id_of_its_own_and_answers_problems(schema: GraphQLSchema) -> None:
    assert schema.mutation_type is not None
    for name, field in schema.mutation_type.fields.items():
        grand = name[0].upper() + name[1:]
        given: Any = schema.type_map[f"{grand}Input"]
        answered: Any = schema.type_map[f"{grand}Payload"]
        assert list(field.args) == ["input"]
        assert str(given.fields["clientMutationId"].type) == "UUID!"
        assert str(answered.fields["problems"].type) == "[Problem!]!"
        assert str(field.type) == f"{grand}Payload!"


def test_every_page_of_rows_has_the_same_form(schema: GraphQLSchema) -> None:
    pages = {name: kind for name, kind in schema.type_map.items() if name.endswith("Connection")}
    assert len(pages) > 4
    for kind in pages.values():
        assert list(kind.fields) == ["nodes", "pageInfo"]  # type: ignore[attr-defined]
    for kind in (kind for kind in schema.type_map.values() if is_object_type(kind)):
        for name, field in kind.fields.items():
            if str(field.type).rstrip("!") in pages:
                paging = [argument for argument in field.args if argument in ("first", "after")]
                assert paging == ["first", "after"], name


def test_what_one_may_not_see_can_be_null_wherever_it_is_reached() -> None:
    ours = build_our_schema()._schema
    registry, never_null = bind(ours), set()
    for name, (_, fields) in registry.items():
        for field, reading in fields.items():
            kind = ours.type_map[name].fields[field].type  # type: ignore[attr-defined]
            shape, _ = registry.get(get_named_type(kind).name, (None, {}))
            guarded = shape is not None and shape.guard is not open_to_all_who_sign_in
            if isinstance(reading, One) and is_non_null_type(kind) and guarded:
                never_null.add(f"{name}.{field}")

    assert never_null == set(ALWAYS_SEEN)


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_pages_operation_is_valid_and_named_like_its_file(file: Path, schema: GraphQLSchema) -> None:
    document = parse(file.read_text())
    rules = [rule for extension in checks() for rule in getattr(extension, "validation_rules", ())]

    assert validate(schema, document, [*specified_rules, *rules]) == []
    names = [d.name.value for d in document.definitions if isinstance(d, OperationDefinitionNode) and d.name]
    assert names == [file.stem]


def test_the_catalogue_and_the_schema_name_the_same_codes(schema: GraphQLSchema) -> None:
    codes: Any = schema.type_map["ProblemCode"]
    listed = [line.split("`")[1] for line in (ROOT / "schema" / "ERRORS.md").read_text().splitlines() if "| `" in line]
    assert listed == sorted(codes.values)


def _parts(name: str, kind: Any) -> list[tuple[str, Any]]:
    if is_enum_type(kind):
        return [(f"{name}.{value}", part) for value, part in kind.values.items()]
    if is_input_object_type(kind):
        return [(f"{name}.{field}", part) for field, part in kind.fields.items()]
    if not (is_object_type(kind) or is_interface_type(kind)):
        return []
    fields = [(f"{name}.{field}", part) for field, part in kind.fields.items()]
    return fields + [(f"{path}({arg})", part) for path, field in fields for arg, part in field.args.items()]


QUERIES = [path for path in FILES if parse(path.read_text()).definitions[0].operation is OperationType.QUERY]  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_our_own_queries_never_need_the_executor(path: Path) -> None:
    ours: Any = build_our_schema()._schema
    document = parse(path.read_text())
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    (operation,) = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    bind(ours)
    selected = Document(ours, fragments, VariableValues({}, {}))
    assert shape_of_answer(selected, ours.query_type, [operation]) is not None
