"""Where in an operation and in its answer something stands, while it is planned."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, VariableNode, get_named_type, print_ast

from roundtable.reader.selection import Document


@dataclass(frozen=True)
class Spot:
    """Where in the answer an object stands: the row it is read from, how often it may occur, whether it was asked for
    by itself: at the root, in a payload, with an event."""

    row: Any = None
    weight: int = 1
    single: bool = False
    # Of rows of a list, what each leads to is joined to them, in this order; else it is looked up within the object.
    joined: list[Any] | None = field(default=None, compare=False)

    def below(self, row: Any, times: int = 1, *, single: bool = False, joins: bool = False) -> "Spot":
        return Spot(row, self.weight * times, single, [] if joins else None)


@dataclass(frozen=True)
class Place:
    """One field of the operation: the type it is of, its merged nodes, and the spot of the object it is of."""

    kind: Any
    nodes: list[FieldNode]
    spot: Spot

    @property
    def name(self) -> str:
        return self.nodes[0].name.value

    @property
    def key(self) -> str:
        """Under which it is answered."""
        node = self.nodes[0]
        return node.alias.value if node.alias else node.name.value

    @property
    def full_name(self) -> str:
        return f"{self.kind.name}.{self.name}"

    @property
    def target(self) -> Any:
        return get_named_type(self.kind.fields[self.name].type)

    def arguments(self, document: Document) -> dict[str, Any]:
        return document.arguments(self.kind, self.nodes[0])

    def argument(self, name: str, document: Document) -> Callable[[Document], Any]:
        """What answers an argument's value in each run whose variables are of the same form as this document's."""
        node = next((each.value for each in self.nodes[0].arguments or () if each.name.value == name), None)
        if isinstance(node, VariableNode) and (variable := node.name.value) in document.variables.coerced:
            return lambda run: run.variables.coerced[variable]
        if node is not None and "$" in print_ast(node):
            return lambda run: self.arguments(run)[name]
        now = self.arguments(document)[name]
        return lambda _: now
