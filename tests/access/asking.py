"""Whatever can be asked: the page's own operations for every id, every text of every type by `node`, refused acts."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    get_named_type,
    is_leaf_type,
    parse,
    type_from_ast,
)

from roundtable.core import ids
from roundtable.demo.cast import AGENCIES
from tests.access.world import OF_CONFERENCES, OF_PLANS
from tests.support.table import OPERATIONS, ROOT

SCHEMA: GraphQLSchema = build_schema((ROOT / "schema" / "schema.graphql").read_text())
# The variables and inputs that take an id, and the kind of it.
_KINDS = {"caseId": "case", "threadId": "thread", "taskId": "task", "messageId": "message", "id": "message"}
_KINDS |= {"conferenceId": "conference", "audienceId": "audience", "disclosureId": "disclosure"}
_KINDS |= {"caseMemberId": "casemember", "agendaItemId": "agendaitem", "attendanceId": "attendance"}
_KINDS |= {"attendeeRequestId": "attendeerequest"}
_KINDS |= {"agencyReturnId": "agencyreturn", "decisionId": "decision", "undertakingId": "undertaking"}
_KINDS |= {"minutesId": "minutes", "sectionId": "minutessection", "passageId": "minutespassage"}
_KINDS |= {"commentId": "minutescomment"}
_KINDS |= {"riskAssessmentId": "riskassessment", "incidentId": "incident"}
_KINDS |= {"safetyPlanId": "safetyplan", "safetyPlanVersionId": "safetyplanversion"}
_PREFIXES = {"Case": "case", "Thread": "thread", "Message": "message", "Task": "task", "Audience": "audience"}
_PREFIXES |= {"Disclosure": "disclosure", "AgendaItem": "agendaitem", "Conference": "conference"}
_PREFIXES |= {"CaseParticipant": "participant", "CaseAgency": "caseagency", "CaseMember": "casemember"}
_PREFIXES |= {"RiskAssessment": "riskassessment", "AppliedRiskLevel": "risklevel", "Incident": "incident"}
_PREFIXES |= {"RepeatFinding": "repeatfinding"}
_PREFIXES |= {model.__name__: prefix for model, prefix in (OF_CONFERENCES | OF_PLANS).items()}
Asked = Iterator[tuple[str, dict[str, Any]]]


def queries(public: Sequence[str]) -> Asked:
    """Every query of the page's, with each id that fits."""
    for text, operation in _operations(OperationType.QUERY):
        kinds = {name: kind for name, kind in _variables(operation) if isinstance(kind, GraphQLNonNull)}
        named = [name for name in kinds if name in _KINDS]
        others = {name: _some(kind, name) for name, kind in kinds.items() if name not in named}
        for key in _of_kind(public, named[0]) if named else [None]:
            yield text, {**others, **dict.fromkeys(named, key)}


def loads(public: Sequence[str]) -> Asked:
    """Each id by `node`, with all that its type says without arguments, two steps deep."""
    for name, prefix in _PREFIXES.items():
        told = f"__typename ... on {name} {{ {_all(SCHEMA.type_map[name], 2)} }}"
        for key in public:
            if key.startswith(f"{prefix}_"):
                yield f"query ($id: ID!) {{ node(id: $id) {{ {told} }} }}", {"id": key}


def acts(hidden: Sequence[str]) -> Asked:
    """Every mutation that takes such an id, on each that is hidden."""
    for text, operation in _operations(OperationType.MUTATION):
        ((_, given),) = _variables(operation)
        kinds = {name: field.type for name, field in given.of_type.fields.items()}
        needed = {name: _some(kind, name) for name, kind in kinds.items() if isinstance(kind, GraphQLNonNull)}
        names = [name for name in needed if name in _KINDS]
        for key in _of_kind(hidden, names[0]) if names else []:
            yield text, {"input": {**needed, names[0]: key, "clientMutationId": str(uuid4())}}


def _variables(operation: OperationDefinitionNode) -> list[tuple[str, Any]]:
    """Those that have to be given."""
    defined = [one for one in operation.variable_definitions or () if one.default_value is None]
    return [(one.variable.name.value, type_from_ast(SCHEMA, one.type)) for one in defined]


def _of_kind(public: Sequence[str], name: str) -> list[str]:
    return [key for key in public if key.startswith(f"{_KINDS[name]}_")]


def _operations(kind: OperationType) -> Iterator[tuple[str, OperationDefinitionNode]]:
    for file in sorted(OPERATIONS.glob("*.graphql")):
        text = file.read_text()
        for operation in parse(text).definitions:
            if isinstance(operation, OperationDefinitionNode) and operation.operation is kind:
                yield text, operation


def _all(kind: Any, depth: int) -> str:
    """A selection of all that a type says."""
    named: Any = get_named_type(kind)
    if not isinstance(named, GraphQLObjectType):
        return "__typename"
    told = ["__typename"]
    for name, field in named.fields.items():
        if any(isinstance(argument.type, GraphQLNonNull) for argument in field.args.values()):
            continue
        if is_leaf_type(get_named_type(field.type)):
            told.append(name)
        elif depth and "first" not in field.args:
            told.append(f"{name} {{ {_all(field.type, depth - 1)} }}")
    return " ".join(told)


def _some(kind: Any, name: str) -> Any:
    """A value that is well formed, whatever it is for."""
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(kind, GraphQLList):
        return []
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        needed = {name: field for name, field in kind.fields.items() if isinstance(field.type, GraphQLNonNull)}
        return {name: _some(field.type, name) for name, field in needed.items()}
    if kind.name == "ID":
        return ids.encode(name.removesuffix("Id"), AGENCIES["police"].id)
    values = {"DateTime": "2100-01-01T00:00:00Z", "Boolean": True, "Int": 20}
    return values.get(kind.name, "A text")
