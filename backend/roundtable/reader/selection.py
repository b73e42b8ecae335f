"""What an operation selects of a type: fields by response key, with fragments spread and directives decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    get_argument_values,
    is_abstract_type,
)
from graphql.execution import get_directive_values


@dataclass(frozen=True)
class Document:
    """A validated document with one run's coerced variables: where selections are looked up."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Any

    def fields(
        self, parent: GraphQLObjectType, selections: Iterable[SelectionSetNode | None]
    ) -> dict[str, list[FieldNode]]:
        """The fields selected of a type, in the order of their first mention; equal response keys are merged."""
        found: dict[str, list[FieldNode]] = {}
        # Each fragment once for all selections: else merged fields would double with each level of fragments.
        spread: set[str] = set()
        for selection in selections:
            self._collect(parent, selection, found, spread)
        return found

    def arguments(self, parent: GraphQLObjectType, node: FieldNode) -> dict[str, Any]:
        return get_argument_values(parent.fields[node.name.value], node, self.variables)

    def _collect(
        self,
        parent: GraphQLObjectType,
        selection: SelectionSetNode | None,
        found: dict[str, list[FieldNode]],
        spread: set[str],
    ) -> None:
        for node in selection.selections if selection else ():
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if self._applies(node.type_condition, parent):
                    self._collect(parent, node.selection_set, found, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._applies(fragment.type_condition, parent):
                    self._collect(parent, fragment.selection_set, found, spread)

    def _included(self, node: Any) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        if skip and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not include or bool(include["if"])

    def _applies(self, condition: Any, parent: GraphQLObjectType) -> bool:
        if condition is None or condition.name.value == parent.name:
            return True
        kind: Any = self.schema.type_map[condition.name.value]
        return is_abstract_type(kind) and self.schema.is_sub_type(kind, parent)
