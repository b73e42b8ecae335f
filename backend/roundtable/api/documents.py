"""Documents as they were parsed and validated before, where they are small enough to be kept; each measured first."""

import contextlib
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, ClassVar

from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse, specified_rules, validate
from strawberry.extensions import MaxTokensLimiter, SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from roundtable.api.limits import KEPT, LONGEST, TOKENS, UNREAD, VALUES, has_too_many, is_kept, too_large

# How many mistakes are told of one document. For what might have been meant instead, every name there is would be
# compared, with each mistake: there are tools for that.
MISTAKES = 10
_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)


class _Parsed(SchemaExtension):
    """Documents as parsed before. One that cannot be is left to Strawberry, which tells it on every transport."""

    kept: ClassVar = OrderedDict[str, DocumentNode]()

    def on_parse(self) -> Iterator[None]:
        asked = self.execution_context
        text = asked.query or ""
        if len(text) > LONGEST:
            asked.graphql_document = UNREAD
        elif text in self.kept:
            self.kept.move_to_end(text)
            asked.graphql_document = self.kept[text]
        else:
            with contextlib.suppress(GraphQLError):
                asked.graphql_document = parse(text, **asked.parse_options)
                self._keep(text, asked.graphql_document)
        yield

    def _keep(self, text: str, document: DocumentNode) -> None:
        if is_kept(document):
            self.kept[text] = document
        if len(self.kept) > KEPT:
            self.kept.popitem(last=False)


class _Validated(SchemaExtension):
    """Documents as validated before, known by which they are: to know one by what it says, all of it is hashed, at each
    request.
    """

    # The schema and the document are held on to: another would else be given their ids.
    kept: ClassVar = OrderedDict[tuple[int, int], tuple[Any, Any, Any]]()

    def on_validate(self) -> Iterator[None]:
        asked = self.execution_context
        assert asked.graphql_document is not None, "parsed before it is validated"
        if has_too_many(asked.variables):
            asked.pre_execution_errors = [GraphQLError(f"The variables hold more than {VALUES} values.")]
        else:
            asked.pre_execution_errors = self._errors(asked.schema._schema, asked.graphql_document)
        yield

    def _errors(self, schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
        which = id(schema), id(document)
        if which in self.kept:
            self.kept.move_to_end(which)
            errors: list[GraphQLError] = self.kept[which][2]
            return errors
        errors = too_large(document) or validate(schema, document, _RULES, max_errors=MISTAKES, hide_suggestions=True)
        if is_kept(document):
            self.kept[which] = (schema, document, errors)
        if len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return errors


def checks() -> list[SchemaExtension]:
    """Fresh extensions for one operation, over shared caches: its tokens, its parsing, its validation."""
    return [MaxTokensLimiter(TOKENS), _Parsed(), _Validated()]
