"""The toy domain as a GraphQL schema: a field of each kind that the reader knows."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import Boolean, ColumnElement, and_, true
from strawberry.scalars import JSON
from strawberry.schema.config import StrawberryConfig

from roundtable.core.guards import open_to_all_who_sign_in
from roundtable.core.scope import ME, NOW
from roundtable.reader.arguments import Bound, among, choices, key_of, moment
from roundtable.reader.shapes import (
    argument,
    by_node,
    column,
    connection,
    given,
    many,
    one,
    shape,
    view,
    viewpoint,
)
from roundtable.reader.types import Connection, DateTime, Node
from tests.reader.garden import (
    GARDEN,
    HAPPENING,
    KEEPER,
    PLANT,
    Kind,
    by_end,
    by_height,
    sees_garden,
    sees_happening,
    sees_plant,
)

strawberry.enum(Kind, description="What a plant is.")
TAGS = {"watered": "Watered", "pruned": "Pruned"}


def _shouted(name: str, _: Any) -> str:
    return f"{name.upper()}!"


@shape(HAPPENING, "happening", guard=sees_happening, case="garden_id", tag="what", variants=TAGS, hidden=("number",))
@strawberry.interface
class Happening:
    number: int = column(HAPPENING.c.number, "Which of them it is.")
    ticket: str = given("ticket", "What the caller makes of it.")
    plant: "Plant" = one(HAPPENING.c.plant_id, "What it happened to; never null, so one that is hidden is an error.")


@strawberry.type
class Watered(Happening):
    litres: float | None = column(HAPPENING.c.litres, "How much.")


@strawberry.type
class Pruned(Happening):
    by: "Keeper" = one(HAPPENING.c.keeper_id, "Who cut.")


@viewpoint
@strawberry.type
class Measures:
    height: float | None = column(PLANT.c.height, "In metres.")
    leaves: int = column(PLANT.c.leaves, "How many.")
    peers: Connection["Plant"] = connection(
        lambda plant, peer, _: peer.c.kind == plant.c.kind,
        lambda peer: [peer.c.leaves, peer.c.id],
        "Plants of its kind, the leafiest first.",
        descending=True,
    )


@shape(PLANT, "plant", guard=sees_plant, case="garden_id")
@strawberry.type
class Plant(Node):
    name: str = column(PLANT.c.name, "Its name.")
    shouted: str = column(PLANT.c.name, "Its name, loudly.", then=_shouted)
    kind: Kind = column(PLANT.c.kind, "What it is.")
    thriving: bool | None = column(PLANT.c.thriving, "Whether it does well, if known.")
    rooted: bool = column(lambda plant: plant.c.parent_id.is_(None), "Whether it came from no other.")
    dead: bool | None = column(lambda plant: plant.c.dies_at < NOW, "Whether its end has come; null without an end.")
    planted_at: datetime = column(PLANT.c.planted_at, "When it was set.")
    dies_at: datetime | None = column(PLANT.c.dies_at, "When it ends.")
    notes: JSON | None = column(PLANT.c.notes, "Anything.")
    measures: Measures = view("Its measures.")
    garden: "Garden | None" = one(PLANT.c.garden_id, "Where it grows, unless wild.")
    keeper: "Keeper" = one(PLANT.c.keeper_id, "Who cares for it.")
    parent: "Plant | None" = one(PLANT.c.parent_id, "What it was grown from, wherever that is.")
    offshoots: list["Plant"] = many(
        lambda plant, child, _: child.c.parent_id == plant.c.id,
        lambda child: [child.c.planted_at.desc(), child.c.id],
        "What was grown from it.",
    )
    children: Connection["Plant"] = connection(
        lambda plant, child, _: child.c.parent_id == plant.c.id,
        by_height,
        "What was grown from it, page by page, the lowest first.",
    )
    happenings: list[Happening] = many(
        lambda plant, happening, _: happening.c.plant_id == plant.c.id,
        lambda happening: [happening.c.number, happening.c.id],
        "What happened to it.",
    )


@shape(KEEPER, "keeper", guard=open_to_all_who_sign_in)
@strawberry.type
class Keeper(Node):
    name: str = column(KEEPER.c.name, "The name.")
    plants: Connection[Plant] = connection(
        lambda keeper, plant, _: plant.c.keeper_id == keeper.c.id,
        lambda plant: [plant.c.planted_at, plant.c.id],
        "What this keeper cares for.",
    )


@shape(GARDEN, "garden", guard=lambda garden: sees_garden(garden.c.id), case="id")
@strawberry.type
class Garden(Node):
    name: str = column(GARDEN.c.name, "Its name.")
    opened_at: datetime = column(GARDEN.c.opened_at, "Since when it is.")
    tended: bool = column(GARDEN.c.tended, "Whether somebody looks after it.")
    plants: Connection[Plant] = connection(
        lambda garden, plant, _: plant.c.garden_id == garden.c.id, by_end, "What grows in it.", descending=True
    )


@shape(KEEPER, "viewer", guard=open_to_all_who_sign_in)
@strawberry.type
class Viewer:
    keeper: Keeper = one(lambda viewer, keeper, _: keeper.c.id == viewer.c.id, "Who asks.")


@viewpoint
@strawberry.type
class Almanac:
    keepers: list[Keeper] = many(lambda _, __, ___: true(), lambda keeper: [keeper.c.name, keeper.c.id], "All of them.")


def _wanted(_: Any, plant: Any, asked: Any) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [true()]
    if asked["kinds"] is not None:
        wanted.append(among(plant.c.kind, asked["kinds"]))
    if asked["plantedBefore"] is not None:
        wanted.append(plant.c.planted_at < asked["plantedBefore"])
    if asked["garden"] is not None:
        wanted.append(plant.c.garden_id == asked["garden"])
    return and_(*wanted)


def _tended(_: Any, garden: Any, asked: Any) -> ColumnElement[bool]:
    return true() if asked["tended"] is None else garden.c.tended == asked["tended"]


@viewpoint
@strawberry.type
class Query:
    viewer: Viewer = one(lambda _, keeper, __: keeper.c.id == ME, "Who asks.")
    almanac: Almanac = view("What everybody may read.")
    node: Node | None = by_node("Anything by its id.")
    plant: Plant | None = one(
        lambda _, plant, asked: plant.c.id == asked["id"],
        "A plant.",
        [argument(key_of("plant", "id"), strawberry.ID, "Its id.")],
    )
    plants: Connection[Plant] = connection(
        _wanted,
        by_end,
        "Plants, those that last longest first.",
        [
            argument(choices("kinds"), list[Kind] | None, "Only these.", None),
            argument(moment("plantedBefore"), datetime | None, "Only those set before.", None),
            argument(key_of("garden", "garden"), strawberry.ID | None, "Only those of a garden.", None),
        ],
        descending=True,
    )
    gardens: Connection[Garden] = connection(
        _tended,
        lambda garden: [garden.c.name, garden.c.opened_at, garden.c.id],
        "Gardens by name.",
        [argument(Bound("tended", Boolean(), bool), bool | None, "Only those that are, or are not.", None)],
    )


class _Quiet(strawberry.Schema):
    """Wrong questions are asked on purpose: they need no log."""

    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        return None


def build() -> strawberry.Schema:
    return _Quiet(query=Query, types=[Watered, Pruned], config=StrawberryConfig(scalar_map={datetime: DateTime}))
