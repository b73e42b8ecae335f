"""Generated operations over the toy schema: aliases, merged fields, fragments, directives, variables, mistakes."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from roundtable.core import ids
from roundtable.reader import paging
from tests.reader.world import PAGES, World

DEPTH = 7
FAVOURED = {"plant", "plants", "nodes", "happenings", "children"}


@dataclass
class Operation:
    """A document and its variables."""

    text: str
    variables: dict[str, Any]


@dataclass
class _Draft:
    """An operation while it is written down."""

    draw: DrawFn
    schema: GraphQLSchema
    world: World
    fragments: dict[str, tuple[str, str]] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    # Each field with each of its arguments has a response key of its own, so that equal keys can always be merged.
    seen: dict[str, list[str]] = field(default_factory=dict)
    # What keeps a document readable, and its statement small.
    pieces_left: int = 30

    def chance(self, percent: int) -> bool:
        return self.draw(st.integers(0, 99)) >= 100 - percent

    def selection(self, kind: Any, depth: int) -> str:
        wanted = min(self.draw(st.sampled_from([2, 3, 4, 1])), max(1, self.pieces_left))
        self.pieces_left -= wanted
        return "{ " + " ".join(self.piece(kind, depth) for _ in range(wanted)) + " }"

    def piece(self, kind: Any, depth: int) -> str:
        way = self.draw(st.integers(0, 9))
        if way == 9 and depth > 0:
            return f"...{self.fragment(kind, depth - 1)}{self.directive()}"
        if way == 8 and depth > 0:
            inner = self.narrower(kind) if self.chance(60) else kind
            on = f"on {inner.name}" if inner is not kind or self.chance(50) else ""
            return f"... {on} {self.directive()} {self.selection(inner, depth - 1)}"
        return self.field(kind, depth)

    def narrower(self, kind: Any) -> Any:
        """A type that objects of this one may be; for a concrete type, an interface of its."""
        if isinstance(kind, GraphQLInterfaceType):
            return self.draw(st.sampled_from(self.schema.get_possible_types(kind)))
        return self.draw(st.sampled_from([kind, *kind.interfaces]))

    def fragment(self, kind: Any, depth: int) -> str:
        known = [name for name, (on, _) in self.fragments.items() if on == kind.name]
        if known and self.chance(50):
            return self.draw(st.sampled_from(known))
        body = self.selection(kind, depth)
        name = f"F{len(self.fragments)}"
        self.fragments[name] = (kind.name, body)
        return name

    def field(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        leaves = [name for name, f in kind.fields.items() if is_leaf_type(get_named_type(f.type))]
        deeper = [name for name in kind.fields if name not in leaves]
        if deeper and (not leaves or (depth > 0 and self.pieces_left > 0 and self.chance(65))):
            # Rows before page ends, what is rarely come by before what is often.
            name = self.draw(st.sampled_from([*deeper, *(n for n in deeper if n in FAVOURED)]))
        else:
            name = self.draw(st.sampled_from([*leaves, "__typename"]))
        if name == "__typename":
            return f"{self.key(name, '')}{self.directive()}"
        own = kind.fields[name]
        arguments = self.arguments(f"{kind.name}.{name}", own)
        below = "" if name in leaves else self.selection(get_named_type(own.type), depth - 1)
        return f"{self.key(name, arguments)}{arguments}{self.directive()} {below}"

    def key(self, name: str, arguments: str) -> str:
        known = self.seen.setdefault(name, [])
        if arguments not in known:
            known.append(arguments)
        number = known.index(arguments)
        return f"k{number}_{name}: {name}" if number or self.chance(30) else name

    def directive(self) -> str:
        if not self.chance(12):
            return ""
        word = self.draw(st.sampled_from(["include", "skip"]))
        value = self.chance(70) is (word == "include")
        return f" @{word}(if: {self.given('Boolean!', value)})"

    def given(self, kind: str, value: Any) -> str:
        """A literal, a variable, or a variable that is left to its default."""
        literal = _literal(value)
        if self.chance(50):
            return literal
        name = f"v{len(self.declared)}"
        if self.chance(30):
            self.declared.append(f"${name}: {kind} = {literal}")
        else:
            self.declared.append(f"${name}: {kind}")
            self.variables[name] = _plain(value)
        return f"${name}"

    def arguments(self, name: str, own: GraphQLField) -> str:
        pairs = []
        for argument, definition in own.args.items():
            if is_required_argument(definition) or self.chance(30):
                pairs.append(f"{argument}: {self.given(str(definition.type), self.value(name, argument))}")
        return f"({', '.join(pairs)})" if pairs else ""

    def value(self, name: str, argument: str) -> Any:
        if argument == "first":
            return self.draw(st.sampled_from([3, 9, 2, 1])) if self.chance(97) else self.draw(_WRONG_SIZES)
        if argument == "after":
            return self.cursor(name)
        if argument in ("id", "garden"):
            return self.id_of("plant" if name == "Query.plant" else argument)
        if argument == "kinds":
            return self.draw(st.none() | st.lists(st.sampled_from([_Name("HERB"), _Name("SHRUB")]), max_size=2))
        if argument == "tended":
            return self.draw(st.none() | st.booleans())
        moments = st.sampled_from([row["planted_at"].isoformat() for row in self.world.plant] or [None])
        return self.draw(st.none() | moments)

    def cursor(self, name: str) -> str | None:
        """Nothing, the place of some row, another field's cursor, or no cursor at all."""
        if self.chance(4):
            return self.draw(st.sampled_from(["", "no cursor", "Ω", paging.cursor("Query.else", [1], self.world.seal)]))
        rows = getattr(self.world, PAGES[name].table)
        if not rows or self.chance(20):
            return None
        return paging.cursor(name, PAGES[name].cursor_values(self.draw(st.sampled_from(rows))), self.world.seal)

    def id_of(self, prefix: str) -> str:
        if self.chance(6):
            return self.draw(_WRONG_IDS)
        table = prefix if prefix != "id" else self.draw(st.sampled_from(["plant", "garden", "keeper"]))
        keys = [row["id"] for row in getattr(self.world, table)]
        return ids.encode(table, self.draw(st.sampled_from([*keys, UUID(int=0)])))


class _Name(str):
    """An enum value, which has no quotes in a document."""

    __slots__ = ()


_WRONG_SIZES = st.sampled_from([0, 101, -1])
_WRONG_IDS = st.sampled_from(["", "plant", "plant_1", f"viewer_{'0' * 32}", f"rose_{'0' * 32}", "'; --"])


def _literal(value: Any) -> str:
    if isinstance(value, _Name):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _plain(value: Any) -> Any:
    return [str(item) for item in value] if isinstance(value, list) else value


@st.composite
def operations(draw: DrawFn, schema: GraphQLSchema, world: World) -> Operation:
    """A valid query of the schema, about rows of this world."""
    draft = _Draft(draw, schema, world)
    body = draft.selection(schema.query_type, DEPTH)
    fragments = "\n".join(f"fragment {name} on {on} {text}" for name, (on, text) in draft.fragments.items())
    declared = f"({', '.join(draft.declared)})" if draft.declared else ""
    return Operation(f"query Q{declared} {body}\n{fragments}", draft.variables)
