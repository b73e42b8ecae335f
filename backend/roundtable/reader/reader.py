"""The reader: answers selections with one statement each; plans are made once and kept."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import structlog
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    get_variable_values,
)
from graphql.execution.values import VariableValues
from sqlalchemy import CTE, ColumnElement, Select, Text, Uuid, bindparam, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from roundtable.core.clock import JUMP
from roundtable.core.errors import Problem, Unproven
from roundtable.core.kept import Kept
from roundtable.core.seal import Seal
from roundtable.core.standing import after
from roundtable.core.tables import instant_of, wire_text
from roundtable.core.vault import Vault
from roundtable.reader.arguments import Binder, shape_of
from roundtable.reader.bind import bind
from roundtable.reader.finish import Finish, Run, Served
from roundtable.reader.plan import Part, Planner
from roundtable.reader.selection import Document
from roundtable.reader.shaping import Shape, last_form, shape_of_answer, shape_of_field
from roundtable.reader.types import public_problem
from roundtable.reader.wire import Wire, Written

_log = structlog.get_logger("roundtable.reader")

PLANS_KEPT = 500
# Of documents of so many characters at most: ours, as the page writes them, have up to 4,168, indented.
LONGEST_KEPT = 5_000
# A whole query's one part.
WHOLE = "data"

Given = Mapping[str, Callable[[Mapping[str, Any]], Any]]
Parts = Callable[[Planner], Mapping[str, Part]]
PartsOfRows = Callable[[Callable[..., Part]], Mapping[str, Part]]


@dataclass(frozen=True)
class Plan:
    """One statement for some parts of an answer, whatever the values of its binds."""

    statement: Kept
    finishes: Mapping[str, Finish | None]
    binders: tuple[Binder, ...]
    # Its parts' own expressions.
    values: Mapping[str, ColumnElement[Any]]
    # The types of rows that lead to what the rule does not weigh by the row's own case.
    straying: frozenset[str]
    # How many objects it may return at most, by its page sizes: what `plan.NODE_LIMIT` limits.
    cost: int = 0
    # What makes the last form of a whole operation's answer, of a payload, of one event's; None where the executor has
    # to.
    shape: Shape | None = None
    # What makes a whole query's text; None where some of it is the executor's.
    wire: Wire | None = None


@dataclass(frozen=True)
class Ready:
    """A plan, and one run's values for it."""

    plan: Plan
    binds: Mapping[str, Any]


class Reader:
    """Knows which type reads which table, by what the types themselves say."""

    def __init__(
        self,
        schema: GraphQLSchema,
        seal: Seal,
        vault: Vault,
        beside: Sequence[ColumnElement[Any]] = (),
        first: CTE | None = None,
        holds: ColumnElement[bool] | None = None,
    ) -> None:
        """What every statement has as well.

        `beside` is what it answers for who runs it: in the answer's own snapshot. `first` has one row, which must
        be there before anything else in the statement is looked at; and nothing is, unless it `holds`.
        """
        self._beside = beside
        self.schema, self.seal, self.vault, self._first, self._holds = schema, seal, vault, first, holds
        self.registry = bind(schema)
        self._plans: OrderedDict[Any, Plan] = OrderedDict()
        # The latest moment that was told of, as the wire writes it, of those that no clock may be ahead by.
        self._told = ""

    def operation(
        self, document: DocumentNode, operation: OperationDefinitionNode, variables: dict[str, Any] | None
    ) -> Ready | None:
        """The plan of a whole query, as one part; None where its variables are wrong: the executor says how."""
        # One that is wrong says enough here: each costs what a thousand that are right do.
        given = variables or {}
        coerced = get_variable_values(self.schema, operation.variable_definitions or (), given, max_errors=1)
        if isinstance(coerced, list):
            return None
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        selected = Document(self.schema, fragments, coerced)
        root, node = self.schema.query_type, operation
        key = _key(operation, coerced, WHOLE)

        def build(planner: Planner) -> Mapping[str, Part]:
            return {WHOLE: planner.view(root, [node])}  # type: ignore[list-item]

        return self._ready(key, selected, build, lambda: shape_of_answer(selected, root, [node]))  # type: ignore[arg-type]

    def field(self, info: GraphQLResolveInfo[Any], kind: str, parts: PartsOfRows, variant: Any) -> Ready:
        """The plan of what a field that is being resolved selects of a type, among other parts.

        `parts` gets a function that makes the part of a list: `Planner.rows`, from what chooses them on. Equal variants
        make equal parts.
        """
        target, nodes = self.schema.type_map[kind], list(info.field_nodes)

        def build(planner: Planner) -> Mapping[str, Part]:
            return parts(partial(planner.rows, target, nodes))

        document, answer_key = self._document(info), str(info.path.key)
        key = _key(info.operation, _variables(info), (info.path.key, variant))
        return self._ready(key, document, build, lambda: shape_of_field(document, target, nodes, answer_key))

    def payload(self, info: GraphQLResolveInfo[Any], refs: Mapping[str, UUID]) -> Ready | None:
        """The plan of a payload's objects, by response key: a list of one or none each. None where none is selected."""
        document = self._document(info)
        kind, selected = self._selected(info, document)
        wanted = {key: nodes for key, nodes in selected.items() if nodes[0].name.value in refs}
        if not wanted:
            return None

        def build(planner: Planner) -> Mapping[str, Part]:
            return {
                key: planner.rows(get_named_type(kind.fields[nodes[0].name.value].type), nodes, _by_ref(nodes), 1)
                for key, nodes in wanted.items()
            }

        key = _key(info.operation, _variables(info), (info.path.key, *sorted(refs)))
        nodes = list(info.field_nodes)
        ready = self._ready(key, document, build, lambda: shape_of_answer(document, kind, nodes))
        return Ready(ready.plan, {**ready.binds, **{f"ref_{name}": ref for name, ref in refs.items()}})

    def check_payload(self, info: GraphQLResolveInfo[Any]) -> None:
        """Raises Invalid TOO_COSTLY or TOO_WIDE, before anything is done, where the payload could not be read."""
        kind: Any = get_named_type(info.return_type)
        self.payload(info, dict.fromkeys(kind.fields.keys() - {"problems"}, UUID(int=0)))

    def fill_payload(
        self,
        info: GraphQLResolveInfo[Any],
        read: Mapping[str, Any],
        problems: list[Problem],
        shape: Shape | None = None,
    ) -> Any:
        """A payload's row by response key: its problems, and what was read of its objects; in its last form where the
        payload's `shape` makes it.
        """
        _, selected = self._selected(info, self._document(info))
        told = [public_problem(problem) for problem in problems]
        row = {key: told if nodes[0].name.value == "problems" else read.get(key) for key, nodes in selected.items()}
        return last_form(shape, row)

    async def run(
        self,
        connection: AsyncConnection,
        ready: Ready,
        me: UUID,
        now: datetime,
        given: Given | None = None,
        within: UUID | None = None,
    ) -> tuple[dict[str, Any], Served, Sequence[Any]]:
        """Answer all parts with one statement, from one snapshot; also what was served of which cases, and what is
        read beside every answer.

        Only `within` one case, on PostgreSQL: what is beyond may be left out, where the plan strays.
        """
        return await self._run(_finished, connection, {**ready.binds, "me": me, "within": within}, ready, now, given)

    async def write(
        self, connection: AsyncConnection, ready: Ready, me: UUID, now: datetime, asking: Mapping[str, Any]
    ) -> tuple[Written, Served, Sequence[Any]]:
        """The same of a whole query whose plan has a `wire`, as text; what is read beside it may be told who is
        `asking`. Raises Surprise: the executor has to tell it; Unproven, where they do not.
        """
        return await self._run(_written, connection, {**ready.binds, **asking, "me": me}, ready, now)

    async def _run(
        self,
        form: Callable[[Plan, Sequence[str | None], Run], Any],
        connection: AsyncConnection,
        binds: Mapping[str, Any],
        ready: Ready,
        now: datetime,
        given: Given | None = None,
        until: str = "",
    ) -> tuple[Any, Served, Sequence[Any]]:
        """A snapshot may hold what was done after `now`, and then say that a stream tells it while rights that began
        with it do not hold yet. It is read again as of that moment: what is passed over once is never told. But as of
        none that no clock drifts to: what was written by a clock that is a day ahead makes it tomorrow for nobody.
        """
        until = until or wire_text(now + timedelta(seconds=JUMP))
        rows = await ready.plan.statement.rows(connection, {**binds, "now": now})
        if not rows:
            raise Unproven
        (row,) = rows
        beside, texts = row[: len(self._beside)], row[len(self._beside) :]
        run = Run(self.seal, self.vault, given or {}, wire_text(now), until)
        answer = form(ready.plan, texts, run)
        if run.is_behind:
            return await self._run(form, connection, binds, ready, instant_of(run.again_at), given, until)
        if run.latest > until and self._told < run.now:
            # Not again before that moment has come.
            self._told = run.latest
            _log.error("a stream was written by a clock that is ahead", until=run.latest)
        return answer, run.served, beside

    def _ready(self, key: Any, document: Document, parts: Parts, shape: Callable[[], Any] = lambda: None) -> Ready:
        kept = self._plans.get(key) if key else None
        if kept:
            self._plans.move_to_end(key)
            try:
                return Ready(kept, _values(kept, document))
            except Problem:
                # A value that does not fit: planned anew, with the error in its field's place.
                kept = None
        planner = Planner(document, self.registry, self.seal)
        made = parts(planner)
        values = [cast(part.value, Text).label(f"c{place}") for place, part in enumerate(made.values())]
        columns = [*(value.label(f"beside{place}") for place, value in enumerate(self._beside)), *values]
        finishes = {name: part.finish for name, part in made.items()}
        expressions = {name: part.value for name, part in made.items()}
        binders, straying = tuple(planner.binds.binders), frozenset(planner.straying)
        last, statement = shape(), Kept(_select(columns, self._first, self._holds))
        wire = planner.wiring.wire if last and made.keys() == {WHOLE} else None
        plan = Plan(statement, finishes, binders, expressions, straying, planner.nodes, last, wire)
        if key and planner.reusable:
            self._keep(key, plan)
        return Ready(plan, _values(plan, document))

    def _keep(self, key: Any, plan: Plan) -> None:
        self._plans[key] = plan
        if len(self._plans) > PLANS_KEPT:
            self._plans.popitem(last=False)

    def _document(self, info: GraphQLResolveInfo[Any]) -> Document:
        return Document(self.schema, info.fragments, _variables(info))

    def _selected(self, info: GraphQLResolveInfo[Any], document: Document) -> tuple[Any, dict[str, Any]]:
        kind: Any = get_named_type(info.return_type)
        return kind, document.fields(kind, (node.selection_set for node in info.field_nodes))


def _variables(info: GraphQLResolveInfo[Any]) -> VariableValues:
    # Strawberry's own info has them as a plain mapping.
    given: Any = info.variable_values
    return given if isinstance(given, VariableValues) else VariableValues({}, given)


def _select(columns: list[Any], first: CTE | None, holds: ColumnElement[bool] | None) -> Select[Any]:
    row = select(*columns) if first is None else after(first, select(*columns))
    return row if holds is None else row.where(holds)


def _finished(plan: Plan, texts: Sequence[str | None], run: Run) -> dict[str, Any]:
    answer = {}
    for text, (key, finish) in zip(texts, plan.finishes.items(), strict=True):
        value = None if text is None else orjson.loads(text)
        answer[key] = finish(value, run) if finish and value is not None else value
        if run.is_behind:
            break
    return answer


def _written(plan: Plan, texts: Sequence[str | None], run: Run) -> Written:
    (read,) = texts
    assert plan.wire
    assert read is not None
    return plan.wire.text(read, run)


def _values(plan: Plan, document: Document) -> dict[str, Any]:
    return {label: value for binder in plan.binders for label, value in binder(document).items()}


def _key(operation: OperationDefinitionNode, variables: Any, part: Any) -> Any:
    """What decides a plan: the document's text, the operation, the part of it, the shape of the variables.

    None where the plan is not kept.
    """
    if operation.loc is None or len(operation.loc.source.body) > LONGEST_KEPT:
        return None
    name = operation.name.value if operation.name else None
    return operation.loc.source.body, name, part, shape_of(variables.coerced)


def _by_ref(nodes: Any) -> Callable[[Any], Select[Any]]:
    ref = bindparam(f"ref_{nodes[0].name.value}", type_=Uuid())
    return lambda row: select().where(row.c.id == ref)
