"""Binds a schema's types to what they say they read, once, and lets every field take its value from the answer."""

from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema, get_named_type

from roundtable.reader.finish import TYPE
from roundtable.reader.shapes import METADATA, Many, One, Paged, Reading, Registry, Shape, Viewpoint


def bind(schema: GraphQLSchema) -> Registry:
    """Which type reads which table.

    Raises TypeError where a field of a read type says nothing and resolves nothing, leads to what cannot be read, or
    would lose rows between its pages.
    """
    registry: dict[str, tuple[Shape | None, dict[str, Reading]]] = {}
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            readings = _readings_of(kind)
            if readings is not None:
                registry[name] = readings
        if isinstance(kind, GraphQLInterfaceType):
            kind.resolve_type = _type_of
    for name in registry:
        _check(schema.type_map[name], registry)
        _take_reads(schema.type_map[name], registry)
    for field in schema.mutation_type.fields.values() if schema.mutation_type else ():
        _take_all(get_named_type(field.type))
    return registry


def _readings_of(kind: GraphQLObjectType | GraphQLInterfaceType) -> tuple[Shape | None, dict[str, Reading]] | None:
    origin: Any = getattr(kind.extensions.get("strawberry-definition"), "origin", None)
    if origin is None or not hasattr(origin, "__shape__"):
        return None
    # Strawberry keeps its own field beside each GraphQL field.
    own = {name: field.extensions["strawberry-definition"] for name, field in kind.fields.items()}
    readings = {name: field.metadata[METADATA] for name, field in own.items() if METADATA in field.metadata}
    missing = [name for name, field in own.items() if name not in readings and field.base_resolver is None]
    if missing:
        raise TypeError(f"{kind.name} does not say what these fields read: {', '.join(missing)}")
    return origin.__shape__, readings


def _check(kind: Any, registry: Registry) -> None:
    for name, reading in registry[kind.name][1].items():
        target: Any = get_named_type(kind.fields[name].type)
        if isinstance(reading, Paged):
            if set(target.fields) != {"nodes", "pageInfo"}:
                raise TypeError(f"{kind.name}.{name} is a page: it has `nodes` and `pageInfo`, and nothing else")
            target = get_named_type(target.fields["nodes"].type)
        if isinstance(reading, One | Many | Paged | Viewpoint):
            shape, _ = registry.get(target.name, (None, {}))
            if target.name not in registry or (shape is None) is not isinstance(reading, Viewpoint):
                raise TypeError(f"{kind.name}.{name} leads to {target.name}, which cannot be read so")
            if shape and isinstance(reading, Paged):
                _check_keys(f"{kind.name}.{name}", reading, shape)


def _check_keys(field: str, reading: Paged, shape: Shape) -> None:
    """What is null is neither before nor after anything, so that a walk would never come to it."""
    for key in reading.order(shape.table):
        if getattr(key, "nullable", False):
            raise TypeError(f"{field} goes by {key}, which may be null: coalesce it")


def _take_reads(kind: Any, registry: Registry) -> None:
    if not isinstance(kind, GraphQLObjectType):
        return
    kind.is_type_of = None
    for name in registry[kind.name][1]:
        kind.fields[name].resolve = _take
        target = get_named_type(kind.fields[name].type)
        if isinstance(target, GraphQLObjectType) and target.name not in registry:
            _take_all(target)


def _take_all(kind: Any) -> None:
    """Connections, their page infos, and payloads hold nothing of their own."""
    kind.is_type_of = None
    for field in kind.fields.values():
        field.resolve = _take
        target = get_named_type(field.type)
        if isinstance(target, GraphQLObjectType) and target.name == "PageInfo":
            _take_all(target)


def takes_from_answer(field: Any) -> bool:
    """Whether a field's value is what the reader put there, and nothing is made of it."""
    return field.resolve is _take


def _take(source: Any, info: GraphQLResolveInfo[Any], **_: Any) -> Any:
    """What the reader put under this response key."""
    return source[info.path.key]


def _type_of(value: Any, _info: Any, _kind: Any) -> str:
    return str(value[TYPE])
