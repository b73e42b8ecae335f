"""What a document may be, checked before it runs: tokens, depth, aliases. The reader bounds how much it may return."""

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


def limits() -> list[SchemaExtension]:
    """Fresh extensions for one operation, over shared rules and caches."""
    return [MaxTokensLimiter(TOKENS), AddValidationRules(_RULES), ParserCache(256), ValidationCache(256)]
