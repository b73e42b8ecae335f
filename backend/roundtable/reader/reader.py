"""The reader: binds a schema's types to their tables once, then answers selections with one statement each."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    get_variable_values,
)
from sqlalchemy import Select, Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.core.errors import Problem
from roundtable.core.seal import Seal
from roundtable.reader.plan import TYPE, Part, Planner, Run
from roundtable.reader.selection import Document
from roundtable.reader.shapes import METADATA, Reading, Shape
from roundtable.reader.types import public_problem


class Reader:
    """Knows which type reads which table, by what the types themselves say."""

    def __init__(self, schema: GraphQLSchema, seal: Seal) -> None:
        self.schema, self.seal = schema, seal
        self.registry: dict[str, tuple[Shape | None, Mapping[str, Reading]]] = {}
        for name, kind in schema.type_map.items():
            if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
                self._bind(name, kind)
            if isinstance(kind, GraphQLInterfaceType):
                kind.resolve_type = _type_of
        for field in schema.mutation_type.fields.values() if schema.mutation_type else ():
            _take_all(get_named_type(field.type))  # type: ignore[arg-type]

    def _bind(self, name: str, kind: GraphQLObjectType | GraphQLInterfaceType) -> None:
        definition = kind.extensions.get("strawberry-definition")
        origin: Any = getattr(definition, "origin", None)
        if definition is None or not hasattr(origin, "__shape__"):
            return
        # Strawberry keeps its own field beside each GraphQL field.
        own = {field_name: f.extensions["strawberry-definition"] for field_name, f in kind.fields.items()}
        readings = {n: f.metadata[METADATA] for n, f in own.items() if METADATA in f.metadata}
        missing = [n for n, f in own.items() if n not in readings and f.base_resolver is None]
        if missing:
            raise TypeError(f"{name} does not say what these fields read: {', '.join(missing)}")
        self.registry[name] = (origin.__shape__, readings)
        if isinstance(kind, GraphQLInterfaceType):
            return
        kind.is_type_of = None
        for n in readings:
            kind.fields[n].resolve = _take
            target = get_named_type(kind.fields[n].type)
            if isinstance(target, GraphQLObjectType) and target.name not in self.registry:
                _take_all(target)

    def operation(
        self, document: DocumentNode, operation: OperationDefinitionNode, variables: dict[str, Any] | None
    ) -> Part | None:
        """The plan of a whole query; None where its variables are wrong, which the executor will say."""
        coerced = get_variable_values(self.schema, operation.variable_definitions or (), variables or {})
        if isinstance(coerced, list):
            return None
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        root = self.schema.query_type
        assert root is not None
        node: Any = operation
        return self._planner(fragments, coerced).view(root, [node])

    def rows(self, info: GraphQLResolveInfo, kind: str, choose: Callable[[Any], Select[Any]], limit: int) -> Part:
        """The plan of a list of objects, with the selection of the field that is being resolved."""
        planner = self._planner(info.fragments, info.variable_values)
        return planner.rows(self.schema.type_map[kind], list(info.field_nodes), choose, limit)

    def payload(self, info: GraphQLResolveInfo, refs: Mapping[str, UUID]) -> dict[str, Part]:
        """The plans of a mutation payload's objects, by response key: each field whose name has a reference."""
        kind: Any = get_named_type(info.return_type)
        planner = self._planner(info.fragments, info.variable_values)
        selected = planner.document.fields(kind, (node.selection_set for node in info.field_nodes))
        parts = {}
        for key, nodes in selected.items():
            name = nodes[0].name.value
            if name in refs:
                target: Any = get_named_type(kind.fields[name].type)
                parts[key] = planner.rows(target, nodes, _by_id(refs[name]), 1)
        return parts

    def fill_payload(
        self, info: GraphQLResolveInfo, read: Mapping[str, Any], problems: list[Problem]
    ) -> dict[str, Any]:
        """A payload's row by response key: its problems, and what was read of its objects."""
        kind: Any = get_named_type(info.return_type)
        document = Document(self.schema, info.fragments, info.variable_values)
        selected = document.fields(kind, (node.selection_set for node in info.field_nodes))
        told = [public_problem(problem) for problem in problems]
        return {key: told if nodes[0].name.value == "problems" else read.get(key) for key, nodes in selected.items()}

    def _planner(self, fragments: Mapping[str, FragmentDefinitionNode], variables: Any) -> Planner:
        return Planner(Document(self.schema, fragments, variables), self.registry, self.seal)

    async def run(
        self,
        connection: AsyncConnection,
        parts: Mapping[str, Part],
        me: UUID,
        now: datetime,
        given: Mapping[str, Callable[[Mapping[str, Any]], Any]] | None = None,
    ) -> tuple[dict[str, Any], set[UUID]]:
        """Answer all parts with one statement, from one snapshot; also the cases that were served."""
        names = {f"c{number}": key for number, key in enumerate(parts)}
        columns = [cast(parts[key].value, Text).label(label) for label, key in names.items()]
        found = (await connection.execute(select(*columns), {"me": me, "now": now})).one()
        run, answer = Run(self.seal, given or {}), {}
        for label, key in names.items():
            text, finish = found._mapping[label], parts[key].finish
            value = None if text is None else orjson.loads(text)
            answer[key] = finish(value, run) if finish and value is not None else value
        return answer, run.cases


def _take(source: Any, info: GraphQLResolveInfo, **_: Any) -> Any:
    """What the reader put under this response key."""
    return source[info.path.key]


def _type_of(value: Any, _info: Any, _kind: Any) -> str:
    return str(value[TYPE])


def _take_all(kind: GraphQLObjectType) -> None:
    """Connections and their page infos hold nothing of their own."""
    kind.is_type_of = None
    for field in kind.fields.values():
        field.resolve = _take
        target = get_named_type(field.type)
        if isinstance(target, GraphQLObjectType) and target.name == "PageInfo":
            _take_all(target)


def _by_id(key: UUID) -> Callable[[Any], Select[Any]]:
    return lambda row: select().where(row.c.id == key)
