"""What a document may be, checked before it runs: tokens, depth, aliases. The reader bounds how much it may return."""

import contextlib
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, ClassVar

from graphql import GraphQLError
from strawberry.extensions import (
    AddValidationRules,
    MaxAliasesLimiter,
    MaxTokensLimiter,
    ParserCache,
    QueryDepthLimiter,
    SchemaExtension,
    ValidationCache,
)

TOKENS, DEPTH, ALIASES = 3_000, 15, 100
# How many documents are known again, parsed and validated.
KEPT = 256

# Made once: a rule class made anew for each request would defeat the cache of validated documents.
_RULES = [*MaxAliasesLimiter(ALIASES).validation_rules, *QueryDepthLimiter(DEPTH).validation_rules]


class _Parsed(ParserCache):
    """Documents as parsed before. One that cannot be is left to Strawberry, which tells it on every transport."""

    def on_parse(self) -> Iterator[None]:
        asked = self.execution_context
        with contextlib.suppress(GraphQLError):
            asked.graphql_document = self.cached_parse_document(asked.query, **asked.parse_options)
        yield


class _Validated(ValidationCache):
    """Documents as validated before, known by which they are: to know one by what it says, all of it is hashed, at each
    request.
    """

    # The schema and the document are held on to: another would else be given their ids.
    kept: ClassVar = OrderedDict[tuple[int, int], tuple[Any, Any, Any]]()

    def on_validate(self) -> Iterator[None]:
        asked = self.execution_context
        schema, document = asked.schema._schema, asked.graphql_document
        which = id(schema), id(document)
        if which not in self.kept:
            errors = self.cached_validate_document(schema, document, asked.validation_rules)
            self.kept[which] = (schema, document, errors)
            if len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        self.kept.move_to_end(which)
        asked.pre_execution_errors = self.kept[which][2]
        yield


def limits() -> list[SchemaExtension]:
    """Fresh extensions for one operation, over shared rules and caches."""
    return [MaxTokensLimiter(TOKENS), AddValidationRules(_RULES), _Parsed(KEPT), _Validated(KEPT)]
