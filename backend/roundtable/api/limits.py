"""What a document may be, checked before it is validated or run: its tokens, and its size once its fragments are
written out; and how long it may take. The reader bounds how much it may return.

Strawberry's own limits of depth and aliases walk through fragments that spread others twice as often as those spread
others, and do not come back; and validation compares all fields of one name with each other.
"""

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)

from roundtable.reader.reader import LONGEST_KEPT

# Of a document: its characters and tokens. Of each of its operations and fragments, with all that it spreads: how many
# fields are below one another, how many are renamed, how many there are, how many pairs of one name stand at one place;
# and how many directives.
LONGEST, TOKENS, DEPTH, ALIASES, FIELDS, PAIRS, DIRECTIVES = 20_000, 2_000, 15, 100, 3_000, 3_000, 100
# Of variables: how many values, those within lists and objects too.
VALUES = 3_000
# Fragments that spread one another, one within the other; and operations, of which one is run.
SPREAD, OPERATIONS = 30, 50
# How many documents are known again, parsed and validated, and how large: in memory one is two hundred times its text.
KEPT, TOKENS_KEPT = 256, 1_000
# Seconds: what takes longer is answered with an error, and may be sent again. Each step on the database ends sooner by
# itself, and an operation has several.
ANSWERED_WITHIN = 14.0
# In the place of a document that is too long to be read.
UNREAD = parse("{ __typename }")


def too_large(document: DocumentNode) -> list[GraphQLError]:
    """Why a document is not looked at any further, if it is not."""
    if document is UNREAD:
        return [GraphQLError(f"It is longer than {LONGEST} characters.")]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    if len(document.definitions) - len(fragments) > OPERATIONS:
        return [GraphQLError(f"It has more than {OPERATIONS} operations.")]
    # All together: fifty operations, each with all that is spread, would be fifty walks.
    left = FIELDS
    for each in document.definitions:
        if isinstance(each, OperationDefinitionNode | FragmentDefinitionNode):
            size = _Size(fragments)
            try:
                size.add([each.selection_set], 0)
            except _TooLarge as why:
                return [GraphQLError(str(why), each)]
            left -= size.fields
            if left < 0:
                return [
                    GraphQLError(f"Its parts have more than {FIELDS} fields, with what each of them spreads.", each)
                ]
    return []


def is_kept(document: DocumentNode) -> bool:
    """Whether a document is small enough to be kept for when it comes again."""
    if document.loc is None or len(document.loc.source.body) > LONGEST_KEPT:
        return False
    tokens, token = 0, document.loc.start_token.next
    while token is not None and tokens <= TOKENS_KEPT:
        tokens, token = tokens + 1, token.next
    return tokens <= TOKENS_KEPT


def has_too_many(variables: Any) -> bool:
    """Whether variables hold more values than anybody means."""
    waiting, met = [variables], 0
    while waiting and met <= VALUES:
        value = waiting.pop()
        met += 1
        if isinstance(value, list | dict):
            waiting += value.values() if isinstance(value, dict) else value
    return met > VALUES


class _TooLarge(Exception):
    """With what to say."""


@dataclass
class _Size:
    """What was met so far, of one operation or fragment: a walk ends once that is too much."""

    fragments: dict[str, FragmentDefinitionNode]
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    pairs: int = 0
    # The fragments that one is in.
    within: list[str] = field(default_factory=list)

    def add(self, selected: list[SelectionSetNode], depth: int) -> None:
        """All that is selected at one place, in however many parts."""
        if depth > DEPTH:
            raise _TooLarge(f"Its fields are more than {DEPTH} below one another.")
        at_one_place: dict[str, list[FieldNode]] = {}
        for each in selected:
            self._collect(each, at_one_place)
        for nodes in at_one_place.values():
            self.pairs += len(nodes) * (len(nodes) - 1) // 2
            if self.pairs > PAIRS:
                raise _TooLarge("It names the same fields too often.")
            below = [node.selection_set for node in nodes if node.selection_set]
            if below:
                self.add(below, depth + 1)

    def _collect(self, selected: SelectionSetNode, into: dict[str, list[FieldNode]]) -> None:
        for node in selected.selections:
            self.fields += 1
            if self.fields > FIELDS:
                raise _TooLarge(f"It has more than {FIELDS} fields, with those of the fragments that it spreads.")
            self.directives += len(node.directives or ())
            if self.directives > DIRECTIVES:
                raise _TooLarge(f"It has more than {DIRECTIVES} directives.")
            if isinstance(node, FieldNode):
                self._count_alias(node)
                into.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                self._within("", node.selection_set, into)
            elif isinstance(node, FragmentSpreadNode) and node.name.value in self.fragments:
                self._within(node.name.value, self.fragments[node.name.value].selection_set, into)

    def _count_alias(self, node: FieldNode) -> None:
        self.aliases += node.alias is not None
        if self.aliases > ALIASES:
            raise _TooLarge(f"It renames more than {ALIASES} fields.")

    def _within(self, name: str, selected: SelectionSetNode, into: dict[str, list[FieldNode]]) -> None:
        if name and name in self.within:
            raise _TooLarge(f"The fragment {name} spreads itself.")
        if len(self.within) >= SPREAD:
            raise _TooLarge(f"Its fragments are more than {SPREAD} within one another.")
        self.within.append(name)
        self._collect(selected, into)
        self.within.pop()
