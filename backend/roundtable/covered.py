"""That nothing is read past the rule: every field stands on a shape, every table is guarded, or either is listed."""

from graphql import GraphQLObjectType, GraphQLSchema

from roundtable.models import unaccounted
from roundtable.reader.shapes import Registry
from roundtable.reader.types import Payload

# What is read from no row: parts of pages, and what went wrong.
_FORMS = {"PageInfo", "Problem"}


def uncovered(schema: GraphQLSchema, registry: Registry) -> list[str]:
    """What is wrong, in words; empty where all is well."""
    tables = [
        f"the table {name} is neither guarded nor on the list of tables outside the rule" for name in unaccounted()
    ]
    fields = [
        f"the field {kind.name}.{name} is read through no shape"
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name in _unread(kind, schema, registry)
    ]
    return tables + fields


def check_covered(schema: GraphQLSchema, registry: Registry) -> None:
    """Raises TypeError: the server does not start with a field or a table that nobody has thought about."""
    if wrong := uncovered(schema, registry):
        raise TypeError("; ".join(wrong))


def _unread(kind: GraphQLObjectType, schema: GraphQLSchema, registry: Registry) -> list[str]:
    """The fields of a type that no reading stands behind. Acts and streams read their answers by shapes again."""
    if kind.name in registry:
        return [name for name in kind.fields if name not in registry[kind.name][1]]
    if kind in (schema.mutation_type, schema.subscription_type) or kind.name in _FORMS or _is_page(kind):
        return []
    return [] if _is_payload(kind) else list(kind.fields)


def _is_page(kind: GraphQLObjectType) -> bool:
    return set(kind.fields) == {"nodes", "pageInfo"}


def _is_payload(kind: GraphQLObjectType) -> bool:
    origin = getattr(kind.extensions.get("strawberry-definition"), "origin", None)
    return isinstance(origin, type) and issubclass(origin, Payload)
