"""A toy domain for the reader: gardens, their plants, and what happened to them, seen by keepers who were let in."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Enum,
    Float,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    and_,
    func,
    literal,
    or_,
)

from roundtable.core.scope import ME, NOW, found, values
from roundtable.core.tables import Instant

metadata = MetaData()
# Where a plant stands that has no end: after all that have one.
NEVER = datetime(2900, 1, 1, tzinfo=UTC)
NO_HEIGHT = -1.0


class Kind(StrEnum):
    """What a plant is."""

    HERB = "HERB"
    SHRUB = "SHRUB"
    TREE = "TREE"


KEEPER = Table("keeper", metadata, Column("id", Uuid(), primary_key=True), Column("name", Text(), nullable=False))
GARDEN = Table(
    "garden",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("name", Text(), nullable=False),
    Column("opened_at", Instant(), nullable=False),
    Column("tended", Boolean(), nullable=False),
)
LET_IN = Table(
    "let_in",
    metadata,
    Column("garden_id", Uuid(), nullable=False),
    Column("keeper_id", Uuid(), nullable=False),
    Column("since", Instant(), nullable=False),
)
# A plant without a garden grows wild: everybody sees it, and it belongs to no case.
PLANT = Table(
    "plant",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("garden_id", Uuid()),
    Column("parent_id", Uuid()),
    Column("keeper_id", Uuid(), nullable=False),
    Column("name", Text(), nullable=False),
    Column("kind", Enum(Kind, native_enum=False, length=32), nullable=False),
    Column("height", Float(53)),
    Column("leaves", Integer(), nullable=False),
    Column("thriving", Boolean()),
    Column("planted_at", Instant(), nullable=False),
    Column("dies_at", Instant()),
    Column("notes", JSON()),
    Column("shown_at", Instant(), nullable=False),
)
HAPPENING = Table(
    "happening",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("garden_id", Uuid()),
    Column("plant_id", Uuid(), nullable=False),
    Column("keeper_id", Uuid(), nullable=False),
    Column("what", Text(), nullable=False),
    Column("number", Integer(), nullable=False),
    Column("litres", Float(53)),
)


def sees_garden(garden_id: Any) -> ColumnElement[bool]:
    """The keeper was let in, and the day has come."""
    let_in = LET_IN.alias()
    seen: ColumnElement[bool] = garden_id.in_(
        values(let_in.c.garden_id, let_in.c.keeper_id == ME, let_in.c.since <= NOW)
    )
    return seen


def sees_plant(plant: Any) -> ColumnElement[bool]:
    return and_(plant.c.shown_at <= NOW, or_(plant.c.garden_id.is_(None), sees_garden(plant.c.garden_id)))


def sees_happening(happening: Any) -> ColumnElement[bool]:
    """Less than its plant asks for: a happening may be seen whose plant is not yet shown."""
    plant = PLANT.alias()
    wild = found(plant, plant.c.id == happening.c.plant_id, plant.c.garden_id.is_(None))
    return or_(wild, sees_garden(happening.c.garden_id))


def by_end(plant: Any) -> list[ColumnElement[Any]]:
    return [func.coalesce(plant.c.dies_at, literal(NEVER, Instant())), plant.c.id]


def by_height(plant: Any) -> list[ColumnElement[Any]]:
    return [func.coalesce(plant.c.height, literal(NO_HEIGHT, Float(53))), plant.c.name, plant.c.id]


def key(number: int) -> UUID:
    """A key for a row that a test writes by hand."""
    return UUID(int=number)
