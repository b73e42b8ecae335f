"""What a document may be, checked before it runs: tokens, depth, aliases. The reader bounds how much it may return."""

import contextlib
from collections.abc import Iterator

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

# Made once: a rule class made anew for each request would defeat the cache of validated documents.
_RULES = [*MaxAliasesLimiter(ALIASES).validation_rules, *QueryDepthLimiter(DEPTH).validation_rules]


class _Parsed(ParserCache):
    """Documents as parsed before. One that cannot be is left to Strawberry, which tells it on every transport."""

    def on_parse(self) -> Iterator[None]:
        asked = self.execution_context
        with contextlib.suppress(GraphQLError):
            asked.graphql_document = self.cached_parse_document(asked.query, **asked.parse_options)
        yield


def limits() -> list[SchemaExtension]:
    """Fresh extensions for one operation, over shared rules and caches."""
    return [MaxTokensLimiter(TOKENS), AddValidationRules(_RULES), _Parsed(256), ValidationCache(256)]
